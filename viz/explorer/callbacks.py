"""What the page does: every view is a function of what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Input, Output, no_update

from viz.explorer.browser import register_browser
from viz.explorer.choices import register_choices, threshold_level
from viz.explorer.details import number_rows
from viz.explorer.distribution import distribution_figure
from viz.explorer.downloads import register_downloads
from viz.explorer.estimates import estimates
from viz.explorer.linking import register_basins, register_marks
from viz.explorer.network import network_drawing, network_figure
from viz.explorer.refusal import drawn, told
from viz.explorer.saved import SavedSample
from viz.explorer.score_figure import score_figure
from viz.explorer.side_by_side import numbers_data, side_figure, together
from viz.explorer.walking import register_walk

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from dash import Dash

    from viz.explorer.saved import Saved
    from viz.explorer.world import World

__all__ = ["register_callbacks"]


def register_callbacks(app: Dash, world: World) -> None:
    """Connect controls and views of the page."""
    register_choices(app, world)
    register_downloads(app, world)
    _register_figures(app, world)
    _register_sides(app, world)
    register_marks(app, world)
    register_basins(app, world)
    if world.searches:
        register_walk(app, world)
    register_browser(app, has_walks=bool(world.searches))


def _register_figures(app: Dash, world: World) -> None:
    landscapes = world.landscapes

    @app.callback(
        Output("network-base", "data"),
        Output("threshold-label", "children"),
        Input("run", "value"),
        Input("kind", "value"),
        Input("layout", "value"),
        Input("colour", "value"),
        Input("threshold", "value"),
        Input("theme", "data"),
    )
    def network(
        run: str, kind: Any, layout: Any, colour: str | None, threshold: int, theme: str
    ) -> tuple[Any, str]:
        saved = landscapes[run]
        chosen: Any = colour if colour == "funnel" else landscapes.get(colour or "")
        said = ["Least edge weight"]

        def draw() -> go.Figure:
            least = threshold_level(saved, kind, layout, threshold)
            said.append(f": {least:,}")
            drawing = network_drawing(
                saved, kind=kind, layout=layout, colour=chosen, least=least, theme=theme
            )
            return network_figure(drawing).update_layout(uirevision=f"{run} {kind} {layout}")

        return drawn(draw, theme), "".join(said)

    @app.callback(
        Output("distribution-base", "data"), Input("run", "value"), Input("theme", "data")
    )
    def distribution(run: str, theme: str) -> Any:
        return drawn(lambda: distribution_figure(landscapes[run], theme), theme)

    @app.callback(
        Output("score-base", "data"),
        Input("run", "value"),
        Input("other", "value"),
        Input("theme", "data"),
    )
    def score(run: str, other: str, theme: str) -> Any:
        return drawn(lambda: score_figure(landscapes[run], landscapes[other], theme), theme)

    @app.callback(
        Output("estimates", "children"),
        Output("estimates-panel", "hidden"),
        Input("run", "value"),
    )
    def numbers(run: str) -> tuple[Any, bool]:
        saved = landscapes[run]
        if not isinstance(saved, SavedSample):
            return [], True
        return told(lambda: estimates(saved)), False


def _register_sides(app: Dash, world: World) -> None:
    landscapes = world.landscapes

    @app.callback(
        Output("left-base", "data"),
        Output("right-base", "data"),
        Output("numbers-title", "children"),
        Output("numbers", "children"),
        Input("page", "value"),
        Input("run", "value"),
        Input("other", "value"),
        Input("theme", "data"),
    )
    def sides(page: str, run: str, other: str, theme: str) -> Any:
        if page != "compare":  # nobody looks
            return no_update
        one, two = landscapes[run], landscapes[other]

        def side(saved: Saved, against: Saved) -> Any:
            return drawn(
                lambda: side_figure(saved, together(one, two), against, theme=theme), theme
            )

        title = f"{one.title} (left) compared with {two.title} (right)"
        return (
            side(one, two),
            side(two, one),
            title,
            told(lambda: number_rows(numbers_data(one, two))),
        )
