"""A copy of scores that were read somewhere, kept with a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.disk.files import locked
from landscape.errors import DataError
from landscape.scores import ScoreTable, read_scores, write_scores

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.disk.files import JSON
    from landscape.runs.run import Run
    from landscape.spaces import Space

__all__ = ["keep_copy"]

_READ = ("table", "benchmark", "python")
"""Sources of scores that are read or given, and can be again."""


def keep_copy(table: ScoreTable, run: Run, space: Space) -> None:
    """Leave scores that were read somewhere with a run.

    Raises
    ------
    DataError
        If the run holds scores that were evaluated, or read from another file or benchmark.
    """
    with locked(run.folder):
        _refuse_to_overwrite(run, space, table)
        write_scores(run.scores, table, space)


def _refuse_to_overwrite(run: Run, space: Space, table: ScoreTable) -> None:
    """Let a copy of the same scores or table be replaced, but no other, nor what cost something."""
    if not run.scores.exists():
        return
    there = read_scores(run.scores, space)
    made = there.settings.values()
    if not made or any(settings.get("source") not in _READ for settings in made):
        raise DataError(
            f"{run.scores} holds scores that were evaluated: choose another --out, "
            "or delete the file"
        )
    if _has_the_same(there, table):
        return
    new = next(iter(table.settings.values()))
    for settings in made:
        if not _is_same(settings, new):
            of = settings.get("file") or settings.get("benchmark") or "scores of Python"
            raise DataError(
                f"{run.folder} holds the landscape of another source, {of}: choose another folder "
                "(--out), or delete it"
            )


def _has_the_same(one: ScoreTable, other: ScoreTable) -> bool:
    """Tell whether two tables have the same scores, wherever they come from."""
    return set(one.columns) == set(other.columns) and all(
        np.array_equal(scores, other.columns[name], equal_nan=True)
        for name, scores in one.columns.items()
    )


def _is_same(one: Mapping[str, JSON], other: Mapping[str, JSON]) -> bool:
    """Tell whether two columns were read from one file, which may have changed since, or a copy."""
    if one.get("source") != "table" or other.get("source") != "table":
        names = ("source", "benchmark") if one.get("source") == "benchmark" else ("sha256",)
        return all(one.get(name) == other.get(name) for name in names)
    where = "place" if "place" in one and "place" in other else "file"  # earlier runs have no place
    return one.get("sha256") == other.get("sha256") or one.get(where) == other.get(where)
