"""A seal in a Parquet file, which stays one for every other program.

Parquet's own checksums leave out the heads of pages, and the footer: there one wrong bit renames a
column, or takes its values from another place. The seal is an entry of the footer's metadata. It
has the SHA-256 of the footer, written with zeros in its own place, and of each column, in the order
of row groups and columns. So a table of which little is read is verified as far as it is read.
"""

from __future__ import annotations

import hashlib
import operator
import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["check_columns", "check_footer", "seal", "unfilled_seal", "without_seal"]

_KEY = b"nas-landscape-seal"
_START = b"sha256:"
_FOOTER = 64
_COLUMN = 32  # digits of 64: 128 bits against chance
_BETWEEN = 8  # most bytes between a key and its value: their type and length
_TAIL = 8  # bytes after the footer: its length and PAR1


def unfilled_seal(n_columns: int) -> dict[bytes, bytes]:
    """Return the entry of metadata that `seal` fills; columns are counted in every row group."""
    return {_KEY: _START + bytes(_FOOTER + _COLUMN * n_columns).replace(b"\0", b"0")}


def seal(content: bytearray) -> None:
    """Fill the seal of a whole file, written with `unfilled_seal`."""
    columns = pq.ParquetFile(pa.BufferReader(content)).metadata
    start, end = _footer(content)
    place = start + _place(content[start:end])
    sums = b"".join(_sum(content[a:b])[:_COLUMN] for _, a, b in _ranges(columns))
    content[place + _FOOTER : place + _FOOTER + len(sums)] = sums
    content[place : place + _FOOTER] = _sum(content[start:end])


def check_footer(content: memoryview) -> None:
    """Make sure that the footer of a file is as it was, if it has a seal.

    Raises
    ------
    pyarrow.ArrowInvalid
        If it is not.
    """
    start, end = _footer(content)
    footer = bytearray(content[start:end])
    if _KEY not in footer and not _has_damaged_key(footer):
        return  # of an earlier version, or another program
    place = _place(footer)
    found = bytes(footer[place : place + _FOOTER])
    footer[place : place + _FOOTER] = b"0" * _FOOTER
    if not place or _sum(footer) != found:
        raise pa.ArrowInvalid("the checksum of what it says of itself does not fit")


def check_columns(file: pq.ParquetFile, content: memoryview, names: Iterable[str]) -> None:
    """Make sure that columns of a file are as they were, if it has a seal.

    Raises
    ------
    pyarrow.ArrowInvalid
        If one is not.
    """
    found = (file.metadata.metadata or {}).get(_KEY)
    if found is None:
        return
    sums, asked = found[len(_START) + _FOOTER :], frozenset(names)
    for number, (name, start, end) in enumerate(_ranges(file.metadata)):
        place = number * _COLUMN
        if name in asked and _sum(content[start:end])[:_COLUMN] != sums[place : place + _COLUMN]:
            raise pa.ArrowInvalid(f"the checksum of its column {name} does not fit")


def without_seal(table: pa.Table) -> pa.Table:
    """Return a table that was read without the seal of its file, which is no other file's."""
    metadata = table.schema.metadata or {}
    return table.replace_schema_metadata({k: v for k, v in metadata.items() if k != _KEY})


def _ranges(file: pq.FileMetaData) -> Iterator[tuple[str, int, int]]:
    """Yield name, start and end of every column in every row group."""
    for group in range(file.num_row_groups):
        for number in range(file.num_columns):
            column = file.row_group(group).column(number)
            start = column.data_page_offset
            if column.has_dictionary_page:
                start = min(start, column.dictionary_page_offset)
            yield column.path_in_schema, start, start + column.total_compressed_size


def _footer(content: bytearray | memoryview) -> tuple[int, int]:
    """Return where the footer is; empty if that makes no sense, which readers complain about."""
    end = max(0, len(content) - _TAIL)
    length = int.from_bytes(content[end : end + 4], "little")
    return (end - length, end) if 0 < length <= end else (end, end)


def _place(footer: bytes | bytearray) -> int:
    """Return where the sums of a footer begin, right after its key; 0 if there are none."""
    key = footer.rfind(_KEY)
    start = key + len(_KEY)
    place = footer.find(_START, start, start + _BETWEEN + len(_START))
    return 0 if min(key, place) < 0 else place + len(_START)


def _has_damaged_key(footer: bytearray) -> bool:
    """Tell whether what is before a checksum differs from our key in one byte.

    What other programs say in a footer may have checksums, too.
    """
    windows = (
        footer[place : place + len(_KEY)]
        for found in re.finditer(re.escape(_START), footer)
        for place in range(max(0, found.start() - len(_KEY) - _BETWEEN), found.start())
    )
    return any(sum(map(operator.ne, _KEY, window)) <= 1 for window in windows)


def _sum(content: bytes | bytearray | memoryview) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
