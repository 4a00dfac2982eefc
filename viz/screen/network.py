"""Network figures on a screen: traces that zoom and hover, legends that switch them on and off."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import plotly.graph_objects as go
from plotly.colors import get_colorscale

from landscape.numbers import numbers_text
from viz.look.look import ARROW, GLOBAL_GAP, HOLE, RIM, category_colours, fold, round_ticks

if TYPE_CHECKING:
    from landscape.arrays import FloatArray
    from viz.look.look import Theme
    from viz.network.mlon_data import Colouring, MlonFigure

__all__ = ["PIXELS", "colour_heading", "colour_marker", "markup", "network_traces", "to_plotly"]

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
        "annotations": [*annotations, *_ranks(figure)],
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
        "annotations": _ranks(figure),
    }
    return {"scene": scene}


def _ranks(figure: MlonFigure) -> list[dict[str, Any]]:
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


PIXELS = 1.6  # per point of the printed figure
_SVG_NODES = 5_000  # more are drawn by WebGL


def network_traces(figure: MlonFigure, colour_bar: dict[str, Any], *, texts: bool) -> list[Any]:
    """Return at most twelve traces, from back to front.

    One a class of bundles and of edges, one each for arrowheads, nodes, the mark of sinks in the
    legend, holes of stranded nodes and rings of global optima; those with nothing to show are left
    out. What each shows is its ``meta``: bundles, edges, arrows, nodes, holes, sinks or globals.
    """
    traces = [
        *_bundles(figure),
        *_edges(figure),
        *_arrows(figure),
        _nodes(figure, colour_bar, texts),
        _holes(figure),
        *_marks(figure),
    ]
    return [trace for trace in traces if trace.x is not None and len(trace.x)]


def markup(text: str, width: int) -> str:
    """Return `text` broken into lines, for plotly to show as it is.

    Plotly reads tags in every text; escaped, they are letters.
    """
    return "<br>".join(escape(line, quote=False) for line in fold(text, width))


def _is_solid(figure: MlonFigure) -> bool:
    return figure.layout == "3d"


def _trace(figure: MlonFigure, points: FloatArray, heights: FloatArray, **look: Any) -> Any:
    """Return a trace of points: in space, by WebGL where there are many, else as SVG."""
    across, up = np.round(points, 5).astype(np.float32).T.copy()
    look = {"x": across, "y": up, "hoverinfo": "skip", **look}
    if _is_solid(figure):
        return go.Scatter3d(z=np.round(heights, 5).astype(np.float32), **look)
    return (go.Scattergl if len(figure.names) > _SVG_NODES else go.Scatter)(**look)


def _line(figure: MlonFigure, lines: FloatArray, heights: FloatArray, **look: Any) -> Any:
    """Return lines of shape ``(k, points, 2)`` as one trace with gaps."""
    points = np.concatenate([lines, np.full((len(lines), 1, 2), np.nan)], axis=1)
    raised = np.concatenate([heights, np.full((len(lines), 1), np.nan)], axis=1)
    return _trace(figure, points.reshape(-1, 2), raised.reshape(-1), mode="lines", **look)


def _bundles(figure: MlonFigure) -> list[Any]:
    """Return one trace a class of bundles."""
    bundles, traces = figure.bundles, []
    for rank, few in enumerate(bundles.classes):
        mine = bundles.member == rank
        look = {
            "line": {"color": figure.palette.edge, "width": few.width * PIXELS},
            "opacity": few.opacity,
            "name": few.label,
            "legendgroup": "bundles",
            "legendgrouptitle": {"text": "Edges in a bundle"},
            "meta": "bundles",
        }
        traces.append(_line(figure, bundles.lines[mine], bundles.heights[mine], **look))
    return traces


def _edges(figure: MlonFigure) -> list[Any]:
    """Return one trace a class: its edges as one line with gaps."""
    traces = []
    along = np.linspace(0.0, 1.0, figure.curves.shape[1])
    start, end = figure.heights[figure.edges.T][..., None]
    heights = start + along * (end - start)
    for rank, edges in enumerate(figure.width_classes):
        mine = figure.edge_class == rank
        look = {
            "line": {"color": figure.palette.edge, "width": edges.width * PIXELS},
            "opacity": edges.opacity,
            "name": edges.label,
            "legendgroup": "edges",
            "legendgrouptitle": {"text": figure.width_label},
            "meta": "edges",
        }
        trace = _line(figure, figure.curves[mine], heights[mine], **look)
        if isinstance(trace, go.Scatter):
            trace.line.simplify = False
        traces.append(trace)
    return traces


def _arrows(figure: MlonFigure) -> list[Any]:
    """Return arrowheads; none in space, where they would have no direction."""
    if _is_solid(figure):
        return []
    width = np.array([edges.width for edges in figure.width_classes] or [0.0])
    heads = width[figure.edge_class[: len(figure.arrow_positions)]]
    marker = {
        "symbol": "arrow",
        "angle": np.round(figure.arrow_angles, 1),
        "size": np.round((ARROW[0] + ARROW[1] * heads) * PIXELS, 1),
        "color": figure.palette.edge,
        "line": {"width": 0},
        "opacity": 1,
    }
    look = {"mode": "markers", "marker": marker, "showlegend": False, "meta": "arrows"}
    return [_trace(figure, figure.arrow_positions, heads, **look)]


def _nodes(figure: MlonFigure, colour_bar: dict[str, Any], texts: bool) -> Any:
    order, theme = figure.back_to_front, figure.palette
    sinks, paint = figure.sinks[order], colour_marker(figure.colouring, theme)
    rim = np.round(figure.rims[order] * PIXELS, 2)
    marker = {
        **paint,
        "size": np.round(figure.node_size[order] * PIXELS, 2),
        "color": paint["color"][order],
        "colorbar": colour_bar | paint["colorbar"],
        "opacity": 1,
        "line": {
            # As numbers on a scale of two steps: plotly takes its time over lists of colours.
            "color": sinks.astype(np.int8),
            "colorscale": [[0, theme.rim], [1, theme.ink]],
            "cmin": 0,
            "cmax": 1,
            "width": RIM if _is_solid(figure) else rim,
        },
    }
    look = {"mode": "markers", "marker": marker, "showlegend": False, "meta": "nodes"}
    look["hoverinfo"] = "text" if texts else "none"
    if texts:
        look["hovertext"] = [_hover(figure.hover[node]) for node in order]
        look["customdata"] = [escape(figure.names[node], quote=False) for node in order]
    return _trace(figure, figure.positions[order], figure.heights[order], **look)


def _holes(figure: MlonFigure) -> Any:
    """Return the holes of nodes from which no global optimum can be reached."""
    theme, alone = figure.palette, figure.hollow
    size = np.round(figure.node_size[alone] * HOLE * PIXELS, 2)
    return _trace(
        figure,
        figure.positions[alone],
        figure.heights[alone],
        mode="markers",
        marker={
            "size": size,
            "color": theme.paper,
            "opacity": 1,
            "line": {"color": theme.faint, "width": 1},
        },
        name=figure.behind.marks.stranded.replace("\n", "<br>"),
        legendgroup="marks",
        showlegend=True,
        meta="holes",
    )


def _hover(text: str) -> str:
    name, *facts = text.split("\n")
    return "<br>".join([f"<b>{markup(name, 52)}</b>", *(markup(fact, 80) for fact in facts)])


def _marks(figure: MlonFigure) -> list[Any]:
    """Return the legend entry of sinks, whose rims the nodes have, and rings with their entry."""
    best, theme = figure.globals_, figure.palette
    size = np.round((figure.node_size[best] + GLOBAL_GAP) * PIXELS, 2)
    sinks = (
        np.full((int(figure.sinks.any()), 2), np.nan),
        np.full(int(figure.sinks.any()), np.nan),
    )
    rings, named = (figure.positions[best], figure.heights[best]), figure.behind.marks
    return [
        _ring(figure, "sinks", named.sink, sinks, np.array([11.0]), theme.ink, RIM),
        _ring(figure, "globals", named.best, rings, size, theme.best, 1.5 * RIM),
    ]


def _ring(
    figure: MlonFigure,
    meta: str,
    name: str,
    place: tuple[FloatArray, FloatArray],
    size: FloatArray,
    colour: str,
    width: float,
) -> Any:
    marker = {
        "symbol": "circle-open",
        "size": size,
        "color": colour,
        "opacity": 1,
        "line": {"width": width * PIXELS},
    }
    look: dict[str, Any] = {"mode": "markers", "marker": marker, "name": name}
    return _trace(figure, *place, **look, legendgroup="marks", showlegend=True, meta=meta)


_UNKNOWN = 0.08  # of the range: how far below the scale nodes without a value stand
_WIDEST = 20  # characters beside a bar

Stops: TypeAlias = list[tuple[float, str]]


def colour_marker(colouring: Colouring, theme: Theme) -> dict[str, Any]:
    """Return ``color``, ``colorscale``, ``cmin``, ``cmax`` and the ticks of ``colorbar``.

    Nodes without a value get a step of their own at the low end of the scale, which the bar shows
    and names; so they look the same in every kind of trace.
    """
    scale, (low, high), ticks = (
        _kinds(colouring, theme) if colouring.categories else _numbers(colouring, theme)
    )
    values = colouring.places
    if colouring.unknown.any():
        step = _UNKNOWN * (high - low)
        share = step / (high - low + step)
        scale = [(0.0, theme.unknown), (share, theme.unknown)] + [
            (share + (1 - share) * at, colour) for at, colour in scale
        ]
        clear = low + step  # a tick at the very end would run into the words
        ticks = [(low - step / 2, "not measured"), *(tick for tick in ticks if tick[0] >= clear)]
        values = np.where(colouring.unknown, low - step / 2, values)
        low -= step
    return {
        "color": values.astype(np.float64),
        "colorscale": [list(stop) for stop in scale],
        "cmin": low,
        "cmax": high,
        "colorbar": {
            "tickvals": [place for place, _ in ticks],
            "ticktext": [_broken(text) for _, text in ticks],
        },
    }


def _broken(text: str) -> str:
    """Return a text in lines that fit beside a bar, escaped."""
    return "<br>".join(escape(line, quote=False) for line in fold(text, _WIDEST))


def _numbers(
    colouring: Colouring, theme: Theme
) -> tuple[Stops, tuple[float, float], list[tuple[float, str]]]:
    scale = [(float(at), str(colour)) for at, colour in get_colorscale(theme.colourmap)]
    if colouring.is_single:
        scale = [(0.0, theme.other), (1.0, theme.other)]
    return scale, colouring.span, list(colouring.ticks)


def _kinds(
    colouring: Colouring, theme: Theme
) -> tuple[Stops, tuple[float, float], list[tuple[float, str]]]:
    """Return a scale of steps, one a category, as wide each."""
    count = len(colouring.categories)
    colours = category_colours(theme, count)
    steps = [
        (end / count, colour) for rank, colour in enumerate(colours) for end in (rank, rank + 1)
    ]
    ticks = [(float(place), name) for place, name in enumerate(colouring.categories)]
    return steps, (-0.5, count - 0.5), ticks
