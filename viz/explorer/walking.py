"""The walk of a trial, ready for the browser, which steps through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from dash import Input, Output, no_update

from landscape.errors import LandscapeError
from viz.explorer.network import places
from viz.explorer.numbers import finite
from viz.explorer.refusal import drawn, refused
from viz.explorer.walk import read_walk
from viz.explorer.walk_figure import walk_figure

if TYPE_CHECKING:
    from dash import Dash

    from landscape.arrays import FloatArray, IntArray
    from landscape.landscape import Landscape
    from search.runs.saved import SearchRun
    from viz.explorer.saved import Saved
    from viz.explorer.walk import Walk
    from viz.explorer.world import World

__all__ = ["register_walk", "remark", "walk_steps"]


_NONE = "No search of this space is among the runs."
_NARROW = 42  # characters of a line, beside the network


def register_walk(app: Dash, world: World) -> None:
    """Keep the walk in step with search, trial and network."""

    @app.callback(
        Output("walk-base", "data"),
        Output("walk-data", "data"),
        Output("step", "max"),
        Output("walk-remark", "children"),
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
        if search is None or trial is None:  # nothing of the space before may stay
            return refused(_NONE, theme), None, 1, ""
        saved, moves = world.landscapes[run], world.searches[search]
        try:
            if moves.space.name != saved.run.space.name or int(trial) >= len(moves.trials):
                return no_update  # the space or the search has changed, and the rest is on its way
            found = read_walk(moves, int(trial), saved.landscape)
            at = places(saved, kind, layout)
        except LandscapeError as error:
            return refused(error, theme, _NARROW), {"refused": str(error)}, 1, ""
        data = walk_steps(found, saved.landscape, at) | {"theme": theme}
        figure = drawn(lambda: walk_figure(found, theme), theme)
        return figure, data, max(len(found) - 1, 1), remark(moves, saved)


def walk_steps(walk: Walk, landscape: Landscape, at: FloatArray) -> dict[str, Any]:
    """Return what the browser shows of each move.

    Parameters
    ----------
    walk
        The walk.
    landscape
        What it is a walk over.
    at
        Shape ``(n_optima, 4)``: where its optima are drawn; see `places`.
    """
    best = landscape.basin_of[walk.best_configurations]
    best = np.where(walk.best_configurations >= 0, best, -1)
    return {
        "places": _walked(at, walk.optima),
        "best_places": _walked(at, best),
        "configurations": walk.configurations.tolist(),
        "evaluations": walk.evaluations.tolist(),
        "fitness": [finite(value) for value in walk.fitness],
        "best": [None if relative else finite(value)
                 for value, relative in zip(walk.best, walk.relative, strict=True)],
        "measures": walk.measures,
        "axes": walk.axes,
    }  # fmt: skip


def remark(search: SearchRun, saved: Saved) -> str:
    """Return what has to be said where a search walks over a landscape of other data."""
    if not search.dataset or not saved.dataset or search.dataset == saved.dataset:
        return ""
    return (
        f"This search was on {search.dataset}, the network is of {saved.dataset}: the walk goes "
        "to the same architectures, whose fitness was measured on other data."
    )


def _walked(positions: FloatArray, optima: IntArray) -> list[list[float] | None]:
    rounded = np.round(positions, 5).tolist()
    return [rounded[optimum] if optimum >= 0 else None for optimum in optima.tolist()]
