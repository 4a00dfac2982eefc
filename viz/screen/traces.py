"""What moves when the screen is zoomed: edges, arrowheads, nodes, as few plotly traces."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import plotly.graph_objects as go
from plotly.colors import get_colorscale

from viz.look.style import ARROW, GLOBAL_GAP, HOLE, RIM, category_colours, fold

if TYPE_CHECKING:
    from landscape.arrays import FloatArray
    from viz.look.style import Theme
    from viz.network.mlon_data import Colouring, MlonFigure

__all__ = ["PIXELS", "colour_marker", "markup", "network_traces"]

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
        name="cannot reach a<br>global optimum",
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
    rings = (figure.positions[best], figure.heights[best])
    return [
        _ring(figure, "sinks", "sink", sinks, np.array([11.0]), theme.ink, RIM),
        _ring(figure, "globals", "global optimum", rings, size, theme.best, 1.5 * RIM),
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
