"""What happens in the browser alone: which function of ``assets/explorer.js`` does what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ALL, ClientsideFunction, Input, Output, State

if TYPE_CHECKING:
    from dash import Dash

__all__ = ["register_browser"]


def register_browser(app: Dash, *, has_walks: bool) -> None:
    """Connect marks over figures, clicks, the clock of the walk and downloads of pictures."""
    callback: Any = app.clientside_callback  # which has no types

    def local(name: str, *arguments: Any, **options: Any) -> None:
        callback(ClientsideFunction("explorer", name), *arguments, **options)

    local(
        "theme", Output("theme", "data"), Input("theme-toggle", "n_clicks"), State("theme", "data")
    )
    local(
        "pages",
        Output("explore-page", "hidden"),
        Output("compare-page", "hidden"),
        Output("player", "hidden"),
        Input("page", "value"),
    )
    views = ["network", "distribution", "score", "left", "right", *(["walk"] if has_walks else [])]
    local(
        "choose",
        Output("chosen", "data"),
        Output("notice", "children", allow_duplicate=True),
        # forgotten, so that a second click on the same point counts; a walk's has another reader
        *(Output(view, "clickData") for view in views if view != "walk"),
        *(Input(view, "clickData") for view in views),
        Input({"type": "pick", "where": ALL, "index": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    marks, room = Input("marks", "data"), Input("room", "data")
    for view in ("distribution", "score", "left", "right"):
        local(view, Output(view, "figure"), Input(f"{view}-base", "data"), marks, room)
    walking = [Input("walk-data", "data"), Input("step", "value")] if has_walks else []
    local(
        "network",
        Output("network", "figure"),
        Input("network-base", "data"),
        marks,
        room,
        *walking,
    )
    pictures = Output("download", "type")  # nothing is put there: a download has no other end
    local(
        "picture",
        pictures,
        Input({"type": "export", "view": ALL, "format": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    if has_walks:
        _register_clock(local)


def _register_clock(local: Any) -> None:
    walk, step = Input("walk-data", "data"), Input("step", "value")
    shown = (Input("walk-base", "data"), Input("room", "data"))
    local("moves", Output("walk", "figure"), *shown, walk, step)
    local("said", Output("walk-said", "children"), step, walk)
    local(
        "go",
        Output("step", "value"),
        Input("ticker", "n_intervals"),
        *(Input(f"walk-{name}", "n_clicks") for name in ("first", "back", "on", "last")),
        Input("walk", "clickData"),
        walk,
        State("step", "value"),
        prevent_initial_call=True,
    )
    local(
        "clock",
        Output("ticker", "disabled"),
        Output("ticker", "interval"),
        Output("play", "children"),
        Input("play", "n_clicks"),
        step,
        Input("speed", "value"),
        walk,
        State("ticker", "disabled"),
    )
