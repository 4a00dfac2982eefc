"""A network on paper: its nodes and edges on matplotlib axes, and their legends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.colors import ListedColormap, Normalize, to_hex, to_rgba, to_rgba_array
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker, TextArea, VPacker
from matplotlib.patches import Circle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D

from viz.look.look import ARROW, GLOBAL_GAP, HOLE, RIM, category_colours, fold
from viz.network.sizes import controls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure
    from matplotlib.offsetbox import OffsetBox

    from landscape.arrays import FloatArray, IntArray
    from viz.look.look import Box, Theme
    from viz.network.mlon_data import Colouring, MlonFigure
    from viz.network.sizes import WidthClass


__all__ = [
    "Legends",
    "colour_map",
    "draw_colour_bar",
    "draw_network",
    "edge_look",
    "extent",
    "in_column",
    "in_columns",
    "legend_parts",
    "node_colours",
    "place",
    "reach",
    "room",
]

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


def draw_colour_bar(
    page: Figure, colouring: Colouring, theme: Theme, box: Box, *, lying: bool = False
) -> None:
    """Draw the colour bar of numbers into a part of the page, given in shares of the page."""
    scale = ScalarMappable(Normalize(*colouring.span), colour_map(colouring, theme))
    bar = page.colorbar(
        scale,
        cax=page.add_axes(box),
        orientation="horizontal" if lying else "vertical",
        ticks=[place for place, _ in colouring.ticks],
    )
    bar.set_ticklabels([text for _, text in colouring.ticks])
    bar.minorticks_off()
    bar.outline.set_visible(False)
    bar.ax.tick_params(width=0.5, length=2, color=theme.faint, labelcolor=theme.ink, pad=2)


def legend_parts(figure: MlonFigure, points: float, unit: float) -> list[OffsetBox]:
    """Return the legends of sizes, widths, categories and marks, those that are needed.

    Parameters
    ----------
    figure
        What is drawn.
    points
        Size of the letters.
    unit
        By how much nodes and edges are enlarged.
    """
    legends = Legends(figure.palette, points, unit)
    parts = [
        legends.categories(figure.colouring),
        legends.sizes(figure),
        legends.widths(figure.width_label, figure.width_classes),
        legends.widths("Edges in a bundle", figure.bundles.classes),
        legends.marks([figure]),
    ]
    return [part for part in parts if part is not None]


def in_column(parts: Sequence[OffsetBox], points: float) -> OffsetBox:
    """Return parts below each other; nothing if there are none."""
    if not parts:
        return DrawingArea(0, 0)
    return VPacker(children=list(parts), sep=1.1 * points, pad=0, align="left")


def in_columns(page: Figure, parts: Sequence[OffsetBox], room: float, points: float) -> OffsetBox:
    """Return parts side by side; those beyond the width `room`, in points, below the shortest."""
    if not parts:
        return DrawingArea(0, 0)
    gap = 1.6 * points
    columns: list[list[OffsetBox]] = []
    widths: list[float] = []
    heights: list[float] = []
    for part in parts:
        width, height = extent(page, part)
        if not columns or sum(widths) + width + gap * len(columns) <= room:
            columns.append([part])
            widths.append(width)
            heights.append(height)
            continue
        fitting = [at for at, own in enumerate(widths) if sum(widths) - own + width <= room]
        shortest = min(fitting or range(len(columns)), key=lambda at: heights[at])
        columns[shortest].append(part)
        widths[shortest] = max(widths[shortest], width)
        heights[shortest] += height + points
    packed: list[Artist] = [in_column(column, points) for column in columns]
    return HPacker(children=packed, sep=gap, pad=0, align="top")


def extent(page: Figure, part: OffsetBox) -> tuple[float, float]:
    """Return width and height of a part in points."""
    part.set_figure(page)
    box = part.get_bbox(page.canvas.get_renderer())  # type: ignore[attr-defined]
    return float(box.width) * 72 / page.dpi, float(box.height) * 72 / page.dpi


def place(page: Figure, part: OffsetBox, corner: tuple[float, float]) -> None:
    """Put a part on the page, below and right of a corner in shares of the page."""
    page.add_artist(
        AnchoredOffsetbox(
            loc="upper left",
            child=part,
            bbox_to_anchor=corner,
            bbox_transform=page.transFigure,
            frameon=False,
            pad=0,
            borderpad=0,
        )
    )


_WIDEST = 22  # characters of a category


def _joined(names: Sequence[str]) -> str:
    """Return what a mark means where whole landscapes and samples stand side by side."""
    whole, *seen = dict.fromkeys(names)
    if seen and seen[0].startswith(f"{whole}, "):
        return f"{whole} (of samples: {seen[0].removeprefix(f'{whole}, ')})"
    return " or ".join([whole, *seen])


class Legends:
    """Parts of a legend in the same colours and sizes."""

    def __init__(self, theme: Theme, points: float, unit: float) -> None:
        self.theme, self.points, self.unit = theme, points, unit

    def categories(self, colouring: Colouring) -> OffsetBox | None:
        """Return a dot of each category's colour; None where numbers are coloured."""
        colours = category_colours(self.theme, len(colouring.categories))
        rows = [
            self._row(self._dot(colour), "\n".join(fold(name, _WIDEST)))
            for colour, name in zip(colours, colouring.categories, strict=True)
        ]
        return self._headed(colouring.label, rows) if rows else None

    def sizes(self, figure: MlonFigure) -> OffsetBox | None:
        """Return circles as large as nodes, side by side, with what they stand for below."""
        circles: list[Artist] = []
        for key in figure.size_keys:
            across = key.size * self.unit
            area = DrawingArea(across, across)
            middle = (across / 2, across / 2)
            area.add_artist(
                Circle(middle, across / 2, fc=self.theme.key, ec=self.theme.faint, lw=0.6)
            )
            entry: list[Artist] = [area, self._text(f"{key.value:,}")]
            circles.append(VPacker(children=entry, sep=0.35 * self.points, pad=0, align="center"))
        if not circles:
            return None
        row = HPacker(children=circles, sep=self.points, pad=0, align="bottom")
        return self._headed(figure.size_label, [row])

    def widths(self, heading: str, classes: Sequence[WidthClass]) -> OffsetBox | None:
        """Return a line of each class of edges or bundles; None if there are none."""
        rows, middle = [], 0.375 * self.points
        for edges in classes:
            ends = [0, 2.25 * self.points], [middle, middle]
            line = Line2D(*ends, color=self.theme.edge, lw=edges.width * self.unit)
            line.set_alpha(max(edges.opacity, 0.6))  # a single faint line would not be seen
            rows.append(self._row([line], edges.label, 2.25))
        return self._headed(heading, rows) if rows else None

    def marks(self, figures: Sequence[MlonFigure]) -> OffsetBox | None:
        """Return the marks that occur in any of the figures, one a row."""
        theme, ring, dot = self.theme, self._ring, self._dot
        hollow = dot(theme.faint) + dot(theme.paper, HOLE)
        ordered = sorted(figures, key=lambda figure: figure.behind.n_starts is not None)
        best, sink, stranded = (
            _joined(names)
            for names in zip(*(figure.behind.marks for figure in ordered), strict=True)
        )
        shown = (
            (best, [f.globals_ for f in figures], ring(theme.best, 1.5 * RIM)),
            (sink, [f.sinks for f in figures], ring(theme.ink, RIM)),
            (stranded, [f.marked_stranded for f in figures], hollow),
            ("not measured", [f.colouring.unknown for f in figures], dot(theme.unknown)),
        )
        rows: list[Artist] = [
            self._row(sign, label)
            for label, found, sign in shown
            if any(nodes.any() for nodes in found)
        ]
        if not rows:
            return None
        return VPacker(children=rows, sep=0.35 * self.points, pad=0, align="left")

    def extremes(self, heading: str, least: str, most: str, signs: list[OffsetBox]) -> OffsetBox:
        """Return signs in a row, between what the first and what the last stands for."""
        row: list[Artist] = [self._text(least), *signs, self._text(most)]
        return self._headed(
            heading, [HPacker(children=row, sep=0.5 * self.points, pad=0, align="center")]
        )

    def colour_ends(self, steps: int = 7) -> list[OffsetBox]:
        """Return dots in colours from the low to the high end of the scale."""
        scale = colormaps[self.theme.colourmap]
        return [
            self._area(self._dot(to_hex(scale(step / (steps - 1)))), 1.0) for step in range(steps)
        ]

    def size_ends(self, sizes: FloatArray) -> list[OffsetBox]:
        """Return a circle of each diameter in points."""
        circles: list[OffsetBox] = []
        for across in sizes.tolist():
            area = DrawingArea(across, across)
            middle = (across / 2, across / 2)
            area.add_artist(
                Circle(middle, across / 2, fc=self.theme.key, ec=self.theme.faint, lw=0.5)
            )
            circles.append(area)
        return circles

    def width_ends(self, widths: FloatArray) -> list[OffsetBox]:
        """Return a line of each width in points."""
        middle = [0.375 * self.points] * 2
        return [
            self._area([Line2D([0, 2 * self.points], middle, color=self.theme.edge, lw=width)], 2)
            for width in widths.tolist()
        ]

    def _dot(self, colour: str, share: float = 1.0) -> list[Artist]:
        centre, radius = (0.5 * self.points, 0.375 * self.points), 0.45 * self.points
        return [Circle(centre, radius * share, fc=colour, ec="none")]

    def _ring(self, colour: str, width: float) -> list[Artist]:
        centre, radius = (0.5 * self.points, 0.375 * self.points), 0.45 * self.points
        return [Circle(centre, radius, fc="none", ec=colour, lw=width)]

    def _row(self, signs: list[Artist], label: str, width: float = 1.0) -> OffsetBox:
        parts: list[Artist] = [self._area(signs, width), self._text(label)]
        return HPacker(children=parts, sep=0.75 * self.points, pad=0, align="center")

    def _area(self, signs: list[Artist], width: float) -> OffsetBox:
        area = DrawingArea(width * self.points, 0.75 * self.points)
        for sign in signs:
            area.add_artist(sign)
        return area

    def _headed(self, heading: str, rows: Sequence[Artist]) -> OffsetBox:
        children: list[Artist] = [self._text(heading), *rows]
        return VPacker(children=children, sep=0.35 * self.points, pad=0, align="left")

    def _text(self, text: str) -> TextArea:
        return TextArea(text, textprops={"color": self.theme.ink, "size": self.points})
