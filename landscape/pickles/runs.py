"""Opcodes that come in long runs, taken all at once.

Nine tenths of a benchmark's pickle are dictionaries from an epoch, or from a text like
``x-valid@11``, to a float. One opcode after the other takes ten times longer than NumPy does for
the whole run.
"""

from __future__ import annotations

import functools
import re
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Run", "int_run", "reference_run", "text_run"]

_FLOAT = [("float", "u1"), ("value", ">f8")]
_LONGEST = 64


class Run(NamedTuple):
    """Keys and values, one after the other.

    Attributes
    ----------
    end
        Where the run ends.
    keys, values
        As many of the one as of the other. Keys are numbers, places in the memo, or texts.
    places
        Where in the memo the keys are put; empty if they are not.
    """

    end: int
    keys: list[Any]
    values: list[float]
    places: list[int]


def int_run(data: bytes, at: int) -> Run | None:
    """Return the run of small numbers and floats whose first opcode is at `at`; None if short."""
    return _run(*_pattern(rb"K.", (("opcode", "u1"), ("key", "u1"))), data, at)


def reference_run(data: bytes, at: int) -> Run | None:
    """Return the run of references to the memo and floats whose first opcode is at `at`."""
    return _run(*_pattern(rb"j.{4}", (("opcode", "u1"), ("key", "<u4"))), data, at)


def text_run(data: bytes, at: int, length: int, *, short: bool) -> Run | None:
    """Return the run of memoized texts of one length, and floats, whose first opcode is at `at`.

    Parameters
    ----------
    data, at
        Bytes, and where the run may begin.
    length
        Of each text, in bytes.
    short
        Whether texts and memo are written as protocol 4 does: without places.
    """
    if length > _LONGEST:
        return None
    run = _run(*_text_pattern(length, short), data, at)
    return run and run._replace(keys=[key.decode("utf-8", "surrogatepass") for key in run.keys])


@functools.cache
def _text_pattern(length: int, short: bool) -> tuple[re.Pattern[bytes], np.dtype[Any]]:
    size = 1 if short else 4
    head = re.escape((b"\x8c" if short else b"X") + length.to_bytes(size, "little"))
    fields = (("opcode", "u1"), ("n", f"<u{size}"), ("key", f"V{length}"), ("put", "u1"))
    if short:
        return _pattern(head + b".{%d}\x94" % length, fields)
    return _pattern(head + b".{%d}r.{4}" % length, (*fields, ("place", "<u4")))


@functools.cache
def _pattern(
    key: bytes, fields: tuple[tuple[str, str], ...]
) -> tuple[re.Pattern[bytes], np.dtype[Any]]:
    return re.compile(b"(?:" + key + b"G.{8}){2,}+", re.DOTALL), np.dtype([*fields, *_FLOAT])


def _run(pattern: re.Pattern[bytes], dtype: np.dtype[Any], data: bytes, at: int) -> Run | None:
    found = pattern.match(data, at)
    if found is None:
        return None
    rows = np.frombuffer(data, dtype, (found.end() - at) // dtype.itemsize, at)
    places = rows["place"].tolist() if "place" in (dtype.names or ()) else []
    return Run(found.end(), rows["key"].tolist(), rows["value"].tolist(), places)
