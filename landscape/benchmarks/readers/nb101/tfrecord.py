"""TFRecord files: pieces of bytes one after the other, each with two checksums.

A piece is written as its length (8 bytes), the checksum of these 8 bytes (4), its content, and the
checksum of that (4); all little-endian. A checksum is a CRC-32C, masked: rotated and added to, so
that it differs from one that the content might hold itself.

Source: https://www.tensorflow.org/api_guides/python/python_io, "TFRecords Format Details".
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import google_crc32c
import numpy as np

from landscape.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from landscape.arrays import IntArray

__all__ = ["Pieces", "pieces"]

_HEADER = struct.Struct("<QI")
_LENGTH = 8
_FOOTER = struct.Struct("<I")
_LONGEST = 1 << 20
_BLOCK = 1 << 22
_MASK = 0xA282EAD8


@dataclass(frozen=True, eq=False)
class Pieces:
    """Some pieces that stand one after the other, with their checksums found right.

    Attributes
    ----------
    content
        The bytes of the file that they are in.
    at
        Where in the file these bytes begin.
    starts, lengths
        Shape ``(n,)``: where in `content` each piece begins, and how many bytes it has.
    """

    content: bytes
    at: int
    starts: IntArray
    lengths: IntArray

    def __iter__(self) -> Iterator[bytes]:
        for start, length in zip(self.starts.tolist(), self.lengths.tolist(), strict=True):
            yield self.content[start : start + length]


def pieces(file: BinaryIO, path: Path) -> Iterator[Pieces]:
    """Yield the pieces of a file, a few thousand at a time.

    Raises
    ------
    DataError
        If the file is cut short, or a checksum is wrong.
    """
    at, rest = 0, b""
    while True:
        block = file.read(_BLOCK)
        content = rest + block
        starts, lengths, end = _cut(content, at, path)
        if starts:
            yield Pieces(content[:end], at, np.array(starts), np.array(lengths))
        at, rest = at + end, content[end:]
        if not block:
            break
    if rest:
        raise DataError(
            f"{path} is cut short: its last record begins at byte {at:,} and does not end; "
            "download it again"
        )


def _cut(content: bytes, at: int, path: Path) -> tuple[list[int], list[int], int]:
    """Return starts and lengths of the whole pieces, and where the first that is not begins."""
    starts, lengths, end = [], [], 0
    while end + _HEADER.size <= len(content):
        length = _HEADER.unpack_from(content, end)[0]
        if length > _LONGEST:
            raise DataError(
                f"{path} claims a record of {length:,} bytes at byte {at + end:,}: expected some "
                "300; it is damaged, or no TFRecord file: download it again"
            )
        start = end + _HEADER.size
        after = start + length + _FOOTER.size
        if after > len(content):
            break
        if not _agrees(content, end, start, after):
            raise DataError(
                f"{path}: the record at byte {at + end:,} does not agree with its checksum; the "
                "file is damaged: download it again"
            )
        starts.append(start)
        lengths.append(length)
        end = after
    return starts, lengths, end


def _agrees(content: bytes, at: int, start: int, after: int) -> bool:
    """Whether both checksums of the piece that is written from `at` to `after` are right."""
    end = after - _FOOTER.size
    told: tuple[int, int] = (
        _HEADER.unpack_from(content, at)[1],
        _FOOTER.unpack_from(content, end)[0],
    )
    return told == (_masked(content[at : at + _LENGTH]), _masked(content[start:end]))


def _masked(content: bytes) -> int:
    checksum: int = google_crc32c.value(content)
    return ((checksum >> 15 | checksum << 17) + _MASK) & 0xFFFFFFFF
