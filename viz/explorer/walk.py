"""One trial of a search as a walk over the local optima of a landscape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError
from viz.explorer.parts import Part, walk_parts

if TYPE_CHECKING:
    import pandas as pd

    from landscape.arrays import FloatArray, IntArray
    from landscape.landscape import Landscape
    from search.runs.saved import SearchRun

__all__ = ["Walk", "read_walk", "walk_data"]


@dataclass(frozen=True, eq=False)
class Walk:
    """The moves of one trial; ``k`` of them.

    Attributes
    ----------
    title
        Of the search and the trial.
    configurations, best_configurations
        Shape ``(k,)``: where it is, and the best so far; -1 where there is none.
    fitness, best
        Shape ``(k,)``: as the search measured them.
    evaluations
        Shape ``(k,)``: answers so far.
    optima
        Shape ``(k,)``: position, among the optima of the landscape, of the one at which the climb
        from the configuration ends; -1 where its fitness is missing.
    parts
        Which moves are compared by which measure, in their order.
    """

    title: str
    configurations: IntArray
    best_configurations: IntArray
    fitness: FloatArray
    best: FloatArray
    evaluations: IntArray
    optima: IntArray
    parts: tuple[Part, ...]

    def __len__(self) -> int:
        return len(self.configurations)

    @property
    def has_panels(self) -> bool:
        """Whether untrained and trained networks were compared, which takes two scales."""
        return len({part.trained for part in self.parts}) > 1

    @property
    def relative(self) -> list[bool]:
        """Whether the fitness of each move says nothing of another move."""
        return [part.relative for part in self._part_of]

    @property
    def measures(self) -> list[str]:
        """What the fitness of each move is."""
        return [part.measure for part in self._part_of]

    @property
    def axes(self) -> list[str]:
        """The axis across of each move, as plotly names it: of the first panel, or the second."""
        two = self.has_panels
        return ["x2" if two and part.trained else "x" for part in self._part_of]

    @property
    def _part_of(self) -> list[Part]:
        """The part each move is in."""
        return [part for part in self.parts for _ in range(part.start, part.stop)]


def read_walk(search: SearchRun, trial: int, landscape: Landscape) -> Walk:
    """Return a trial of a search as a walk over a landscape of its space.

    Raises
    ------
    DataError
        If the search has no such trial, or its configurations are not of that space.
    """
    table = search.trajectories
    rows = table[table["trial"] == trial]
    here, best = (rows[name].to_numpy(np.int64) for name in ("configuration", "best_configuration"))
    if not len(rows) and trial not in set(search.trials["trial"]):
        raise DataError(
            f"{search.folder} has no trial {trial}: expected one of 0 to {len(search.trials) - 1}"
        )
    if len(rows) and max(here.max(), best.max()) >= landscape.space.size:
        raise DataError(
            f"{search.folder} went to configuration {here.max()}: expected less than "
            f"{landscape.space.size}, the size of {landscape.space.title}; search again"
        )
    column = "fitness" if "fitness" in rows else "best"
    epochs = rows["epochs"].to_numpy(np.int64) if "epochs" in rows else np.zeros_like(here)
    so_far = rows["best"].to_numpy(np.float64)
    return Walk(
        title=f"{search.label}, trial {trial}",
        configurations=here,
        best_configurations=best,
        fitness=rows[column].to_numpy(np.float64),
        best=so_far,
        evaluations=rows["evaluations"].to_numpy(np.int64),
        optima=np.where(here >= 0, landscape.basin_of[here], -1),
        parts=walk_parts(search, epochs, so_far),
    )


def walk_data(walk: Walk, landscape: Landscape) -> pd.DataFrame:
    """Return one row a move, with the configuration number of the optimum of its basin."""
    import pandas as pd

    ends = np.append(landscape.optima, -1)  # -1 finds the last entry
    return pd.DataFrame(
        {
            "step": np.arange(len(walk)),
            "evaluations": walk.evaluations,
            "configuration": walk.configurations,
            "fitness": walk.fitness,
            "best_configuration": walk.best_configurations,
            "best": walk.best,
            "measure": walk.measures,
            "optimum": ends[walk.optima],
        }
    )
