"""Answers from a user's table of scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.datasets import dataset_of
from landscape.errors import DataError
from landscape.numbers import excluded_text
from landscape.reporter import say
from landscape.scores.table import to_fitness
from landscape.scores.user import described_metric, read_user_table
from landscape.sources.direction import is_minimized
from landscape.tables.tabular import open_tabular
from search.answers.evaluator import Evaluator
from search.answers.lookup import lookup
from search.driver.record import TEST_METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray
    from landscape.options.search import SearchOptions
    from landscape.tables.tabular import Tabular
    from search.plan import SearchPlan

__all__ = ["table_evaluator"]


def table_evaluator(plan: SearchPlan, path: Path | Tabular) -> Evaluator:
    """Return who evaluates by columns of a table, and says what costs them.

    Raises
    ------
    DataMissingError, DataError
        If there is no such file, or it has no scores to search by.
    UnknownNameError
        If it lacks a column.
    """
    options, table = plan.options, open_tabular(path)
    names = table.names
    wanted = {name: f"{name}_seconds" for name in plan.guide.proxies}
    timed = {name: column for name, column in wanted.items() if column in names}
    reported = [name for name in TEST_METRICS if name in names]
    asked = [*wanted, *timed.values(), *reported]
    reading = options.reading()
    found = read_user_table(table, plan.space, asked, reading)
    read = dict(zip(asked, found.columns, strict=True))
    if found.n_excluded is not None:
        say(f"where {excluded_text(reading.where, found.n_excluded)}")
    fitness = {name: _fitness(table, name, read[name], options) for name in wanted}
    seconds = {name: _filled(table, column, read[column]) for name, column in timed.items()}
    minimized = [name for name in wanted if name in (options.minimize or ())]
    return Evaluator(
        lookup(fitness, seconds=seconds),
        {
            "proxies": list(plan.guide.proxies),
            "minimize": minimized,
            "scores": table.file_name,
            "sha256": table.sha256,
            **reading.recorded(),
            **({} if found.n_excluded is None else {"n_excluded": found.n_excluded}),
        },
        _without_seconds(table, wanted, seconds),
        options.dataset or _dataset(table, plan.guide.proxies),
        {name: read[name] for name in reported},
    )


def _fitness(table: Tabular, name: str, scores: FloatArray, options: SearchOptions) -> FloatArray:
    """Return what is maximised of a column, and say where it has gaps."""
    fitness = to_fitness(scores, minimize=_is_minimized(table, name, options))
    n_scored = int(np.count_nonzero(~np.isnan(fitness)))
    if not n_scored:
        raise DataError(f"{table.path}: every {name} is missing, so there is nothing to search by")
    if n_scored < len(fitness):
        say(
            f"{name}: {len(fitness) - n_scored:,} of {len(fitness):,} architectures have no score "
            f"in {table.file_name}, and no search moves to them"
        )
    return fitness


def _is_minimized(table: Tabular, name: str, options: SearchOptions) -> bool:
    """Tell whether lower is better: the table may say, the user may, and so may the name."""
    described = described_metric(table, name)
    if described is not None:
        return described[0].minimize
    asked = name in (options.minimize or ())
    return is_minimized(name, asked=asked, advice=f"--minimize {name}")


def _dataset(table: Tabular, names: Sequence[str]) -> str | None:
    """Return the dataset of the scores, if they are our own and all of the same."""
    described = (described_metric(table, name) for name in names)
    known = {dataset_of(made) for _, made in filter(None, described)} - {None}
    return known.pop() if len(known) == 1 else None


def _without_seconds(
    table: Tabular, wanted: Mapping[str, str], seconds: Mapping[str, FloatArray]
) -> list[str]:
    """Return which columns of a table cost nothing that is known, and why."""
    missing = [
        f"{name} ({table.path} has no column {column})"
        for name, column in wanted.items()
        if name not in seconds
    ]
    if missing or any(column.any() for column in seconds.values()):
        return missing
    return [f"{name} (every {column} of {table.path} is 0)" for name, column in wanted.items()]


def _filled(table: Tabular, name: str, seconds: FloatArray) -> FloatArray:
    """Return seconds with the mean where there is none."""
    known = np.isfinite(seconds)
    if not known.any():
        raise DataError(f"{table.path}: every {name} is missing: remove the column, or fill it")
    return np.where(known, seconds, seconds[known].mean())
