"""TFRecord files: pieces of bytes one after the other, each with two checksums.

A piece is written as its length (8 bytes), the checksum of these 8 bytes (4), its content, and the
checksum of that (4); all little-endian. A checksum is a CRC-32C, masked: rotated and added to, so
that it differs from one that the content might hold itself.

Source: https://www.tensorflow.org/api_guides/python/python_io, "TFRecords Format Details".
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.benchmarks.readers.nb101.crc32c import crc32c
from landscape.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from numpy.typing import NDArray

    from landscape.arrays import IntArray

__all__ = ["Pieces", "pieces"]

_HEADER = struct.Struct("<QI")
_FOOTER = 4
_LONGEST = 1 << 20
_BLOCK = 1 << 22
_MASK = np.uint32(0xA282EAD8)


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
        if len(starts):
            found = Pieces(content[:end], at, starts, lengths)
            _check(found, path)
            yield found
        at, rest = at + end, content[end:]
        if not block:
            break
    if rest:
        raise DataError(
            f"{path} is cut short: its last record begins at byte {at:,} and does not end; "
            "download it again"
        )


def _cut(content: bytes, at: int, path: Path) -> tuple[IntArray, IntArray, int]:
    """Return starts and lengths of the whole pieces, and where the first that is not begins."""
    starts, lengths, end, limit = [], [], 0, len(content)
    while end + _HEADER.size <= limit:
        length, _ = _HEADER.unpack_from(content, end)
        if length > _LONGEST:
            raise DataError(
                f"{path} claims a record of {length:,} bytes at byte {at + end:,}: expected some "
                "300; it is damaged, or no TFRecord file: download it again"
            )
        after = end + _HEADER.size + length + _FOOTER
        if after > limit:
            break
        starts.append(end + _HEADER.size)
        lengths.append(length)
        end = after
    return np.array(starts, np.int64), np.array(lengths, np.int64), end


def _check(found: Pieces, path: Path) -> None:
    content, starts, lengths = found.content, found.starts, found.lengths
    heads = starts - _HEADER.size
    right = _masked(crc32c(content, heads, np.full_like(heads, 8))) == _read(content, heads + 8)
    right &= _masked(crc32c(content, starts, lengths)) == _read(content, starts + lengths)
    if not right.all():
        first = found.at + int(heads[np.argmin(right)])
        raise DataError(
            f"{path}: the record at byte {first:,} does not agree with its checksum; the file is "
            "damaged: download it again"
        )


def _masked(checksums: NDArray[np.uint32]) -> NDArray[Any]:
    return ((checksums >> np.uint32(15)) | (checksums << np.uint32(17))) + _MASK


def _read(content: bytes, places: IntArray) -> NDArray[Any]:
    """Return the 4-byte numbers at some places."""
    digits = np.frombuffer(content, np.uint8)[places[:, None] + np.arange(4)]
    return np.ascontiguousarray(digits).view("<u4")[:, 0]
