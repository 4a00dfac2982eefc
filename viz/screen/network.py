"""Network figures on a screen: zoom, hover, legends that switch edges on and off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from landscape.numbers import numbers_text
from viz.look.colour_scales import round_ticks
from viz.screen.traces import PIXELS, markup, network_traces

if TYPE_CHECKING:
    from viz.look.style import Theme
    from viz.network.mlon_data import MlonFigure

__all__ = ["colour_heading", "to_plotly"]

_SIDE = 196  # pixels right of the network, for legends
_GAP = 14  # pixels from network to legends
_SIZES_TOP = 0.60  # of the figure's height, where the legend of node sizes begins
_WIDTHS_TOP = 0.40
_LINE = 16  # pixels of a line of the footnote
_FONT = {"family": "Helvetica Neue, Helvetica, Arial, sans-serif", "size": 13}
_AT_SIDE = {"xref": "paper", "yref": "paper"}


def to_plotly(figure: MlonFigure, *, texts: bool = True) -> go.Figure:
    """Return an interactive figure of at most twelve traces.

    Texts are shown as they are: nothing in them is read as markup. Networks of more than 5,000
    nodes are drawn by WebGL, as is the layout ``"3d"``.

    Parameters
    ----------
    figure
        What to draw.
    texts
        Whether nodes carry what the pointer shows of them.
    """
    theme, notes = figure.palette, [*_size_labels(figure), _footnote(figure)]
    layout = {
        "template": "none",
        "font": {**_FONT, "color": theme.ink},
        "title": _title(figure),
        "height": 680,
        "margin": {"l": 24, "r": _SIDE, "t": 76, "b": _below(notes[-1]), "autoexpand": False},
        "paper_bgcolor": theme.paper,
        "plot_bgcolor": theme.paper,
        "hoverdistance": 12,
        "hoverlabel": {
            "bgcolor": theme.paper,
            "bordercolor": theme.faint,
            "font": {**_FONT, "size": 12, "color": theme.ink},
            "align": "left",
        },
        "legend": _legend(theme),
        "shapes": _size_circles(figure),
        "annotations": notes,
    }
    layout |= _space(figure) if figure.layout == "3d" else _plane(figure, notes)
    return go.Figure(network_traces(figure, _colour_bar(figure), texts=texts), layout)


def _below(footnote: dict[str, Any]) -> int:
    """Return how many pixels the footnote needs below the network."""
    return 40 + _LINE * str(footnote["text"]).count("<br>")


def _plane(figure: MlonFigure, annotations: list[dict[str, Any]]) -> dict[str, Any]:
    """Return two axes of one scale; the best nodes are numbered after the legends."""
    axis = {"visible": False, "range": [-0.06, 1.06]}
    return {
        "xaxis": axis,
        "yaxis": {**axis, "scaleanchor": "x"},
        "dragmode": "pan",
        "annotations": [*annotations, *_numbers(figure)],
    }


def _space(figure: MlonFigure) -> dict[str, Any]:
    """Return a scene whose third axis shows fitness."""
    theme, finite = figure.palette, figure.fitness[np.isfinite(figure.fitness)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
    ticks = round_ticks(low, high) if high > low else []
    height = {
        "title": {"text": "fitness", "font": {**_FONT, "color": theme.faint}},
        "range": [-0.03, 1.03],
        "tickvals": [(tick - low) / (high - low) for tick in ticks],
        "ticktext": numbers_text(ticks),
        "color": theme.faint,
        "gridcolor": theme.key,
        "showbackground": False,
        "showline": True,
        "linecolor": theme.faint,
        "zeroline": False,
    }
    floor = {"visible": False, "range": [-0.03, 1.03]}
    scene = {
        "xaxis": floor,
        "yaxis": floor,
        "zaxis": height,
        "aspectmode": "manual",
        "aspectratio": {"x": 1.15, "y": 1.15, "z": 0.9},
        "camera": {"eye": {"x": 1.3, "y": -1.45, "z": 0.6}},
        "annotations": _numbers(figure),
    }
    return {"scene": scene}


def _numbers(figure: MlonFigure) -> list[dict[str, Any]]:
    """Return the numbers of the best nodes, beside them."""
    notes = []
    for rank, node in enumerate(figure.labelled.tolist(), start=1):
        x, y = figure.positions[node].tolist()
        place = {"x": x, "y": y} | ({"z": figure.heights[node]} if figure.layout == "3d" else {})
        aside = figure.node_size[node] * PIXELS / 2 + 6
        notes.append(place | {"text": str(rank), "showarrow": False, "xshift": aside, "yshift": 6})
    return notes


def _title(figure: MlonFigure) -> dict[str, Any]:
    faint = figure.palette.faint
    small = f"<span style='font-size:13px;color:{faint}'>{markup(figure.subtitle, 200)}</span>"
    title = markup(figure.title, 90)
    return {
        "text": f"{title}<br>{small}" if title else small,
        "x": 0,
        "xref": "paper",
        "font": {"size": 18},
    }


def colour_heading(label: str, theme: Theme) -> dict[str, Any]:
    """Return the title of a colour bar."""
    text = f"{markup(label, 24)}<br><span style='font-size:6px'> </span>"
    return {"text": text, "side": "top", "font": {**_FONT, "color": theme.ink}}


def _colour_bar(figure: MlonFigure) -> dict[str, Any]:
    return {
        "title": colour_heading(figure.colouring.heading, figure.palette),
        "outlinewidth": 0,
        "thickness": 14,
        "len": 0.36,
        "x": 1.0,
        "xpad": _GAP,
        "y": 1.0,
        "yanchor": "top",
        "ypad": 0,
    }


def _legend(theme: Theme) -> dict[str, Any]:
    return {
        "x": 1.0,
        "xanchor": "left",
        "y": _WIDTHS_TOP,
        "yanchor": "top",
        "itemsizing": "trace",
        "groupclick": "toggleitem",
        "tracegroupgap": 8,
        "font": {"size": 12},
        "grouptitlefont": {**_FONT, "color": theme.ink},
        "borderwidth": _GAP - 8,  # pixels of the page's colour move the legend into the column
        "bordercolor": theme.paper,
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
    theme = figure.palette
    look = {"type": "circle", "fillcolor": theme.key, "line": {"color": theme.faint, "width": 1}}
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
    place |= {"borderpad": 0, "name": "sizes"}
    return [{**place, **label} for label in [heading, *labels] if places]


def _footnote(figure: MlonFigure) -> dict[str, Any]:
    place = {**_AT_SIDE, "x": 0, "y": 0, "xanchor": "left", "yanchor": "top", "yshift": -12}
    text = markup(" ".join(figure.notes), 130)
    font = {"size": 12, "color": figure.palette.faint}
    about = {"showarrow": False, "font": font, "align": "left", "name": "notes"}
    return {**place, "text": text, **about}
