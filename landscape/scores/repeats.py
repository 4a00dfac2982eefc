"""Rows of a table that are of the same configuration: their mean, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError
from landscape.reporter import say
from landscape.tables.tabular import shorten, shown_name

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray
    from landscape.scores.keys import Rows

__all__ = ["contradiction", "means"]


def means(rows: Rows, metric: str, scores: FloatArray) -> FloatArray:
    """Return the mean score of each configuration, over rows that their labels tell apart.

    A row without a score counts for nothing; rows that repeat with the same label count once.

    Parameters
    ----------
    rows
        The rows, with labels.
    metric
        Name of the scores.
    scores
        One a row; NaN is missing.

    Returns
    -------
    array of shape (space.size,)

    Raises
    ------
    DataError
        If two rows of the same configuration and label have different scores.
    """
    given = np.flatnonzero(~np.isnan(scores))
    labels = np.array(rows.labels, dtype=np.str_)[given]
    label = np.unique(labels, return_inverse=True)[1].reshape(-1)
    sort = np.lexsort((label, rows.numbers[given]))
    order, label = given[sort], label[sort]
    numbers = rows.numbers[order]
    again = (numbers[1:] == numbers[:-1]) & (label[1:] == label[:-1])
    differ = np.flatnonzero(again & (scores[order[1:]] != scores[order[:-1]]))
    if differ.size:
        raise contradiction(rows, metric, scores, *map(int, order[differ[0] : differ[0] + 2]))
    kept = np.append(True, ~again)[: len(order)]
    found, n_rows = _means(rows.space.size, numbers[kept], scores[order[kept]])
    if n_rows.any():
        ends = sorted({int(n_rows[n_rows > 0].min()), int(n_rows.max())})
        say(f"{metric}: means, each of {' to '.join(f'{n:,}' for n in ends)} rows")
    return found


def _means(size: int, numbers: IntArray, scores: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return the mean score of each configuration, NaN without any, and of how many it is.

    It is the same to the last bit in whatever order scores come, and that of equal ones is theirs.
    """
    order = np.lexsort((scores, numbers))
    numbers, scores = numbers[order], scores[order]
    n_rows = np.bincount(numbers, minlength=size)
    counts = n_rows[n_rows > 0]
    starts = np.cumsum(counts) - counts
    found = np.full(size, np.nan)
    if len(scores):
        least = np.where(np.isfinite(scores[starts]), scores[starts], 0.0)
        with np.errstate(invalid="ignore"):  # of both infinities there is no mean
            above = np.add.reduceat(scores - np.repeat(least, counts), starts)
            found[n_rows > 0] = least + above / counts
    return found, n_rows


def contradiction(rows: Rows, metric: str, scores: FloatArray, one: int, other: int) -> DataError:
    """Return the error for two rows of one configuration, by what tells them apart."""
    table = rows.table
    names = [n for n in table.names if table.names.count(n) == 1 and n not in (metric, *rows.keys)]
    columns = dict(zip(names, table.read_several(names), strict=True))
    differ = [name for name, cells in columns.items() if cells[one] != cells[other]]
    way = "keep the row you mean"
    if differ:
        # What tells runs or epochs apart has few values, what was measured in them has many.
        first = shown_name(min(differ, key=lambda name: len(set(map(str, columns[name])))))
        way = (
            f'name the rows you mean with --where "{first} = VALUE", or take means with '
            f"--mean-over {first}; these rows differ in "
            f"{shorten(', '.join(map(shown_name, differ)))}"
        )
    return DataError(
        f"{table.path} has two scores {metric!r} of {rows.space.format(int(rows.numbers[one]))}: "
        f"{scores[one]} and {scores[other]}; expected one, {way}"
    )
