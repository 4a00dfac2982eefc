"""What a view shows where it has nothing to show: why, in the view's own place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from landscape.errors import LandscapeError
from viz.explorer.look import chart
from viz.screen.network import markup

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go

__all__ = ["drawn", "refused", "told"]


def drawn(draw: Callable[[], go.Figure], theme: str) -> dict[str, Any]:
    """Return the figure that `draw` makes, ready to be sent, or one that says why there is none."""
    try:
        sent: dict[str, Any] = draw().to_dict()
    except LandscapeError as error:
        return refused(error, theme)
    return sent


def refused(error: LandscapeError | str, theme: str, width: int = 70) -> dict[str, Any]:
    """Return a figure, ready to be sent, that shows nothing but why there is none.

    Its lines have `width` characters at most.
    """
    figure = chart([], theme=theme, title="", subtitle="", axes=("", ""))
    figure.update_xaxes(visible=False).update_yaxes(visible=False)
    figure.add_annotation(text=markup(str(error), width), showarrow=False, x=0.5, y=0.5,
                          xref="paper", yref="paper", align="left")  # fmt: skip
    sent: dict[str, Any] = figure.to_dict()
    return sent


def told(tell: Callable[[], Any]) -> Any:
    """Return the content that `tell` makes, or a paragraph that says why there is none."""
    try:
        return tell()
    except LandscapeError as error:
        return html.P(str(error), className="refusal")
