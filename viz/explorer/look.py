"""How figures of the explorer that no other module draws look: quiet axes, two themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from viz.look.look import theme_named
from viz.screen.network import markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viz.look.look import Theme

__all__ = ["BLUE", "GREEN", "chart", "words"]

BLUE = {"light": "#0072b2", "dark": "#56b4e9"}
GREEN = {"light": "#009e73", "dark": "#00b98a"}
"""Theme → colour, after Okabe and Ito (2008)."""

_FAMILY = "Helvetica Neue, Helvetica, Arial, sans-serif"


def chart(
    traces: Sequence[Any],
    *,
    theme: str,
    title: str,
    subtitle: str,
    axes: tuple[str, str],
    above: int = 68,
) -> go.Figure:
    """Return a figure with a title, a line of small text below it, and two labelled axes.

    Parameters
    ----------
    traces
        What to draw.
    theme
        ``"light"`` or ``"dark"``.
    title, subtitle, axes
        Texts, in which nothing is read as markup.
    above
        Pixels above the axes.
    """
    palette = theme_named(theme)
    across, up = (_axis(label, palette) for label in axes)
    return go.Figure(
        list(traces),
        {
            "template": "none",
            "font": {"family": _FAMILY, "size": 12, "color": palette.ink},
            "title": {"text": words(title, subtitle, theme), "x": 0, "xref": "container",
                      "xanchor": "left", "pad": {"l": 12, "t": 16}, "y": 1, "yanchor": "top",
                      "yref": "container", "font": {"size": 15}, "automargin": False},
            "margin": {"l": 64, "r": 16, "t": above, "b": 48},
            "paper_bgcolor": palette.paper,
            "plot_bgcolor": palette.paper,
            "xaxis": across,
            "yaxis": up,
            "hoverlabel": {"bgcolor": palette.paper, "bordercolor": palette.faint,
                           "font": {"family": _FAMILY, "size": 12, "color": palette.ink}},
            "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1,
                       "yanchor": "bottom", "font": {"size": 12}, "bgcolor": "rgba(0,0,0,0)"},
        },
    )  # fmt: skip


def words(title: str, subtitle: str, theme: str) -> str:
    """Return a title with a small second line, as markup."""
    faint = theme_named(theme).faint
    small = f"<span style='font-size:12px;color:{faint}'>{markup(subtitle, 140)}</span>"
    return f"{markup(title, 90)}<br>{small}"


def _axis(label: str, palette: Theme) -> dict[str, Any]:
    return {
        "title": {"text": markup(label, 60), "standoff": 8},
        "gridcolor": palette.key,
        "linecolor": palette.faint,
        "zeroline": False,
        "ticks": "outside",
        "tickcolor": palette.faint,
        "exponentformat": "power",
        "separatethousands": True,
        "minexponent": 6,
        "automargin": True,
    }
