"""Files to take away: a figure as a page of its own, and the data behind a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.io
from dash import ALL, Input, Output, State, callback_context, no_update

from landscape.errors import DataMissingError
from viz.explorer.basins import basin_table
from viz.explorer.choices import threshold_level
from viz.explorer.distribution import distribution_data
from viz.explorer.estimates import estimates_data
from viz.explorer.network import edge_data, network_drawing, node_data
from viz.explorer.score_figure import score_data
from viz.explorer.side_by_side import numbers_data
from viz.explorer.walk import read_walk, walk_data

if TYPE_CHECKING:
    import pandas as pd
    from dash import Dash

    from viz.explorer.world import World

__all__ = ["register_downloads", "standalone", "view_data"]

_CHOICES = ("run", "other", "kind", "layout", "colour", "threshold")
_FIGURES = ("network", "distribution", "score", "left", "right", "walk")


_CONFIG = {"displaylogo": False, "responsive": True, "showSendToCloud": False}


def standalone(figure: dict[str, Any]) -> str:
    """Return a page with the figure and plotly.js in it, which needs no network."""
    page: str = plotly.io.to_html(
        figure, include_plotlyjs=True, config=_CONFIG, default_height="100%", validate=False,
    )  # fmt: skip
    return page


def view_data(world: World, view: str, kind: str, choices: dict[str, Any]) -> pd.DataFrame:
    """Return the data behind a view.

    Parameters
    ----------
    world
        The runs.
    view, kind
        Of `viz.explorer.layout.VIEWS`: the view, and what of it.
    choices
        Control → value.

    Raises
    ------
    DataMissingError
        If the moves of a search are wanted, and there is none, or the estimates of what is known
        whole.
    """
    one, two = world.landscapes[choices["run"]], world.landscapes[choices["other"]]
    if view == "distribution":
        return distribution_data(one)
    if view == "score":
        return score_data(one, two, most=one.run.space.size)
    if view == "basins":
        return basin_table(one, two)
    if view == "estimates":
        return estimates_data(one)
    if view == "numbers":
        return numbers_data(one, two)
    if view in ("left", "right"):
        return node_data(network_drawing(one if view == "left" else two))
    if view == "walk":
        if choices["search"] is None or choices["trial"] is None:
            raise DataMissingError("no search walks on this landscape: there are no moves to take")
        search = world.searches[choices["search"]]
        return walk_data(read_walk(search, int(choices["trial"]), one.landscape), one.landscape)
    network, layout = choices["kind"], choices["layout"]
    colour = choices["colour"]
    drawing = network_drawing(
        one,
        kind=network,
        layout=layout,
        colour=colour if colour == "funnel" else world.landscapes.get(colour),
        least=threshold_level(one, network, layout, choices["threshold"]),
    )
    return edge_data(drawing) if kind == "edges" else node_data(drawing)


def register_downloads(app: Dash, world: World) -> None:
    """Answer the export buttons that the browser cannot answer alone."""
    walks = bool(world.searches)
    names = (*_CHOICES, *(("search", "trial") if walks else ()))
    figures = _FIGURES if walks else _FIGURES[:-1]

    @app.callback(
        output=Output("download", "data"),
        inputs={
            "clicks": Input({"type": "export", "view": ALL, "format": ALL}, "n_clicks"),
            "chosen": {name: State(name, "value") for name in names},
            "shown": {view: State(view, "figure") for view in figures},
        },
        prevent_initial_call=True,
    )
    def export(
        clicks: list[int | None], chosen: dict[str, Any], shown: dict[str, dict[str, Any]]
    ) -> Any:
        what = callback_context.triggered_id
        if not isinstance(what, dict) or not any(clicks) or what["format"] in ("png", "svg"):
            return no_update
        view, kind = what["view"], what["format"]
        if kind == "html":
            return {"content": standalone(shown[view]), "filename": f"{view}.html"}
        table = view_data(world, view, kind, chosen)
        part = f"-{kind}" if kind in ("nodes", "edges") else ""
        return {"content": table.to_csv(index=False), "filename": f"{view}{part}.csv"}
