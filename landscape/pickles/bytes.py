"""The bytes of a long pickle, of which only a block is in memory."""

from __future__ import annotations

import pickle
from typing import Protocol

from landscape.pickles.limits import BYTE, Memory

__all__ = ["Bytes", "Source"]

_BLOCK = 1 << 20
_LONGEST = 1 << 20
_AHEAD = 16  # of an opcode: more than it and the length of its argument take


class Source(Protocol):
    """A file, as far as it is needed."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, none at the end."""


class Bytes:
    """A file as an unpickler reads it: ``data[at]`` is the next byte.

    What is read counts as memory, so that no more of a compressed file than a few MiB is
    decompressed for one architecture.

    Attributes
    ----------
    data, at
        The block in memory, and where in it reading goes on.
    memory
        What the pickle may still make.
    """

    def __init__(self, file: Source) -> None:
        self._read = file.read
        self.data, self.at = b"", 0
        self.memory = Memory()

    def opcode(self) -> int:
        """Return the next byte; the block goes on some bytes from there, if the file does."""
        if self.at + _AHEAD > len(self.data):
            self._more()
        self.at += 1
        return self.data[self.at - 1]

    def read(self, length: int) -> bytes:
        """Return the next bytes, as many as asked for.

        Raises
        ------
        pickle.UnpicklingError
            If there are fewer, or it is more than a text has.
        """
        if length > _LONGEST:
            raise pickle.UnpicklingError(f"it holds a text of {length:,} bytes")
        if self.at + length > len(self.data):
            self._more(length)
        start, self.at = self.at, self.at + length
        return self.data[start : self.at]

    def readline(self) -> bytes:
        """Return what there is up to the next end of a line, with it."""
        while (end := self.data.find(b"\n", self.at)) < 0:
            length = len(self.data) - self.at
            if length > _LONGEST:
                raise pickle.UnpicklingError("it holds a line that does not end")
            self._more(length + 1)
        return self.read(end + 1 - self.at)

    def _more(self, least: int = 1) -> None:
        """Make room for `least` bytes from here on; there may be none left."""
        block = self._read(max(_BLOCK, least))
        self.memory.spend(BYTE * len(block))
        self.data, self.at = self.data[self.at :] + block, 0
        if len(self.data) < least:
            raise pickle.UnpicklingError("it is cut short")
