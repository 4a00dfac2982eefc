"""The walk of a trial, ready for the browser, which steps through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from dash import Input, Output, no_update

from viz.explorer.network import places
from viz.explorer.numbers import finite
from viz.explorer.refusal import drawn
from viz.explorer.walk import read_walk, walk_figure

if TYPE_CHECKING:
    from dash import Dash

    from landscape.arrays import FloatArray, IntArray
    from viz.explorer.world import World

__all__ = ["register_walk"]


def register_walk(app: Dash, world: World) -> None:
    """Keep the walk in step with search, trial and network."""

    @app.callback(
        Output("walk-base", "data"),
        Output("walk-data", "data"),
        Output("step", "max"),
        Input("search", "value"),
        Input("trial", "value"),
        Input("run", "value"),
        Input("kind", "value"),
        Input("layout", "value"),
        Input("theme", "data"),
    )
    def walk(
        search: str | None, trial: str | None, run: str, kind: Any, layout: Any, theme: str
    ) -> Any:
        if search is None or trial is None:
            return None, None, 1
        saved, moves = world.landscapes[run], world.searches[search]
        if moves.space.name != saved.run.space.name or int(trial) >= len(moves.trials):
            return no_update  # the space or the search has changed, and the rest is on its way
        found = read_walk(moves, int(trial), saved.landscape)
        at = places(saved, kind, layout)
        best = saved.landscape.basin_of[found.best_configurations]
        best = np.where(found.best_configurations >= 0, best, -1)
        data = {
            "theme": theme,
            "places": _walked(at, found.optima),
            "best_places": _walked(at, best),
            "configurations": found.configurations.tolist(),
            "evaluations": found.evaluations.tolist(),
            "fitness": [finite(value) for value in found.fitness],
            "best": [finite(value) for value in found.best],
        }
        return drawn(lambda: walk_figure(found, theme), theme), data, max(len(found) - 1, 1)


def _walked(positions: FloatArray, optima: IntArray) -> list[list[float] | None]:
    rounded = np.round(positions, 5).tolist()
    return [rounded[optimum] if optimum >= 0 else None for optimum in optima.tolist()]
