"""Legends of a printed network: colour, node size, edge width and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker, VPacker

from viz.paper.axes import colour_map
from viz.paper.signs import Legends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.offsetbox import OffsetBox

    from viz.look.style import Box, Theme
    from viz.network.mlon_data import Colouring, MlonFigure

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
