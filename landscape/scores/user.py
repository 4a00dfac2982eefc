"""Scores from any table a user brings, keyed by architecture."""

from __future__ import annotations

import logging
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.errors import ArchitectureError, DataError
from landscape.scores.document import METADATA_KEY
from landscape.scores.tabular import Tabular, open_tabular, shorten

if TYPE_CHECKING:
    from pathlib import Path

    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import Space

__all__ = ["KEY_COLUMNS", "read_user_scores"]

KEY_COLUMNS = ("arch", "arch_str", "architecture", "key")
"""Columns looked for, in this order, when none is named."""

_EMPTY = {"", "nan", "na", "n/a", "null", "none", "<na>"}
_UNKNOWN = -1
_BENCHMARK_INDEX = "arch_index"

_log = logging.getLogger(__name__)


def read_user_scores(
    path: Path, space: Space, metric: str, *, key: str | None = None
) -> FloatArray:
    """Return one column of a Parquet, CSV or TSV file as scores of the space.

    Parameters
    ----------
    path
        The file; its kind is told by its name (``.csv.gz`` and ``.tsv.gz`` are read too).
    space
        The space the architectures are of.
    metric
        Name of the column of numbers. Empty cells, null and NaN are missing.
    key
        Name of the column of architectures, in any notation of the space; None takes the first
        of `KEY_COLUMNS` there is. Bare numbers are configuration numbers, which a warning says;
        a column ``arch_index`` is refused, since benchmarks number in orders of their own.

    Returns
    -------
    array of shape (space.size,)
        NaN where the table has no row or no score. Rows of the same architecture may repeat as
        long as their scores agree; one without a score agrees with any.

    Raises
    ------
    DataMissingError
        If there is no such file.
    UnknownNameError
        If there is no column `metric` or `key`.
    DataError
        If the file is no table, has no column of architectures, an architecture that is not of
        the space, text where a number belongs, or rows that contradict each other.
    """
    table = open_tabular(path)
    if metric not in table.schema.names:
        known = table.numeric_names() or table.schema.names
        raise table.unknown(metric, known)
    key = key or _find_key(table)
    numbers = _read_numbers(table, key, space)
    scores = _read_scores(table, metric)
    return _spread(table, space, metric, numbers, scores)


def _find_key(table: Tabular) -> str:
    for name in KEY_COLUMNS:
        if name in table.schema.names:
            return name
    raise DataError(
        f"{table.path} has no column of architectures: expected one called "
        f"{', '.join(KEY_COLUMNS)}, or named with --key; its columns are "
        f"{shorten(', '.join(table.schema.names))}"
    )


def _read_numbers(table: Tabular, key: str, space: Space) -> IntArray:
    """Return the configuration number of each row."""
    keys = table.read(key)
    if not keys:
        raise DataError(f"{table.path} has no rows: expected one an architecture")
    _look_at_numbers(table, key, keys, space)
    numbers = np.array([_parse(space, architecture) for architecture in keys])
    unknown = np.flatnonzero(numbers == _UNKNOWN)
    if unknown.size:
        raise _unknown_architectures(table, key, keys, unknown, space)
    return numbers


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
        f"{space.title}, first {found} in row {row + 1}: expected such as {expected}; "
        "correct or remove them"
    )


def _parse(space: Space, architecture: object) -> int:
    try:
        return space.parse(architecture)
    except ArchitectureError:
        return _UNKNOWN


def _look_at_numbers(table: Tabular, key: str, keys: list[Any], space: Space) -> None:
    """Say how bare numbers are read; refuse a benchmark's own, which count in another order."""
    ours = METADATA_KEY in (table.schema.metadata or {}) or space.notations == ("index",)
    bare = (k for k in keys if isinstance(k, int) or str(k).strip().isdecimal())
    number = None if ours else next(bare, None)
    if number is None:
        return
    if key == _BENCHMARK_INDEX:
        raise DataError(
            f"column {key!r} of {table.path} holds the benchmark's own index, such as {number}, "
            f"which is no configuration number: expected such as {space.format(0)!r}; "
            "name a column of architectures with --key"
        )
    _log.warning(
        "column %r of %s holds numbers, such as %s: they are read as configuration numbers "
        "(landscape info %s shows one), not as a benchmark's own index",
        *(key, table.path, number, number),
    )


def _read_scores(table: Tabular, metric: str) -> FloatArray:
    """Return the score of each row, NaN where there is none."""
    values = table.read(metric)
    scores = np.empty(len(values))
    for row, value in enumerate(values):
        try:
            scores[row] = _score(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise DataError(
                f"column {metric!r} of {table.path} holds {value!r:.120} in row {row + 1}: "
                "expected a number, or nothing where there is no score; correct it or name "
                "another --metric"
            ) from error
    return scores


def _score(value: object) -> float:
    if value is None or (isinstance(value, str) and value.strip().lower() in _EMPTY):
        return np.nan
    # A truth is no score, though Python counts with it.
    if isinstance(value, bool) or not isinstance(value, (str, Real, Decimal)):
        raise TypeError(type(value).__name__)
    return float(value)


def _spread(
    table: Tabular, space: Space, metric: str, numbers: IntArray, scores: FloatArray
) -> FloatArray:
    """Return the scores by configuration number, after a look at those given twice."""
    spread = np.full(space.size, np.nan)
    given = np.flatnonzero(~np.isnan(scores))
    spread[numbers[given]] = scores[given]
    differ = given[spread[numbers[given]] != scores[given]]
    if differ.size:
        number, score = numbers[differ[0]], scores[differ[0]]
        raise DataError(
            f"{table.path} has two scores {metric!r} of {space.format(number)}: {score} and "
            f"{spread[number]}; expected one, keep the row you mean"
        )
    return spread
