"""Pickles of plain data, and of nothing that could run.

The files of the datasets are pickles, and a pickle may name any function to be called when it is
read. Checksums tell the published files from others, but MD5 is too weak to stand alone: so no
name in a pickle is ever looked up. The few that arrays are made of have stand-ins here, NumPy's
own included, since ``numpy.ndarray`` would take any bytes for pointers to objects.
"""

from __future__ import annotations

import io
import pickle
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.errors import DataError
from proxies.images.reason import reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["unpickle"]


def unpickle(content: bytes, where: str) -> dict[str, object]:
    """Return what was pickled: numbers, texts, lists and arrays of numbers, by name.

    Text that Python 2 wrote is decoded as Latin-1. Arrays are read-only.

    Parameters
    ----------
    content
        The pickle.
    where
        What it is, for messages.

    Raises
    ------
    DataError
        If it is broken, no dictionary, or asks for anything else.
    """
    try:
        entries = _Unpickler(io.BytesIO(content), encoding="latin1").load().items()
        return {
            name: value.numbers if isinstance(value, _Array) else value for name, value in entries
        }
    except Exception as error:  # the documentation of pickle: any may be raised
        raise DataError(
            f"{where} is no pickle of plain arrays ({reason(error)}): get the published file"
        ) from error


class _Kind:
    """Stands for ``numpy.dtype``: whole numbers, fractions and truth values alone."""

    def __init__(self, code: str, *_: object) -> None:
        if not re.fullmatch("[biuf][1248]", code):
            raise pickle.UnpicklingError(f"it holds values of kind {code!r:.20}")
        self.dtype = np.dtype(code)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.dtype = self.dtype.newbyteorder(state[1])


class _Array:
    """Stands for ``numpy.ndarray``, and for the function that makes an empty one to be filled."""

    numbers: NDArray[Any]

    def __init__(self, *_: object) -> None: ...

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, shape, kind, by_columns, content = state
        flat = np.frombuffer(_encode(content), kind.dtype)
        self.numbers = flat.reshape(shape, order="F" if by_columns else "C")


def _scalar(kind: _Kind, content: str | bytes) -> object:
    """Stand for the function that makes one number of an array's kind."""
    return np.frombuffer(_encode(content), kind.dtype)[0]


def _encode(content: str | bytes, encoding: str = "latin1") -> bytes:
    """Stand for ``codecs.encode``, with which Python 3 writes bytes that Python 2 can read."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"it holds bytes in {encoding!r:.20}")
    return content.encode("latin1") if isinstance(content, str) else content


_STAND_INS = {
    ("numpy", "dtype"): _Kind,
    ("numpy", "ndarray"): _Array,
    ("numpy.core.multiarray", "_reconstruct"): _Array,
    ("numpy._core.multiarray", "_reconstruct"): _Array,
    ("numpy.core.multiarray", "scalar"): _scalar,
    ("numpy._core.multiarray", "scalar"): _scalar,
    ("_codecs", "encode"): _encode,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in _STAND_INS:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return _STAND_INS[module, name]
