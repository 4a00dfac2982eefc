"""Columns of one chunk on disk: Parquet under a seal that says whose chunk it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from landscape.disk.parquet import damage_told, read_parquet, to_parquet
from landscape.disk.sealed import read_sealed, write_sealed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray

__all__ = ["read_chunk", "write_chunk"]


def write_chunk(path: Path, what: str, columns: Mapping[str, FloatArray]) -> None:
    """Write columns of shape ``(k,)`` atomically, bit by bit as they are, NaN included.

    Parameters
    ----------
    path
        The file.
    what
        Which chunk it is, of what: a chunk in the place of another is not taken for it.
    columns
        Name → values.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_sealed(path, to_parquet(pa.table(dict(columns))), what)


def read_chunk(path: Path, what: str, names: Sequence[str] | None = None) -> dict[str, FloatArray]:
    """Read the columns `names` of what `write_chunk` wrote as the same `what`, by default all.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If a single bit is not as it was written, or it is another chunk.
    """
    content = read_sealed(path, what)
    with damage_told(path, "Parquet"):
        table = read_parquet(content, names)
    return {name: np.array(table[name].to_numpy()) for name in table.column_names}
