"""Nodes and edges of a network on matplotlib axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import colormaps
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.colors import ListedColormap, Normalize, to_rgba, to_rgba_array
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D

from viz.look.style import ARROW, GLOBAL_GAP, HOLE, RIM, category_colours
from viz.network.bundles import controls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

    from landscape.arrays import FloatArray, IntArray
    from viz.look.style import Box, Theme
    from viz.network.mlon_data import Colouring, MlonFigure
    from viz.network.sizes import WidthClass

__all__ = ["colour_map", "draw_network", "edge_look", "node_colours", "reach", "room"]

_CURVE = (Path.MOVETO, Path.CURVE3, Path.CURVE3)


def draw_network(
    page: Figure, figure: MlonFigure, box: Box, unit: float = 1.0, points: float = 7.0
) -> Axes:
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
        By how much to enlarge nodes and edges, which are measured in points.
    points
        Size of the numbers beside labelled nodes.
    """
    axes = page.add_axes(box)
    axes.set_axis_off()
    _fit(axes, figure, unit)
    bundles = figure.bundles
    _draw_lines(axes, figure, bundles.lines, bundles.classes, bundles.member, unit)
    _draw_lines(axes, figure, figure.curves, figure.width_classes, figure.edge_class, unit)
    _draw_arrows(axes, figure, unit)
    _draw_nodes(axes, figure, unit)
    _draw_numbers(axes, figure, unit, points)
    return axes


def node_colours(figure: MlonFigure) -> FloatArray:
    """Return the colours of the nodes, shape ``(n, 4)``."""
    theme, colouring = figure.palette, figure.colouring
    known = ~colouring.unknown
    colours = np.tile(to_rgba(theme.unknown), (len(known), 1))
    if colouring.categories:
        table = to_rgba_array(category_colours(theme, len(colouring.categories)))
        colours[known] = table[colouring.values[known].astype(np.int64)]
    else:
        scale = Normalize(*colouring.span)
        colours[known] = colour_map(colouring, theme)(scale(colouring.places[known]))
    return colours


def colour_map(colouring: Colouring, theme: Theme) -> Colormap:
    """Return the colours of numbers; a single neutral one where these are all the same."""
    if colouring.is_single:
        return ListedColormap([theme.other])
    return colormaps[theme.colourmap]


def edge_look(
    classes: Sequence[WidthClass], member: IntArray, colour: str, unit: float
) -> dict[str, Any]:
    """Return widths and colours of lines, for a single collection of all."""
    width = np.array([edges.width for edges in classes])[member] * unit
    colours = np.array([to_rgba(colour, edges.opacity) for edges in classes])[member]
    return {"linewidths": width, "colors": colours}


def reach(figure: MlonFigure) -> FloatArray:
    """Return how wide and how high the positions reach around the middle, in unit squares."""
    away: FloatArray = np.abs(figure.positions - 0.5).max(axis=0, initial=0.05)
    return 2 * away


def room(figure: MlonFigure, unit: float) -> float:
    """Return what nodes at the rim need beyond their positions, in points."""
    return float(figure.node_size.max(initial=0.0) + GLOBAL_GAP + 4) * unit


def _fit(axes: Axes, figure: MlonFigure, unit: float) -> None:
    """Show the network undistorted, in the middle, with room for nodes at its rim."""
    extent = axes.get_window_extent()
    sides = np.array([extent.width, extent.height]) * 72 / axes.figure.dpi
    scale = max(float(((sides - room(figure, unit)) / reach(figure)).min()), 1.0)
    axes.set_xlim(*(0.5 + np.array([-0.5, 0.5]) * sides[0] / scale))
    axes.set_ylim(*(0.5 + np.array([-0.5, 0.5]) * sides[1] / scale))


def _draw_lines(
    axes: Axes,
    figure: MlonFigure,
    lines: FloatArray,
    classes: Sequence[WidthClass],
    member: IntArray,
    unit: float,
) -> None:
    """Draw lines as one collection, the widest on top.

    Each is a curve between its ends: of the points between, thick lines would show the kinks.
    """
    if not len(lines):
        return
    order = np.argsort(member, kind="stable")
    look = edge_look(classes, member[order], figure.palette.edge, unit)
    start, end = lines[order, 0], lines[order, -1]
    paths = [Path(points, _CURVE) for points in np.stack([start, controls(start, end), end], 1)]
    drawn = PathCollection(
        paths,
        facecolors="none",
        edgecolors=look["colors"],
        linewidths=look["linewidths"],
        capstyle="butt",
        zorder=1,
    )
    axes.add_collection(drawn, autolim=False)


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
        facecolors=figure.palette.edge,
        linewidths=0,
        zorder=1.9,
    )
    heads.set_transform(Affine2D().scale(1 / 72) + axes.figure.dpi_scale_trans)
    axes.add_collection(heads, autolim=False)


def _draw_nodes(axes: Axes, figure: MlonFigure, unit: float) -> None:
    """Draw nodes with their rims and holes, from back to front, and rings around the best."""
    order, theme = figure.back_to_front, figure.palette
    size, sinks = figure.node_size * unit, figure.sinks[order]
    hollow = figure.hollow
    across, up = figure.positions.T
    axes.scatter(
        across[order],
        up[order],
        s=size[order] ** 2,
        c=node_colours(figure)[order],
        edgecolors=[theme.ink if sink else theme.rim for sink in sinks],
        linewidths=(figure.rims[order] * unit).tolist(),
        zorder=2,
    )
    hole = (HOLE * size[hollow]) ** 2
    axes.scatter(across[hollow], up[hollow], s=hole, c=theme.paper, linewidths=0, zorder=2.1)
    best = figure.globals_
    axes.scatter(
        across[best],
        up[best],
        s=(size[best] + GLOBAL_GAP * unit) ** 2,
        facecolors="none",
        edgecolors=theme.best,
        linewidths=1.5 * RIM * unit,
        zorder=3,
    )


def _draw_numbers(axes: Axes, figure: MlonFigure, unit: float, points: float) -> None:
    """Write 1, 2, 3 ... beside the nodes to be named."""
    theme = figure.palette
    for number, node in enumerate(figure.labelled.tolist(), 1):
        away = 0.36 * (figure.node_size[node] + GLOBAL_GAP) * unit + 1
        axes.annotate(
            str(number),
            figure.positions[node],
            (away, away),
            textcoords="offset points",
            size=points,
            color=theme.ink,
            zorder=4,
            path_effects=[withStroke(linewidth=0.25 * points, foreground=theme.paper)],
        )
