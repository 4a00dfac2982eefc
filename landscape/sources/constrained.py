"""A landscape of a benchmark of which conditions leave out some architectures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.choice import Choice, Measurement, choose
from landscape.benchmarks.store import tables_of
from landscape.disk.files import locked
from landscape.errors import DataError
from landscape.scores import write_scores
from landscape.sources.duplicates import WrappedSource
from landscape.tables.conditions import Comparison, parse_conditions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from landscape.runs.run import Run
    from landscape.scores import ScoreTable
    from landscape.sources.benchmark import BenchmarkSource

__all__ = ["ConstrainedSource"]


@dataclass(frozen=True, eq=False)
class ConstrainedSource(WrappedSource):
    """A quantity of a benchmark where other quantities of it fulfil conditions.

    An architecture of which such a quantity is not known is left out, too.

    Attributes
    ----------
    source
        The quantity.
    conditions
        Each comparison, and the quantity that it is about.
    """

    source: BenchmarkSource
    conditions: tuple[tuple[Comparison, Choice], ...]

    @classmethod
    def of(
        cls, source: BenchmarkSource, where: Sequence[str], data_dir: Path | None
    ) -> ConstrainedSource:
        """Return the source under conditions.

        Their columns are metrics of the same benchmark and dataset, as they are chosen where
        nothing more is said: after the last epoch of the longest schedule, the mean of the runs.

        Raises
        ------
        OptionError
            If a condition is none.
        UnknownNameError
            If the benchmark has no such metric.
        """
        of, found = source.choice.table, []
        for comparison in parse_conditions(where):
            asked = Measurement(
                comparison.column, dataset=of.dataset or None, benchmark=of.benchmark
            )
            found.append((comparison, choose(tables_of(source.space, data_dir), asked, "")))
        return cls(source, tuple(found))

    @property
    def _where(self) -> list[str]:
        return [str(comparison) for comparison, _ in self.conditions]

    @property
    def name(self) -> str:
        """Name of the run, for its folder."""
        said = (comparison.in_names for comparison, _ in self.conditions)
        return "-".join((self.source.name, "where", *said))

    @property
    def title(self) -> str:
        """Name of the run, for people."""
        return f"{self.source.title}, where {' and '.join(self._where)}"

    def table(self, run: Run, *, copy: bool = True) -> ScoreTable:
        """Return the scores of those that fulfil the conditions, kept with the run if wanted."""
        table, name = self.source.table(run, copy=copy), self.metric.name
        scores = table.column(name)
        held = np.logical_and.reduce([c.holds(choice.scores()) for c, choice in self.conditions])
        there = ~np.isnan(scores)
        if not (held & there).any():
            raise DataError(
                f"no architecture with {name} fulfils {' and '.join(self._where)}: {self._ranges()}"
            )
        n_excluded = int(np.count_nonzero(there & ~held))
        settings = {**table.settings[name], "where": [*self._where], "n_excluded": n_excluded}
        table = replace(
            table,
            columns={name: np.where(held, scores, np.nan)},
            settings={name: settings},
        )
        if copy:
            with locked(run.folder):
                write_scores(run.scores, table, self.space)
        return table

    def _ranges(self) -> str:
        """Return what values the quantities of the conditions have."""
        said = []
        for comparison, choice in self.conditions:
            values = choice.scores()
            least, most = np.nanmin(values), np.nanmax(values)
            said.append(f"{comparison.column} is {least:.6g} to {most:.6g}")
        return ", ".join(said)
