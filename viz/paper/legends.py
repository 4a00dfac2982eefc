"""Legends of a printed network: colour, node size, edge width and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize, to_hex
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker, TextArea, VPacker
from matplotlib.patches import Circle

from viz.look.style import HOLE, RIM, category_colours, fold
from viz.paper.axes import colour_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.offsetbox import OffsetBox

    from landscape.arrays import FloatArray
    from viz.look.style import Box, Theme
    from viz.network.mlon_data import Colouring, MlonFigure
    from viz.network.sizes import WidthClass

__all__ = [
    "Legends",
    "draw_colour_bar",
    "extent",
    "in_column",
    "in_columns",
    "legend_parts",
    "place",
]


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
        shown = (
            ("global optimum", [f.globals_ for f in figures], ring(theme.best, 1.5 * RIM)),
            ("sink", [f.sinks for f in figures], ring(theme.ink, RIM)),
            ("cannot reach a\nglobal optimum", [f.marked_stranded for f in figures], hollow),
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
