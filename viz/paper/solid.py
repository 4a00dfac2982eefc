"""A network in three dimensions on matplotlib axes: height is fitness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d.art3d import Line3DCollection  # type: ignore[import-untyped]
from mpl_toolkits.mplot3d.axes3d import Axes3D  # type: ignore[import-untyped]
from mpl_toolkits.mplot3d.proj3d import proj_transform  # type: ignore[import-untyped]

from landscape.numbers import numbers_text
from viz.look.look import GLOBAL_GAP, HOLE, RIM
from viz.network.colourings import finite_range
from viz.paper.axes import edge_look, node_colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from landscape.arrays import FloatArray
    from viz.look.look import Box
    from viz.network.mlon_data import MlonFigure

__all__ = ["draw_solid_network"]

_FROM = (18.0, -62.0)  # elevation and azimuth of the eye, in degrees
_SHAPE = (1.0, 1.0, 0.85)
_ZOOM = 1.12
_NODE = 0.75  # of the size in the plane: in depth, nodes cover each other


def draw_solid_network(
    page: Figure, figure: MlonFigure, box: Box, unit: float = 1.0, points: float = 7.0
) -> Axes3D:
    """Draw a network seen from the side; for the parameters see `draw_network`."""
    numbers = 3.2 * points / (72 * float(page.get_size_inches()[0]))  # right of the box
    box = (box[0], box[1], box[2] - numbers, box[3])
    axes = Axes3D(page, box, auto_add_to_figure=False, computed_zorder=False)
    page.add_axes(axes)
    axes.patch.set_alpha(0)
    axes.set(xlim=(0, 1), ylim=(0, 1), zlim=(0, 1))
    axes.set_box_aspect(_SHAPE, zoom=_ZOOM)
    axes.view_init(*_FROM)
    _draw_frame(axes, figure, points)
    _draw_edges(axes, figure, unit)
    _draw_nodes(axes, figure, unit)
    _draw_numbers(axes, figure, unit, points)
    return axes


def _draw_frame(axes: Axes3D, figure: MlonFigure, points: float) -> None:
    """Leave of the box only the floor and the scale of heights."""
    theme = figure.palette
    low, high = finite_range(figure.fitness)
    ticks = [tick for tick in MaxNLocator(4).tick_values(low, high) if low <= tick <= high]
    axes.set_zticks([(tick - low) / (high - low) for tick in ticks], numbers_text(ticks))
    axes.set_xticks(np.linspace(0, 1, 5), [""] * 5)
    axes.set_yticks(np.linspace(0, 1, 5), [""] * 5)
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.set_pane_color((0, 0, 0, 0))
        axis.line.set_color(theme.key)
        axis._axinfo["grid"].update(color=theme.key, linewidth=0.4)  # no public way there
        axis._axinfo["tick"].update(inward_factor=0, outward_factor=0)
    axes.tick_params("z", labelsize=points, labelcolor=theme.ink, pad=-2)


def _draw_edges(axes: Axes3D, figure: MlonFigure, unit: float) -> None:
    """Draw the bundles, and above them the edges that are drawn one by one."""
    bundles = figure.bundles
    ends = figure.heights[figure.edges]
    share = np.linspace(0, 1, figure.curves.shape[1])
    up = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * share
    for flat, heights, classes, member in (
        (bundles.lines, bundles.heights, bundles.classes, bundles.member),
        (figure.curves, up, figure.width_classes, figure.edge_class),
    ):
        if not len(flat):
            continue
        order = np.argsort(member, kind="stable")
        lines = np.concatenate([flat, heights[..., None]], axis=-1)[order]
        look = edge_look(classes, member[order], figure.palette.edge, unit)
        axes.add_collection3d(Line3DCollection(lines, zorder=1, **look), autolim=False)


def _draw_nodes(axes: Axes3D, figure: MlonFigure, unit: float) -> None:
    theme, size = figure.palette, _NODE * figure.node_size * unit
    places = _places(figure)
    axes.scatter(
        *places.T,
        s=size**2,
        c=node_colours(figure),
        edgecolors=[theme.ink if sink else theme.rim for sink in figure.sinks],
        linewidths=(figure.rims * unit).tolist(),
        depthshade=False,
        zorder=2,
    )
    hollow = figure.hollow
    axes.scatter(
        *places[hollow].T,
        s=(HOLE * size[hollow]) ** 2,
        c=theme.paper,
        linewidths=0,
        depthshade=False,
        zorder=2.1,
    )
    best = figure.globals_
    axes.scatter(
        *places[best].T,
        s=(size[best] + GLOBAL_GAP * unit) ** 2,
        facecolors=(0, 0, 0, 0),
        edgecolors=theme.best,
        linewidths=1.5 * RIM * unit,
        depthshade=False,
        zorder=3,
    )


def _draw_numbers(axes: Axes3D, figure: MlonFigure, unit: float, points: float) -> None:
    """Write 1, 2, 3 ... beside the nodes to be named; paper does not turn, so in the plane."""
    theme, view = figure.palette, axes.get_proj()
    for number, node in enumerate(figure.labelled.tolist(), 1):
        across, up, _ = proj_transform(*_places(figure)[node].tolist(), view)
        away = 0.36 * (_NODE * figure.node_size[node] + GLOBAL_GAP) * unit + 1
        axes.annotate(
            str(number),
            (across, up),
            (away, away),
            textcoords="offset points",
            size=points,
            color=theme.ink,
            zorder=4,
            path_effects=[withStroke(linewidth=0.25 * points, foreground=theme.paper)],
        )


def _places(figure: MlonFigure) -> FloatArray:
    return np.column_stack([figure.positions, figure.heights])
