"""Parquet with a checksum a page, and one clear line for whatever is wrong with a file."""

from __future__ import annotations

import hashlib
import operator
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from landscape.errors import DataError
from landscape.tables.content import LARGEST, MOST_ROWS, too_many_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = [
    "check_columns",
    "check_footer",
    "damage_told",
    "open_parquet",
    "read_columns",
    "read_parquet",
    "seal",
    "to_parquet",
    "unfilled_seal",
    "values_of",
    "without_seal",
]

_ROWS = 1 << 20  # of a row group
_DICTIONARY = 1 << 26  # bytes of a column's distinct values
_DEEPEST = 16  # levels of lists and records in a cell


def to_parquet(
    table: pa.Table,
    encoded: Sequence[str] = (),
    level: int | None = None,
    *,
    split: Sequence[str] = (),
) -> bytes:
    """Return the content of a Parquet file under a seal; the same table gives the same bytes.

    Parameters
    ----------
    encoded
        Columns whose values repeat, written once each: scores and architectures hardly do.
    level
        How hard to compress, for zstd; None is its default.
    split
        Columns of numbers of which the first bytes are alike, and the last are not: the n-th bytes
        of all are written together.
    """
    sink = pa.BufferOutputStream()
    n_groups = max(1, -(-table.num_rows // _ROWS))
    with pq.ParquetWriter(
        sink,
        table.schema,
        compression="zstd",
        compression_level=level,
        use_dictionary=list(encoded) or False,
        dictionary_pagesize_limit=_DICTIONARY,
        use_byte_stream_split=list(split) or False,
        write_page_checksum=True,
    ) as writer:
        writer.write_table(table, row_group_size=_ROWS)
        writer.add_key_value_metadata(unfilled_seal(n_groups * table.num_columns))
    content = bytearray(sink.getvalue())
    seal(content)
    return bytes(content)


def open_parquet(
    content: bytes | pa.Buffer, encoded: Sequence[str] | None = None
) -> pq.ParquetFile:
    """Open the content of a Parquet file; use it under `damage_told`.

    What it says of itself is verified if it is sealed, and pages are where they are read.

    Parameters
    ----------
    encoded
        Columns of texts to read as each text once and numbers for them.
    """
    check_footer(memoryview(content))
    return pq.ParquetFile(
        pa.BufferReader(content),
        page_checksum_verification=True,
        read_dictionary=list(encoded) if encoded else None,
    )


def read_columns(path: Path, content: bytes, names: Sequence[str] | None = None) -> pa.Table:
    """Return some columns of a user's Parquet file, or all; use it under `damage_told`.

    A file says what its columns unpack to, which is looked at first; if it is sealed they are
    verified; texts that repeat are kept once each. No thread is started: one that outlives an error
    would abort the process at its end.

    Raises
    ------
    DataError
        If they are larger than `LARGEST` or longer than `MOST_ROWS`, or lists in lists in lists.
    """
    file = open_parquet(content)
    names = file.schema_arrow.names if names is None else names
    _check_sizes(path, file, set(names))
    check_columns(file, memoryview(content), names)
    texts = [f.name for f in file.schema_arrow if f.name in names and _is_text(f.type)]
    if texts:
        file = open_parquet(content, texts)
    return without_seal(file.read(list(names), use_threads=False))


def values_of(column: pa.ChunkedArray) -> list[Any]:
    """Return the values of a column as Python's, each text once."""
    if not pa.types.is_dictionary(column.type):
        return list(column.to_pylist())
    values: list[Any] = []
    for chunk in column.chunks:
        known = [*chunk.dictionary.to_pylist(), None]
        values += [known[-1 if place is None else place] for place in chunk.indices.to_pylist()]
    return values


def _check_sizes(path: Path, file: pq.ParquetFile, names: set[str]) -> None:
    about = file.metadata
    if about.num_rows > MOST_ROWS:
        raise too_many_rows(path)
    wanted = [
        place
        for place in range(about.num_columns)
        if _belongs(about.schema.column(place).path, names)
    ]
    for place in wanted:
        if about.schema.column(place).max_definition_level > _DEEPEST:
            raise DataError(
                f"{path} has a column of lists in lists, more than {_DEEPEST} deep: expected "
                "texts, numbers, or a list of them an architecture; name another column"
            )
    for place in wanted:
        # What is wrong with the sizes of a column ends the process where they are asked for
        # themselves, and is an error like any other where the column is scanned.
        file.scan_contents([place])
    groups = [about.row_group(group) for group in range(about.num_row_groups)]
    parts = [group.column(place) for group in groups for place in wanted]
    if _most(part.num_values for part in parts) > MOST_ROWS * max(1, len(wanted)):
        raise too_many_rows(path)
    if _most(part.total_uncompressed_size for part in parts) > LARGEST:
        raise DataError(
            f"{path} unpacks to more than the {LARGEST:,} bytes that are read: give a file of "
            "fewer rows or columns"
        )


def _belongs(path: str, names: set[str]) -> bool:
    """Tell whether a column of the file is one of some names, or part of one."""
    return path in names or any(path.startswith(f"{name}.") for name in names)


def _most(sizes: Iterable[int]) -> int:
    # What is damaged may count below nothing, to make room for more.
    return sum(max(size, 0) for size in sizes)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_binary(kind))


def read_parquet(content: bytes | pa.Buffer, names: Sequence[str] | None = None) -> pa.Table:
    """Return columns of a Parquet file, by default all; use it under `damage_told`.

    They are verified if the file is sealed.
    """
    file = open_parquet(content)
    check_columns(file, memoryview(content), file.schema_arrow.names if names is None else names)
    return without_seal(file.read(names, use_threads=False))


@contextmanager
def damage_told(path: Path, kind: str) -> Iterator[None]:
    """Turn whatever Arrow finds wrong with the content of `path` into one `DataError`."""
    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError, MemoryError) as error:
        # Arrow quotes the file, which may be anything.
        reason = str(error).split("\n")[0].encode("unicode_escape").decode()[:160].rstrip(" .:")
        raise DataError(
            f"{path} is no readable {kind} file ({reason}): it is damaged, cut short or of "
            "another kind; give another file, or delete it if it is to be made again"
        ) from error


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
