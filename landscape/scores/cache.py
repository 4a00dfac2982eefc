"""Scores of an earlier run, if they are the ones asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.disk.canonical import JSON, first_difference
from landscape.errors import DataError
from landscape.scores.table_file import read_scores

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.arrays import IntArray
    from landscape.scores.table import ScoreTable
    from landscape.spaces import Space

__all__ = ["load_matching"]

_ADVICE = "choose another --out, or delete the file to score again"


def load_matching(
    path: Path,
    space: Space,
    settings: Mapping[str, Mapping[str, JSON]],
    *,
    only: IntArray | None = None,
    partial: bool = False,
) -> ScoreTable | None:
    """Return the scores in `path` if they are those asked for; None if there is no file.

    Columns that are not asked for may be there, made with whatever settings.

    Parameters
    ----------
    path, space
        See `read_scores`.
    settings
        Name of each column asked for → what it is made with.
    only
        The configurations asked for, ascending; None for all of the space.
    partial
        Whether columns may be missing, for those that are there to be added to.

    Raises
    ------
    DataError
        If the file has other configurations, lacks a column, or has it with other settings (the
        first that differs is named, with both values), or if `read_scores` refuses it. Scores of
        other settings are never overwritten silently.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from landscape import ProductSpace
    >>> from landscape.scores import ScoreTable, load_matching, write_scores
    >>> space, path = ProductSpace([2], name="tiny"), pathlib.Path(tempfile.mkdtemp(), "s.parquet")
    >>> load_matching(path, space, {"acc": {"seed": 0}}) is None
    True
    >>> table = ScoreTable("tiny", {"acc": [71.5, 90]}, settings={"acc": {"seed": 0}})
    >>> write_scores(path, table, space)
    >>> load_matching(path, space, {"acc": {"seed": 0}}).column("acc").tolist()
    [71.5, 90.0]
    >>> load_matching(path, space, {"acc": {"seed": 1}})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    landscape.errors.DataError: ...: acc was scored with seed = 0, and seed = 1 is asked for: ...
    """
    if not path.exists():
        return None
    table = read_scores(path, space)
    _check_rows(path, table, only)
    for column, asked in settings.items():
        if column not in table.columns:
            if partial:
                continue
            raise DataError(
                f"{path} holds scores of {', '.join(table.columns)}, and {column} is asked for: "
                f"{_ADVICE}"
            )
        difference = first_difference(asked, table.settings.get(column, {}))
        if difference is not None:
            name, wanted, found = difference
            raise DataError(
                f"{path}: {column} was scored with {name} = {found}, and {name} = {wanted} is "
                f"asked for: {_ADVICE}"
            )
    return table


def _check_rows(path: Path, table: ScoreTable, only: IntArray | None) -> None:
    if table.only is None and only is None:
        return
    if table.only is None or only is None or not np.array_equal(table.only, only):
        raise DataError(
            f"{path} holds scores of {_rows(table.only)}, and those of "
            f"{_rows(only, 'other ')} are asked for: {_ADVICE}"
        )


def _rows(only: IntArray | None, other: str = "") -> str:
    return "the whole space" if only is None else f"{len(only):,} {other}configurations"
