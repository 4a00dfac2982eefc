"""What ``landscape score`` left in a folder, read again."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.numbers import counted, number_text
from landscape.runs.copies import copy_run
from landscape.runs.run import Run
from landscape.runs.saved_tables import read_frame
from landscape.scores.table import to_fitness
from landscape.scores.table_file import read_scores, space_of_scores
from landscape.spaces import get_space

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from landscape.arrays import FloatArray
    from landscape.scores import Metric, ScoreTable

__all__ = ["ScoresRun"]


@dataclass(frozen=True, eq=False)
class ScoresRun:
    """A table of scores, of a space or of some of its architectures, in a folder.

    Two are equal if their scores are, what they mean and how they were made, wherever they lie.

    Parameters
    ----------
    folder
        Where ``scores.parquet`` is.
    known
        What is in it, if that is at hand.
    asked
        The metrics that were asked for now, in order; none for all that are there.

    Raises
    ------
    DataMissingError, DataError
        If there is no such file, or it is damaged or not ours.
    UnknownNameError
        If its space is not known any more.
    """

    folder: Path
    known: ScoreTable | None = field(default=None, repr=False)
    asked: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        self.table  # noqa: B018 - what is no table is not made one by holding it

    @cached_property
    def table(self) -> ScoreTable:
        """The scores, by configuration number, what they mean and how they were made."""
        path = Run(self.folder).scores
        return self.known or read_scores(path, get_space(space_of_scores(path)))

    @cached_property
    def scores(self) -> pd.DataFrame:
        """One row an architecture: its number, name and scores."""
        return read_frame(Run(self.folder).scores)

    @property
    def n_architectures(self) -> int:
        """Number of architectures that were asked for."""
        only = self.table.only
        return get_space(self.table.space).size if only is None else len(only)

    def ranges(self) -> pd.DataFrame:
        """Return one row a metric that was asked for.

        Columns: `metric`; `min`, `median` and `max` of its finite scores; how many are `missing`,
        `-inf` and `+inf`; and `best`, the number of the best configuration, the first of equally
        good ones.
        """
        import pandas as pd  # slow to import: only who asks pays

        names = self.asked or tuple(self.table.columns)
        rows = [self._range(self.table.metric(name)) for name in names]
        # Numbers beside a gap would become floats, which not every configuration's is.
        best = pd.array([row["best"] for row in rows], dtype="Int64")
        return pd.DataFrame(rows).assign(best=best)

    def _range(self, metric: Metric) -> dict[str, Any]:
        whole, only = self.table.column(metric.name), self.table.only
        scores = whole if only is None else whole[only]
        finite = scores[np.isfinite(scores)]
        spread = [finite.min(), np.median(finite), finite.max()] if len(finite) else [np.nan] * 3
        counts = (np.isnan(scores), np.isneginf(scores), np.isposinf(scores))
        return {
            "metric": metric.name,
            **dict(zip(("min", "median", "max"), spread, strict=True)),
            **{
                name: int(np.count_nonzero(count))
                for name, count in zip(("missing", "-inf", "+inf"), counts, strict=True)
            },
            "best": self._best(scores, metric),
        }

    def _best(self, scores: FloatArray, metric: Metric) -> int | None:
        fitness = to_fitness(scores, minimize=metric.minimize)
        if np.isnan(fitness).all():
            return None
        row = int(np.nanargmax(fitness))
        return row if self.table.only is None else int(self.table.only[row])

    def save(self, folder: str | Path) -> ScoresRun:
        """Leave a copy in another folder, and return it.

        Raises
        ------
        DataError
            If the folder holds other scores.
        OutputError
            If it cannot be written.
        """
        to = copy_run(self.folder, folder, ("scores.parquet",))
        return ScoresRun(to, self.known, self.asked)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ScoresRun):
            return NotImplemented
        one, two = self.table, other.table
        alike = (one.space, one.metrics, one.settings) == (two.space, two.metrics, two.settings)
        return alike and self.scores.equals(other.scores)

    __hash__ = None  # type: ignore[assignment]  # files may change

    def _repr_html_(self) -> str:
        about = f"{counted(self.n_architectures, 'architecture')} of {self.table.space}"
        table: str = self.ranges().to_html(index=False, na_rep="-", float_format=number_text)
        return f"<p>{escape(about)}</p>{table}<p>results {escape(str(self.folder))}</p>"
