"""A landscape's scores from a benchmark, imported or built in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.choice import Choice, Measurement, choose, meaning_of
from landscape.benchmarks.column import MEAN
from landscape.benchmarks.metrics import TRAINED_METRICS
from landscape.benchmarks.store import find_tables, tables_of
from landscape.benchmarks.trained import where_to_get
from landscape.datasets import dataset_title
from landscape.errors import DataError
from landscape.registry import match_name
from landscape.reporter import say
from landscape.runs.run import now
from landscape.scores import ScoreTable
from landscape.scores.table import to_fitness
from landscape.sources.copy import keep_copy
from landscape.spaces import get_space

if TYPE_CHECKING:
    from pathlib import Path

    from landscape.runs.run import Run
    from landscape.scores import Metric
    from landscape.spaces import Space

__all__ = ["BenchmarkSource", "is_trained_metric"]


def is_trained_metric(space: str | Space, metric: str, data_dir: Path | None) -> bool:
    """Tell whether a metric is one of trained networks: by its name, or that a table has it."""
    if match_name(metric, TRAINED_METRICS):
        return True
    tables = find_tables(get_space(space).name, data_dir=data_dir)
    return any(match_name(metric, table.metrics) for table in tables)


@dataclass(frozen=True, eq=False)
class BenchmarkSource:
    """A quantity that a benchmark measured.

    Attributes
    ----------
    space
        The space.
    choice
        What is meant.
    """

    space: Space
    choice: Choice

    @classmethod
    def of(cls, space: str | Space, asked: Measurement, data_dir: Path | None) -> BenchmarkSource:
        """Return the source of what is asked for, and say what was chosen.

        Raises
        ------
        DataMissingError, UnknownNameError, OptionError
            If no benchmark has it; see `choose`.
        DataError
            If the table is of another space of the same name.
        """
        searched, given = get_space(space), space if isinstance(space, str) else None
        tables = tables_of(searched, data_dir)
        where = where_to_get(searched, asked.metric, data_dir, given=given)
        choice = choose(tables, asked, where)
        source = cls(searched, choice)
        better = "lower" if choice.metric.minimize else "higher"
        taken = (
            f"; hp {choice.table.hp} is the longest schedule that has it"
            if (asked.hp is None and asked.epoch is not None and choice.table.hp)
            else ""
        )
        say(f"{choice.metric.name}: {source.meaning}; {better} is better{taken}")
        return source

    @property
    def metric(self) -> Metric:
        """What the scores mean."""
        return self.choice.metric

    @property
    def dataset(self) -> str | None:
        """The dataset, as the benchmark names it."""
        return self.choice.table.dataset or None

    @property
    def meaning(self) -> str:
        """What was chosen, for people."""
        return meaning_of(self.choice.settings())

    @property
    def name(self) -> str:
        """Space, metric and everything that was chosen."""
        choice, table = self.choice, self.choice.table
        parts = [self.space.name, self.metric.name, table.dataset]
        parts += [f"hp{table.hp}"] if table.hp else []
        parts += [] if choice.epoch is None else [f"epoch{choice.epoch}"]
        parts += [f"run{choice.run}"] if choice.run not in ("", MEAN) else []
        parts += [table.benchmark, "built-in" if table.built_in else ""]
        return "-".join(filter(None, parts))

    @property
    def title(self) -> str:
        """Metric, space and what was chosen."""
        dataset, hp = dataset_title(self.choice.table.dataset), self.choice.table.hp
        epoch = "" if self.choice.epoch is None else f"epoch {self.choice.epoch}"
        if epoch and hp.isdecimal() and int(hp) != self.choice.epoch:
            epoch += f" of {int(hp)}"
        titles = [self.metric.title or self.metric.name, "on", self.space.title]
        whose = f" ({self.choice.table.title})" if self.choice.table.built_in else ""
        return ", ".join(filter(None, (" ".join(titles), dataset, epoch))) + whose

    def table(self, run: Run, *, copy: bool = True) -> ScoreTable:
        """Return the scores, and keep a copy with the run if that is wanted."""
        name = self.metric.name
        scores = self.choice.scores()
        if np.isnan(to_fitness(scores, minimize=self.metric.minimize)).all():
            raise DataError(
                f"{self.choice.table.path}: every {name} is missing ({self.meaning}), so there is "
                "nothing to climb: import the benchmark again"
            )
        table = ScoreTable(
            self.space.name,
            {name: scores},
            {name: self.metric},
            {name: self.choice.settings()},
            now(),
        )
        if copy:
            keep_copy(table, run, self.space)
        return table
