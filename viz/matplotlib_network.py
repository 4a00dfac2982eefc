"""Nodes and edges of a network on matplotlib axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.transforms import Affine2D

from viz.style import ARROW, COLOURMAP, EDGE, GLOBAL, GLOBAL_GAP, INK, PAPER, RIM

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from viz.mlon_data import MlonFigure
    from viz.style import Box

__all__ = ["draw_network"]


def draw_network(page: Figure, figure: MlonFigure, box: Box, unit: float = 1.0) -> Axes:
    """Draw a network into a part of a page.

    Parameters
    ----------
    page
        Where to draw.
    figure
        What to draw.
    box
        Left, bottom, width and height of the part, as shares of the page.
    unit
        By how much to enlarge what is measured in points.
    """
    axes = page.add_axes(box)
    axes.set_axis_off()
    _fit(axes, figure, unit)
    _draw_edges(axes, figure, unit)
    _draw_arrows(axes, figure, unit)
    _draw_nodes(axes, figure, unit)
    return axes


def _fit(axes: Axes, figure: MlonFigure, unit: float) -> None:
    """Show the unit square undistorted, in the middle, with room for nodes at its rim."""
    extent = axes.get_window_extent()
    across, up = (length * 72 / axes.figure.dpi for length in (extent.width, extent.height))
    node = (figure.node_size.max(initial=0.0) + GLOBAL_GAP + 4) * unit
    scale = max(min(across, up) - node, 1.0)
    axes.set_xlim(0.5 - across / scale / 2, 0.5 + across / scale / 2)
    axes.set_ylim(0.5 - up / scale / 2, 0.5 + up / scale / 2)


def _draw_edges(axes: Axes, figure: MlonFigure, unit: float) -> None:
    for rank, edges in enumerate(figure.width_classes):
        lines = LineCollection(
            figure.curves[figure.edge_class == rank],
            linewidths=edges.width * unit,
            colors=EDGE,
            alpha=edges.opacity,
            zorder=1 + 0.1 * rank,
        )
        axes.add_collection(lines, autolim=False)


def _draw_arrows(axes: Axes, figure: MlonFigure, unit: float) -> None:
    """Draw arrowheads of a size in points, whatever the scale of the network."""
    count = len(figure.arrow_positions)
    if not count:
        return
    width = np.array([edges.width for edges in figure.width_classes])[figure.edge_class[:count]]
    turn = np.radians(figure.arrow_angles)[:, None]
    across, ahead = np.array([-0.4, 0.0, 0.4, 0.0]), np.array([-0.5, 0.5, -0.5, -0.25])
    shape = np.stack(
        [
            across * np.cos(turn) + ahead * np.sin(turn),
            ahead * np.cos(turn) - across * np.sin(turn),
        ],
        axis=-1,
    )
    heads = PolyCollection(
        list(shape * ((ARROW[0] + ARROW[1] * width) * unit)[:, None, None]),
        offsets=figure.arrow_positions,
        offset_transform=axes.transData,
        facecolors=EDGE,
        linewidths=0,
        zorder=1.9,
    )
    heads.set_transform(Affine2D().scale(1 / 72) + axes.figure.dpi_scale_trans)
    axes.add_collection(heads, autolim=False)


def _draw_nodes(axes: Axes, figure: MlonFigure, unit: float) -> None:
    order, low_high = figure.back_to_front, figure.colour_range
    size, sinks = figure.node_size * unit, figure.sinks[order]
    across, up = figure.positions.T
    axes.scatter(
        across[order],
        up[order],
        s=size[order] ** 2,
        c=figure.colour[order],
        cmap=COLOURMAP,
        vmin=low_high[0],
        vmax=low_high[1],
        edgecolors=[INK if sink else PAPER for sink in sinks],
        linewidths=(np.where(sinks, RIM, 0.5 * RIM) * unit).tolist(),
        zorder=2,
    )
    best = figure.globals_
    axes.scatter(
        across[best],
        up[best],
        s=(size[best] + GLOBAL_GAP * unit) ** 2,
        facecolors="none",
        edgecolors=GLOBAL,
        linewidths=1.5 * RIM * unit,
        zorder=3,
    )
