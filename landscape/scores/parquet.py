"""Parquet with a checksum a page, and one clear line for whatever is wrong with a file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from landscape.errors import DataError
from landscape.scores.parquet_seal import (
    check_columns,
    check_footer,
    seal,
    unfilled_seal,
    without_seal,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["damage_told", "open_parquet", "read_parquet", "to_parquet"]

_ROWS = 1 << 20  # of a row group


def to_parquet(table: pa.Table) -> bytes:
    """Return the content of a Parquet file under a seal; the same table gives the same bytes."""
    sink = pa.BufferOutputStream()
    n_groups = max(1, -(-table.num_rows // _ROWS))
    with pq.ParquetWriter(
        sink,
        table.schema,
        compression="zstd",
        use_dictionary=False,  # scores and architectures hardly repeat
        write_page_checksum=True,
    ) as writer:
        writer.write_table(table, row_group_size=_ROWS)
        writer.add_key_value_metadata(unfilled_seal(n_groups * table.num_columns))
    content = bytearray(sink.getvalue())
    seal(content)
    return bytes(content)


def open_parquet(content: bytes | pa.Buffer) -> pq.ParquetFile:
    """Open the content of a Parquet file; use it under `damage_told`.

    What it says of itself is verified if it is sealed, and pages are where they are read.
    """
    check_footer(memoryview(content))
    return pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)


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
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        # Arrow quotes the file, which may be anything.
        reason = str(error).split("\n")[0].encode("unicode_escape").decode()[:160].rstrip(" .:")
        raise DataError(
            f"{path} is no readable {kind} file ({reason}): it is damaged, cut short or of "
            "another kind; give another file, or delete it if it is to be made again"
        ) from error
