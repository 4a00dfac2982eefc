"""The scores of one chunk on disk: Parquet behind a checksum of all of it.

Parquet's own checksums leave out the footer, where one wrong bit renames a column.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from landscape.errors import DataError
from landscape.files import read_bytes, write_bytes
from landscape.scores.parquet import open_parquet, to_parquet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray

__all__ = ["read_chunk", "write_chunk"]

_DIGEST_SIZE = hashlib.sha256().digest_size


def write_chunk(path: Path, columns: Mapping[str, FloatArray]) -> None:
    """Write columns of shape ``(k,)`` atomically, bit by bit as they are, NaN included.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    content = to_parquet(pa.table(dict(columns)))
    write_bytes(path, hashlib.sha256(content).digest() + content)


def read_chunk(path: Path, names: Sequence[str] | None = None) -> dict[str, FloatArray]:
    """Read the columns `names` of what `write_chunk` wrote, by default all.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If a single bit is not as it was written.
    """
    saved = read_bytes(path)
    digest, content = saved[:_DIGEST_SIZE], saved[_DIGEST_SIZE:]
    if hashlib.sha256(content).digest() != digest:
        raise DataError(f"{path} is damaged: expected the checksum it starts with")
    table = open_parquet(content).read(names, use_threads=False)
    return {name: np.array(table[name].to_numpy()) for name in table.column_names}
