"""Scores from any table a user brings, keyed by architecture."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError
from landscape.options.base import path_of
from landscape.reason import shown
from landscape.registry import match_name
from landscape.scores.keys import AS_USUAL, Reading, Rows, row_keys
from landscape.scores.table_file import METADATA_KEY, Document
from landscape.tables.cells import CellError, read_cells
from landscape.tables.tabular import Tabular, open_tabular

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from landscape.arrays import FloatArray
    from landscape.disk.files import JSON
    from landscape.scores.table import Metric
    from landscape.spaces import Space

__all__ = [
    "UserTable",
    "described_metric",
    "read_user_columns",
    "read_user_scores",
    "read_user_table",
    "suspicious_value",
]

_log = logging.getLogger(__name__)


def read_user_scores(
    file: str | PathLike[str] | Tabular,
    space: Space,
    metric: str,
    *,
    key: str | None = None,
    index_of: str | None = None,
    missing: Sequence[str] = (),
    variables: Sequence[str] = (),
    where: str | Sequence[str] = (),
    mean_over: Sequence[str] = (),
) -> FloatArray:
    r"""Return one column of a Parquet, CSV or TSV file as scores of the space.

    Parameters
    ----------
    file
        The file; its kind is told by its name (``.csv.gz`` and ``.tsv.gz`` are read too). Or what
        `open_tabular` made of it.
    space
        The space the architectures are of.
    metric
        Name of the column of numbers. Empty cells, null, NaN and what spreadsheets and other
        programs write for them (``#N/A``, ``-``, ``?``, ``1.#QNAN`` ...) are missing.
    key
        Name of the column of architectures, in any notation of the space; None takes the first
        of `KEY_COLUMNS` there is, or one that pandas left without a name, or columns that are
        called as the variables of the space are, if all of these are there. Bare numbers are
        configuration numbers; where the benchmark numbers in an order of its own, they are refused
        unless the column is called ``configuration``.
    index_of
        Name of the benchmark whose own index that column holds: ``nats``. None if it holds
        architectures.
    missing
        What means, in this table, that there is no score, such as ``-1``.
    variables
        Names of columns that hold the option of one variable each, in place of `key`: called as
        the variables are, in any order, or in their order.
    where
        Conditions on the rows that are read, such as ``"latency_ms < 5 and seed = 3"``; see
        `landscape.tables.conditions`.
    mean_over
        Names of columns, such as ``seed``, that tell rows of one architecture apart of whose scores
        the mean is taken.

    Returns
    -------
    array of shape (space.size,)
        NaN where the table has no row or no score. Rows of the same architecture may repeat as
        long as their scores agree, or they are told apart by `mean_over`; one without a score
        agrees with any.

    Raises
    ------
    DataMissingError
        If there is no such file.
    UnknownNameError
        If there is no column `metric` or `key`.
    DataError
        If the file is no table, has no column of architectures, an architecture that is not of
        the space, text where a number belongs, a number that no float holds, or rows that
        contradict each other.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> import pandas as pd
    >>> from landscape import get_space
    >>> from landscape.scores import read_user_scores
    >>> path = pathlib.Path(tempfile.mkdtemp(), "mine.csv")
    >>> rows = {"arch": ["(4, 4, 4, 4, 4, 4)", "(0, 0, 0, 0, 0, 0)"], "acc": [91.5, 60.25]}
    >>> pd.DataFrame(rows).to_csv(path, index=False)
    >>> scores = read_user_scores(path, get_space("nb201"), "acc")
    >>> scores[[15624, 3906]].tolist(), int(np.isnan(scores).sum())
    ([91.5, 60.25], 15623)

    One column a variable, and several seeds:

    >>> from landscape import ProductSpace, Variable
    >>> space = ProductSpace([Variable("depth", ("2", "4")), Variable("width", ("8", "16"))])
    >>> _ = path.write_text("depth,width,seed,acc\n2,8,1,90\n2,8,2,91\n4,16,1,95\n")
    >>> read_user_scores(path, space, "acc", mean_over=["seed"]).tolist()
    [90.5, nan, nan, 95.0]
    """
    conditions = (where,) if isinstance(where, str) else tuple(where)
    reading = Reading(key, index_of, conditions, tuple(missing), tuple(variables), tuple(mean_over))
    given = file if isinstance(file, Tabular) else path_of(file)
    return read_user_columns(given, space, [metric], reading)[0]


def read_user_columns(
    file: Path | Tabular,
    space: Space,
    names: Sequence[str],
    reading: Reading = AS_USUAL,
) -> list[FloatArray]:
    """Return several columns of a file as scores of the space; see `read_user_scores`."""
    return read_user_table(file, space, names, reading).columns


@dataclass(frozen=True, eq=False)
class UserTable:
    """What was read of a table.

    Attributes
    ----------
    columns
        The scores, shape ``(space.size,)`` each.
    n_excluded
        Number of configurations that the table has rows of, but none for which the conditions
        hold; None without any condition.
    """

    columns: list[FloatArray]
    n_excluded: int | None


def read_user_table(
    file: Path | Tabular, space: Space, names: Sequence[str], reading: Reading = AS_USUAL
) -> UserTable:
    """Return several columns of a file, and how many configurations conditions leave out."""
    space.check_listable("a column of scores")
    table = _opened(file)
    for name in names:
        if name not in table.names:
            raise table.unknown(name, table.numeric_names() or table.names)
    for note in table.notes:
        _log.warning("%s", note)
    keys = row_keys(table, space, reading)
    left_out = None
    if reading.where:
        table, left_out = _parted(table, reading)
    apart = [_column_of(table, name) for name in reading.mean_over]
    cells = table.read_several([*keys.names, *apart, *names])
    numbers = keys.numbers(table, cells[: len(keys.names)])
    labels = _labels(cells[len(keys.names) : -len(names)]) if apart else None
    rows = Rows(table, space, keys.names, numbers, labels)
    columns = [
        _spread(rows, name, _scores(table, name, column, reading.missing))
        for name, column in zip(names, cells[-len(names) :], strict=True)
    ]
    if left_out is None:
        return UserTable(columns, None)
    others = keys.known_numbers(left_out, left_out.read_several(keys.names))
    return UserTable(columns, len(np.setdiff1d(others[others >= 0], numbers)))


def _parted(table: Tabular, reading: Reading) -> tuple[Tabular, Tabular]:
    """Return the rows for which the conditions hold, and the others."""
    from landscape.tables.conditions import parse_conditions, rows_where  # few tables are so

    held = rows_where(table, parse_conditions(reading.where), reading.missing)
    return table.only(np.flatnonzero(held).tolist()), table.only(np.flatnonzero(~held).tolist())


def _column_of(table: Tabular, name: str) -> str:
    found = match_name(name, table.names)
    if found is None:
        raise table.unknown(name, table.names)
    return found


def _labels(columns: Sequence[Sequence[object]]) -> list[str]:
    """Return what tells each row from others of its configuration."""
    return [", ".join(map(str, row)) for row in zip(*columns, strict=True)]


def described_metric(file: Path | Tabular, name: str) -> tuple[Metric, Mapping[str, JSON]] | None:
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
    table = _opened(file)
    if METADATA_KEY not in table.metadata:
        return None
    document = Document.from_metadata(table.metadata, Path(table.path))
    if name not in document.metrics:
        return None
    return document.metrics[name], document.settings.get(name, {})


def _opened(file: Path | Tabular) -> Tabular:
    return file if isinstance(file, Tabular) else open_tabular(file)


def _scores(
    table: Tabular, metric: str, cells: Sequence[object], missing: Sequence[str]
) -> FloatArray:
    """Return the score of each row, NaN where there is none."""
    try:
        numbers = read_cells(cells, missing, comma=table.decimal_comma)
    except CellError as error:
        raise DataError(
            f"column {metric!r} of {table.path} holds {shown(cells[error.row], 120)} in row "
            f"{table.row_number(error.row)}: expected {error.expected}; correct it, say "
            "--missing VALUE if it means that there is none, or name another --metric"
        ) from error
    for note in numbers.notes:
        _log.warning("column %r of %s: %s", metric, table.path, note)
    suspicious = None if METADATA_KEY in table.metadata else suspicious_value(numbers.values)
    if suspicious is not None:
        value, count = suspicious
        _log.warning(
            "column %r of %s is %.15g in %s of %s rows: if that means that there is no score, say "
            "--missing %.15g",
            *(metric, table.path, value, f"{count:,}", f"{len(cells):,}", value),
        )
    return numbers.values


def _spread(rows: Rows, metric: str, scores: FloatArray) -> FloatArray:
    """Return the scores by configuration number, after a look at those given twice."""
    if rows.labels is not None:
        from landscape.scores.repeats import means  # few tables have rows that repeat

        return means(rows, metric, scores)
    spread = np.full(rows.space.size, np.nan)
    given = np.flatnonzero(~np.isnan(scores))
    numbers = rows.numbers[given]
    spread[numbers] = scores[given]
    differ = given[spread[numbers] != scores[given]]
    if differ.size:
        from landscape.scores.repeats import contradiction

        last = given[numbers == rows.numbers[differ[0]]][-1]
        raise contradiction(rows, metric, scores, int(differ[0]), int(last))
    return spread


_LEAST_ROWS = 2
_LEAST_SHARE = 0.01
_FAR = 10.0


def suspicious_value(numbers: FloatArray) -> tuple[float, int] | None:
    """Return a number that may mean that there is none, and how often it is there.

    It is the least or the greatest of a column, in more than one row and at least one of a hundred,
    and either the only negative one, or round (a power of ten, or one less) and at least ten times
    as large as any other.

    Parameters
    ----------
    numbers
        Of a column; NaN where there is none.

    Returns
    -------
    tuple of number, count
        None if no number is suspicious.

    Examples
    --------
    >>> suspicious_value(np.array([2.5, -1, 3.5, -1]))
    (-1.0, 2)
    >>> suspicious_value(np.array([10.0, 10.0, 93.1]))
    """
    finite = numbers[np.isfinite(numbers)]
    if not finite.size:
        return None
    for extreme in (float(finite.min()), float(finite.max())):
        others = finite[finite != extreme]
        count = finite.size - others.size
        if count < max(_LEAST_ROWS, _LEAST_SHARE * finite.size) or not others.size:
            continue
        alone_below = extreme < 0 <= others.min()
        if alone_below or (_is_round(extreme) and abs(extreme) >= _FAR * np.abs(others).max()):
            return extreme, count
    return None


def _is_round(number: float) -> bool:
    size = abs(number)
    return size >= 99 and any(math.log10(size + more).is_integer() for more in (0, 1))
