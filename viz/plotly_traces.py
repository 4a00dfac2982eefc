"""What moves when the screen is zoomed: edges, arrowheads, nodes, as few plotly traces."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from viz.style import ARROW, COLOURMAP, EDGE, GLOBAL, GLOBAL_GAP, INK, PAPER, RIM, fold

if TYPE_CHECKING:
    from landscape.arrays import FloatArray
    from viz.mlon_data import MlonFigure

__all__ = ["PIXELS", "markup", "network_traces"]

PIXELS = 1.6  # per point of the printed figure


def network_traces(figure: MlonFigure, colour_bar: dict[str, Any]) -> list[go.Scatter]:
    """Return at most nine traces, from back to front.

    One an edge class, one each for arrowheads, nodes, the mark of sinks in the legend and the
    rings of global optima; those with nothing to show are left out.
    """
    traces = [*_edges(figure), _arrows(figure), _nodes(figure, colour_bar), *_marks(figure)]
    return [trace for trace in traces if trace.x is not None and len(trace.x)]


def markup(text: str, width: int) -> str:
    """Return `text` broken into lines, for plotly to show as it is.

    Plotly reads tags in every text; escaped, they are letters.
    """
    return "<br>".join(escape(line, quote=False) for line in fold(text, width))


def _coordinates(points: FloatArray) -> dict[str, Any]:
    across, up = np.round(points, 5).astype(np.float32).T.copy()
    return {"x": across, "y": up, "hoverinfo": "skip"}


def _edges(figure: MlonFigure) -> list[go.Scatter]:
    """Return one trace a class: its edges as one line with gaps."""
    traces = []
    for rank, edges in enumerate(figure.width_classes):
        curves = figure.curves[figure.edge_class == rank]
        gaps = np.full((len(curves), 1, 2), np.nan)
        look = {
            "mode": "lines",
            "line": {"color": EDGE, "width": edges.width * PIXELS, "simplify": False},
            "opacity": edges.opacity,
            "name": edges.label,
            "legendgroup": "edges",
            "legendgrouptitle": {"text": figure.width_label},
        }
        points = np.concatenate([curves, gaps], axis=1).reshape(-1, 2)
        traces.append(go.Scatter(**_coordinates(points), **look))
    return traces


def _arrows(figure: MlonFigure) -> go.Scatter:
    width = np.array([edges.width for edges in figure.width_classes] or [0.0])
    heads = width[figure.edge_class[: len(figure.arrow_positions)]]
    marker = {
        "symbol": "arrow",
        "angle": np.round(figure.arrow_angles, 1),
        "size": np.round((ARROW[0] + ARROW[1] * heads) * PIXELS, 1),
        "color": EDGE,
        "line": {"width": 0},
        "opacity": 1,
    }
    position = _coordinates(figure.arrow_positions)
    return go.Scatter(**position, mode="markers", marker=marker, showlegend=False)


def _nodes(figure: MlonFigure, colour_bar: dict[str, Any]) -> go.Scatter:
    order = figure.back_to_front
    sinks, (low, high) = figure.sinks[order], figure.colour_range
    marker = {
        "size": np.round(figure.node_size[order] * PIXELS, 2),
        "color": figure.colour[order],
        "colorscale": COLOURMAP,
        "cmin": low,
        "cmax": high,
        "colorbar": colour_bar,
        "opacity": 1,
        "line": {
            "color": [INK if sink else PAPER for sink in sinks],
            "width": np.where(sinks, RIM, 0.5 * RIM) * PIXELS,
        },
    }
    return go.Scatter(
        **_coordinates(figure.positions[order]) | {"hoverinfo": "text"},
        mode="markers",
        marker=marker,
        hovertext=[_hover(figure.hover[node]) for node in order],
        customdata=[escape(figure.names[node], quote=False) for node in order],
        showlegend=False,
    )


def _hover(text: str) -> str:
    name, *facts = text.split("\n")
    return "<br>".join([f"<b>{markup(name, 52)}</b>", *(markup(fact, 80) for fact in facts)])


def _marks(figure: MlonFigure) -> list[go.Scatter]:
    """Return the legend entry of sinks, whose rims the nodes have, and rings with their entry."""
    best = figure.globals_
    size = np.round((figure.node_size[best] + GLOBAL_GAP) * PIXELS, 2)
    nowhere = _coordinates(np.full((int(figure.sinks.any()), 2), np.nan))
    return [
        _ring("sink", nowhere, np.array([11.0]), INK, RIM),
        _ring("global optimum", _coordinates(figure.positions[best]), size, GLOBAL, 1.5 * RIM),
    ]


def _ring(
    name: str, position: dict[str, Any], size: FloatArray, colour: str, width: float
) -> go.Scatter:
    marker = {
        "symbol": "circle-open",
        "size": size,
        "color": colour,
        "opacity": 1,
        "line": {"width": width * PIXELS},
    }
    look = {"mode": "markers", "marker": marker, "name": name, "legendgroup": "marks"}
    return go.Scatter(**position, **look, showlegend=True)
