"""Parquet with a checksum a page, and one clear line for whatever is wrong with a file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from landscape.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["damage_told", "open_parquet", "to_parquet"]


def to_parquet(table: pa.Table) -> bytes:
    """Return the content of a Parquet file; the same table gives the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        use_dictionary=False,  # scores and architectures hardly repeat
        write_page_checksum=True,
    )
    content: bytes = sink.getvalue().to_pybytes()
    return content


def open_parquet(content: bytes) -> pq.ParquetFile:
    """Open the content of a Parquet file; use it under `damage_told`."""
    return pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)


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
