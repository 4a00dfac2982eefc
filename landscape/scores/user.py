"""Scores from any table a user brings, keyed by architecture."""

from __future__ import annotations

from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError
from landscape.scores.document import METADATA_KEY, Document
from landscape.scores.keys import read_numbers
from landscape.scores.tabular import open_tabular

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray, IntArray
    from landscape.scores.metric import Metric
    from landscape.scores.settings import JSON
    from landscape.scores.tabular import Tabular
    from landscape.spaces import Space

__all__ = ["described_metric", "read_user_columns", "read_user_scores"]

_EMPTY = {"", "nan", "na", "n/a", "null", "none", "<na>"}


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
    return read_user_columns(path, space, [metric], key=key)[0]


def read_user_columns(
    path: Path,
    space: Space,
    names: Sequence[str],
    *,
    key: str | None = None,
    where: tuple[str, str] | None = None,
) -> list[FloatArray]:
    """Return several columns of a file as scores of the space; see `read_user_scores`.

    Parameters
    ----------
    where
        Column and value, to read only the rows that have it; None for all.
    """
    space.check_listable("a column of scores")
    table = open_tabular(path)
    for name in names:
        if name not in table.schema.names:
            raise table.unknown(name, table.numeric_names() or table.schema.names)
    if where is not None:
        table = table.where(*where)
    numbers = read_numbers(table, space, key)
    return [_spread(table, space, name, numbers, _read_scores(table, name)) for name in names]


def described_metric(path: Path, name: str) -> tuple[Metric, Mapping[str, JSON]] | None:
    """Return what column `name` of a file of our own means and how it was made.

    Returns
    -------
    tuple of metric, settings
        None if the file is of someone else, or does not describe the column.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If the file is no table, or its description is damaged or of another format.
    """
    metadata = open_tabular(path).schema.metadata or {}
    if METADATA_KEY not in metadata:
        return None
    document = Document.from_metadata(metadata, path)
    if name not in document.metrics:
        return None
    return document.metrics[name], document.settings.get(name, {})


def _read_scores(table: Tabular, metric: str) -> FloatArray:
    """Return the score of each row, NaN where there is none."""
    values = table.read(metric)
    scores = np.empty(len(values))
    for row, value in enumerate(values):
        try:
            scores[row] = _score(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise DataError(
                f"column {metric!r} of {table.path} holds {value!r:.120} in row "
                f"{table.row_number(row)}: "
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
