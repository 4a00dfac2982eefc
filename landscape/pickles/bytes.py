"""The bytes of a long pickle, of which only a block is in memory."""

from __future__ import annotations

import pickle
from typing import Protocol

from landscape.pickles.limits import BYTE, Memory

__all__ = ["Bytes", "Source"]

_BLOCK = 1 << 20
_LONGEST = 1 << 20


class Source(Protocol):
    """A file, as far as it is needed."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, none at the end."""


class Bytes:
    """Where opcodes and their arguments come from: ``_data[_at]`` is the next byte.

    What is read counts as memory, so that no more of a compressed file than a few MiB is
    decompressed for one architecture.
    """

    def __init__(self, file: Source) -> None:
        self._read = file.read
        self._data, self._at = b"", 0
        self._memory = Memory()

    def _more(self, least: int = 1) -> None:
        """Make room for `least` bytes from here on; there may be none left."""
        block = self._read(max(_BLOCK, least))
        self._memory.spend(BYTE * len(block))
        self._data, self._at = self._data[self._at :] + block, 0
        if len(self._data) < least:
            raise pickle.UnpicklingError("it is cut short")

    def _take(self, length: int) -> bytes:
        if length > _LONGEST:
            raise pickle.UnpicklingError(f"it holds a text of {length:,} bytes")
        if self._at + length > len(self._data):
            self._more(length)
        start, self._at = self._at, self._at + length
        return self._data[start : self._at]

    def _whole(self, length: int) -> int:
        return int.from_bytes(self._take(length), "little")

    def _line(self) -> str:
        while (end := self._data.find(b"\n", self._at)) < 0:
            length = len(self._data) - self._at
            if length > _LONGEST:
                raise pickle.UnpicklingError("it holds a line that does not end")
            self._more(length + 1)
        return self._take(end + 1 - self._at)[:-1].decode()
