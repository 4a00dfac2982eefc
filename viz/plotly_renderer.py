"""Network figures on a screen: zoom, hover, legends that switch edges on and off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from viz.plotly_traces import PIXELS, markup, network_traces
from viz.style import FAINT, INK, KEY, PAPER

if TYPE_CHECKING:
    from viz.mlon_data import MlonFigure

__all__ = ["to_plotly"]

_SIDE = 196  # pixels right of the network, for legends
_GAP = 14  # pixels from network to legends
_SIZES_TOP = 0.60  # of the figure's height, where the legend of node sizes begins
_WIDTHS_TOP = 0.40
_FONT = {"family": "Helvetica Neue, Helvetica, Arial, sans-serif", "size": 13, "color": INK}
_AT_SIDE = {"xref": "paper", "yref": "paper"}


def to_plotly(figure: MlonFigure) -> go.Figure:
    """Return an interactive figure of at most nine traces.

    Texts are shown as they are: nothing in them is read as markup.

    Parameters
    ----------
    figure
        What to draw.
    """
    axis = {"visible": False, "range": [-0.06, 1.06]}
    layout = {
        "template": "none",
        "font": _FONT,
        "title": _title(figure),
        "height": 680,
        "margin": {"l": 24, "r": _SIDE, "t": 76, "b": 40, "autoexpand": False},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "xaxis": axis,
        "yaxis": {**axis, "scaleanchor": "x"},
        "dragmode": "pan",
        "hoverdistance": 12,
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": FAINT,
            "font": {**_FONT, "size": 12},
            "align": "left",
        },
        "legend": _legend(),
        "shapes": _size_circles(figure),
        "annotations": [*_size_labels(figure), _footnote(figure)],
    }
    return go.Figure(network_traces(figure, _colour_bar(figure)), layout)


def _title(figure: MlonFigure) -> dict[str, Any]:
    small = f"<span style='font-size:13px;color:{FAINT}'>{markup(figure.subtitle, 200)}</span>"
    title = markup(figure.title, 90)
    return {
        "text": f"{title}<br>{small}" if title else small,
        "x": 0,
        "xref": "paper",
        "font": {"size": 18},
    }


def _colour_bar(figure: MlonFigure) -> dict[str, Any]:
    label = f"{markup(figure.colour_label, 24)}<br><span style='font-size:6px'> </span>"
    return {
        "title": {"text": label, "side": "top", "font": _FONT},
        "tickvals": figure.colour_ticks,
        "exponentformat": "power",
        "outlinewidth": 0,
        "thickness": 14,
        "len": 0.36,
        "x": 1.0,
        "xpad": _GAP,
        "y": 1.0,
        "yanchor": "top",
        "ypad": 0,
    }


def _legend() -> dict[str, Any]:
    return {
        "x": 1.0,
        "xanchor": "left",
        "y": _WIDTHS_TOP,
        "yanchor": "top",
        "itemsizing": "trace",
        "groupclick": "toggleitem",
        "tracegroupgap": 8,
        "font": {"size": 12},
        "grouptitlefont": _FONT,
        "borderwidth": _GAP - 8,  # pixels of the page's colour move the legend into the column
        "bordercolor": PAPER,
    }


def _size_places(figure: MlonFigure) -> list[tuple[float, float, str]]:
    """Return left edge, diameter (pixels) and text of each entry of the legend of sizes."""
    places, left = [], float(_GAP)
    for key in figure.size_keys:
        across, text = key.size * PIXELS, f"{key.value:,}"
        column = max(across, 7.5 * len(text))
        places.append((left + (column - across) / 2, across, text))
        left += column + 14
    return places


def _size_circles(figure: MlonFigure) -> list[dict[str, Any]]:
    """Return circles of the nodes' own size, whatever the size of the window."""
    places = _size_places(figure)
    floor = 26 + max((across for _, across, _ in places), default=0.0)
    look = {"type": "circle", "fillcolor": KEY, "line": {"color": FAINT, "width": 1}}
    anchor = {"xsizemode": "pixel", "ysizemode": "pixel", "xanchor": 1.0, "yanchor": _SIZES_TOP}
    return [
        {**_AT_SIDE, **look, **anchor}
        | {"x0": left, "x1": left + across, "y0": -floor, "y1": across - floor}
        for left, across, _ in places
    ]


def _size_labels(figure: MlonFigure) -> list[dict[str, Any]]:
    places = _size_places(figure)
    floor = 30 + max((across for _, across, _ in places), default=0.0)
    place = {**_AT_SIDE, "x": 1.0, "y": _SIZES_TOP, "yanchor": "top", "showarrow": False}
    heading = {"text": figure.size_label, "xanchor": "left", "xshift": _GAP - 2}
    labels = [
        {"text": text, "xanchor": "center", "xshift": left + across / 2, "yshift": -floor}
        for left, across, text in places
    ]
    return [{**place, "borderpad": 0, **label} for label in [heading, *labels] if places]


def _footnote(figure: MlonFigure) -> dict[str, Any]:
    place = {**_AT_SIDE, "x": 0, "y": 0, "xanchor": "left", "yanchor": "top", "yshift": -12}
    text = markup(" ".join(figure.notes), 130)
    return {**place, "text": text, "showarrow": False, "font": {"size": 12, "color": FAINT}}
