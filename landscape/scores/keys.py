"""Which configurations the rows of a table are of."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.errors import ArchitectureError, DataError
from landscape.scores.document import METADATA_KEY
from landscape.scores.tabular import Tabular, shorten

if TYPE_CHECKING:
    from pathlib import Path

    from landscape.arrays import IntArray
    from landscape.spaces import Space

__all__ = ["KEY_COLUMNS", "read_numbers", "warn_of_numbers"]

KEY_COLUMNS = ("arch", "arch_str", "architecture", "key")
"""Columns looked for, in this order, when none is named."""

_UNKNOWN = -1
_BENCHMARK_INDEX = "arch_index"

_log = logging.getLogger(__name__)


def read_numbers(table: Tabular, space: Space, key: str | None = None) -> IntArray:
    """Return the configuration number of each row.

    Parameters
    ----------
    table
        Any table with a column of architectures.
    space
        The space the architectures are of.
    key
        Name of that column; None takes the first of `KEY_COLUMNS` there is.

    Returns
    -------
    array of shape (rows,)

    Raises
    ------
    UnknownNameError
        If there is no column `key`.
    DataError
        If there is no column of architectures, no row, or an architecture not of the space.
    """
    key = key or _find_key(table)
    keys = table.read(key)
    if not keys:
        raise DataError(f"{table.path} has no rows: expected one an architecture")
    _look_at_numbers(table, key, keys, space)
    numbers = np.array([_parse(space, architecture) for architecture in keys])
    unknown = np.flatnonzero(numbers == _UNKNOWN)
    if unknown.size:
        raise _unknown_architectures(table, key, keys, unknown, space)
    return numbers


def warn_of_numbers(where: str, path: Path, number: object) -> None:
    """Say how bare numbers are read, since benchmarks number in orders of their own."""
    _log.warning(
        "%s %s holds numbers, such as %s: they are read as configuration numbers "
        "(landscape info %s shows one), not as a benchmark's own index",
        *(where, path, number, number),
    )


def _find_key(table: Tabular) -> str:
    for name in KEY_COLUMNS:
        if name in table.schema.names:
            return name
    raise DataError(
        f"{table.path} has no column of architectures: expected one called "
        f"{', '.join(KEY_COLUMNS)}, or named with --key; its columns are "
        f"{shorten(', '.join(table.schema.names))}"
    )


def _unknown_architectures(
    table: Tabular, key: str, keys: list[Any], unknown: IntArray, space: Space
) -> DataError:
    row = unknown[0]
    found, expected = f"{keys[row]!r:.120}", repr(space.format(0))
    if len(unknown) == len(keys):
        return DataError(
            f"column {key!r} of {table.path} holds no architecture of {space.title} at all: found "
            f"{found}, expected such as {expected}; name another column with --key, or another "
            "--space"
        )
    return DataError(
        f"{len(unknown):,} of {len(keys):,} rows of {table.path} are of no architecture of "
        f"{space.title}, first {found} in row {table.row_number(int(row))}: "
        f"expected such as {expected}; correct or remove them"
    )


def _parse(space: Space, architecture: object) -> int:
    try:
        return space.parse(architecture)
    except ArchitectureError:
        return _UNKNOWN


def _look_at_numbers(table: Tabular, key: str, keys: list[Any], space: Space) -> None:
    """Say how bare numbers are read; refuse a benchmark's own, which count in another order."""
    ours = METADATA_KEY in (table.schema.metadata or {}) or space.notations == ("index",)
    bare = (k for k in keys if space.is_number(k))
    number = None if ours else next(bare, None)
    if number is None:
        return
    if key == _BENCHMARK_INDEX:
        raise DataError(
            f"column {key!r} of {table.path} holds the benchmark's own index, such as {number}, "
            f"which is no configuration number: expected such as {space.format(0)!r}; "
            "name a column of architectures with --key"
        )
    warn_of_numbers(f"column {key!r} of", table.path, number)
