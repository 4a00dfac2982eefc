"""One trial of a search as a walk over the local optima of a landscape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from landscape.errors import DataError
from viz.explorer.look import BLUE, chart
from viz.plotly_traces import markup
from viz.style import theme_named

if TYPE_CHECKING:
    import pandas as pd

    from landscape.arrays import FloatArray, IntArray
    from landscape.landscape import Landscape
    from search.saved import SearchRun

__all__ = ["Walk", "read_walk", "walk_data", "walk_figure"]


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
    """

    title: str
    configurations: IntArray
    best_configurations: IntArray
    fitness: FloatArray
    best: FloatArray
    evaluations: IntArray
    optima: IntArray

    def __len__(self) -> int:
        return len(self.configurations)


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
    return Walk(
        title=f"{search.label}, trial {trial}",
        configurations=here,
        best_configurations=best,
        fitness=rows[column].to_numpy(np.float64),
        best=rows["best"].to_numpy(np.float64),
        evaluations=rows["evaluations"].to_numpy(np.int64),
        optima=np.where(here >= 0, landscape.basin_of[here], -1),
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
            "optimum": ends[walk.optima],
        }
    )


def walk_figure(walk: Walk, theme: str = "light") -> go.Figure:
    """Return current and best fitness over the moves; points carry configuration numbers."""
    palette, steps = theme_named(theme), np.arange(len(walk))
    hover = "move %{x}: %{y:.6g}<extra></extra>"
    current = go.Scattergl(
        x=steps, y=_finite(walk.fitness), customdata=walk.configurations.tolist(), name="current",
        mode="lines+markers", marker={"size": 3}, hovertemplate=hover,
        line={"color": BLUE[theme], "width": 1},
    )  # fmt: skip
    best = go.Scattergl(
        x=steps, y=_finite(walk.best), customdata=walk.best_configurations.tolist(),
        name="best so far", mode="lines", hovertemplate=hover,
        line={"color": palette.best, "width": 2},
    )  # fmt: skip
    figure = chart(
        [current, best],
        theme=theme,
        title=walk.title,
        subtitle=f"{len(walk):,} moves; a click goes to a move",
        axes=("move", "what the search measured"),
    )
    return figure.update_layout(uirevision=markup(walk.title, 200))


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, np.nan)
