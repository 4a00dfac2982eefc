"""What a panel of a grid of networks holds in a browser, as few plotly traces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from viz.look.look import GLOBAL_GAP, HOLE, RIM
from viz.screen.network import markup

if TYPE_CHECKING:
    from landscape.arrays import FloatArray
    from viz.network.mlon_data import MlonFigure

__all__ = ["panel_traces"]

_FIT = 0.8  # of a node's nominal size, in pixels a point


def panel_traces(figure: MlonFigure) -> list[dict[str, Any]]:
    """Return bundles, edges, nodes, their holes and rings, those there are.

    Parameters
    ----------
    figure
        The network of the panel.

    Returns
    -------
    list of dict
        At most ten, each the properties of a plotly scatter trace without its axes.
    """
    bundles, classes = figure.bundles, figure.width_classes
    lines = [
        (bundles.lines[bundles.member == rank], look) for rank, look in enumerate(bundles.classes)
    ] + [(figure.curves[figure.edge_class == rank], look) for rank, look in enumerate(classes)]
    edge = figure.palette.edge
    found = [
        {
            **_points(np.concatenate([line, np.full((len(line), 1, 2), np.nan)], axis=1)),
            "mode": "lines",
            "line": {"color": edge, "width": max(look.width * _FIT, 0.3)},
            "opacity": look.opacity,
        }
        for line, look in lines
    ]
    best = figure.globals_
    ring = {
        "symbol": "circle-open",
        "size": (figure.node_size[best] * _FIT + GLOBAL_GAP).round(2),
        "color": figure.palette.best,
        "line": {"width": 1.5 * RIM},
    }
    rings = {**_points(figure.positions[best]), "mode": "markers", "marker": ring}
    lost = figure.marked_stranded
    hole = {"size": _size(figure)[lost] * HOLE, "color": figure.palette.paper, "opacity": 1}
    holes = {**_points(figure.positions[lost]), "mode": "markers", "marker": hole}
    shown = ((holes, lost), (rings, best))
    return [*found, _nodes(figure), *(trace for trace, nodes in shown if nodes.any())]


def _size(figure: MlonFigure) -> FloatArray:
    """Return the diameters of nodes in pixels, none too small to be pointed at."""
    return np.maximum(figure.node_size * _FIT, 2.5).round(2)


def _points(points: FloatArray) -> dict[str, Any]:
    across, up = np.round(points.reshape(-1, 2), 4).astype(np.float32).T.copy()
    return {"x": across, "y": up, "hoverinfo": "skip"}


def _nodes(figure: MlonFigure) -> dict[str, Any]:
    order, theme = figure.back_to_front, figure.palette
    marker = {
        "size": _size(figure)[order],
        "opacity": 1,
        "line": {
            "color": [theme.ink if sink else theme.rim for sink in figure.sinks[order]],
            "width": np.where(figure.sinks[order], RIM, 0.4 * RIM),
        },
        **_paint(figure, order),
    }
    return {
        **_points(figure.positions[order]),
        "mode": "markers",
        "marker": marker,
        "hoverinfo": "text",
        "hovertext": [
            "<br>".join(markup(t, 60) for t in figure.hover[n].split("\n")) for n in order
        ],
    }


def _paint(figure: MlonFigure, order: Any) -> dict[str, Any]:
    """Return the colours of nodes: shares of the panel's scale, where all have one."""
    colouring = figure.colouring
    low, high = colouring.span
    share = ((colouring.places - low) / (high - low))[order]
    plain = not colouring.categories and not colouring.is_single
    if plain and not np.isnan(share).any():
        return {"color": share.round(4), "coloraxis": "coloraxis"}
    from viz.paper.axes import node_colours  # a colour a node: no scale has gaps

    return {"color": [_hex(colour) for colour in node_colours(figure)[order]]}


def _hex(colour: FloatArray) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in colour[:3].tolist())
