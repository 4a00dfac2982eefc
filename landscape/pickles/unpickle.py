"""Pickles of plain data, and of nothing that could run.

Benchmarks and datasets are published as pickles, and a pickle may name any function to be called
when it is read. Checksums tell the published files from others, but MD5 is too weak to stand alone:
so no name in a pickle is ever looked up. The few that arrays and dictionaries are made of have
stand-ins (see `landscape.pickles.stand_ins`), and its opcodes are looked through before it is read
(see `landscape.pickles.scan`).
"""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING, Any

from landscape.errors import DataError
from landscape.pickles.limits import guarded
from landscape.pickles.scan import scan
from landscape.pickles.stand_ins import Budget, Name, make_stand_ins, settle
from landscape.reason import reason, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["refusal", "unpickle", "unpickle_next"]


def unpickle(
    content: bytes, where: str, more: Mapping[tuple[str, str], Callable[..., object]] | None = None
) -> Any:
    """Return what was pickled: None, numbers, text, bytes, arrays, and dicts, lists, ... of these.

    Keys and elements of sets are None, numbers, text, bytes, and tuples of up to 8 of these. Text
    that Python 2 wrote is decoded as Latin-1, an ``OrderedDict`` comes as a dict, a number of
    NumPy's as one of NumPy's. Arrays of numbers are read-only.

    Parameters
    ----------
    content
        The pickle. What comes after its end is not looked at.
    where
        What it is, for messages.
    more
        What stands in for further names, by module and name. It is called with plain data of the
        file's choice.

    Raises
    ------
    DataError
        If it is broken, or asks for anything else.
    """
    return unpickle_next(content, 0, where, more)[0]


def unpickle_next(
    content: bytes,
    start: int,
    where: str,
    more: Mapping[tuple[str, str], Callable[..., object]] | None = None,
) -> tuple[Any, int]:
    """Return what was pickled from `start` on, and where its pickle ends; see `unpickle`."""
    try:
        fit, end = scan(content, start)
        unpickler = _Unpickler(fit, more or {})
        return settle(unpickler.load()), end
    except Exception as error:  # the documentation of pickle: any may be raised
        raise refusal(where, error) from error


def refusal(where: str, error: Exception) -> DataError:
    """Return the error that says what is wrong with a pickle."""
    return DataError(
        f"{where} is no pickle of plain arrays, numbers and text ({reason(error)}): "
        "get the published file"
    )


class _Unpickler(pickle.Unpickler):
    def __init__(
        self, content: bytes, more: Mapping[tuple[str, str], Callable[..., object]]
    ) -> None:
        super().__init__(io.BytesIO(content), encoding="latin1")
        known = make_stand_ins(Budget(len(content)))
        self._known = {**known, **{name: Name(function) for name, function in more.items()}}

    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in self._known:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return self._known[module, name]

    def persistent_load(self, pid: Any) -> Any:
        # Tuples are sent here by `scan`, which refuses what a file itself would send so.
        if type(pid) is tuple:
            return guarded(pid)
        raise pickle.UnpicklingError(f"it asks for the outside object {shown(pid)}")
