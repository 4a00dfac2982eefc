"""Legends of a printed network: colour, node size, edge width and marks, in one column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker, TextArea, VPacker
from matplotlib.patches import Circle

from viz.style import COLOURMAP, EDGE, FAINT, GLOBAL, INK, KEY, RIM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.offsetbox import OffsetBox

    from viz.mlon_data import MlonFigure
    from viz.style import Box

__all__ = ["draw_colour_bar", "draw_legends"]


def draw_colour_bar(page: Figure, figure: MlonFigure, box: Box, unit: float = 1.0) -> None:
    """Draw the colour bar into a part of the page, given in shares of the page."""
    scale = ScalarMappable(Normalize(*figure.colour_range), COLOURMAP)
    bar = page.colorbar(scale, cax=page.add_axes(box), ticks=figure.colour_ticks)
    bar.outline.set_visible(False)
    bar.ax.tick_params(width=0.5 * unit, length=2 * unit, color=FAINT, labelcolor=INK)


def draw_legends(
    page: Figure, figure: MlonFigure, corner: tuple[float, float], unit: float = 1.0
) -> None:
    """Draw the legends of sizes, widths and marks, downwards from a corner of the page.

    Nothing can overlap: every entry takes the room it needs.
    """
    parts = [_sizes(figure, unit), _widths(figure, unit), _marks(figure, unit)]
    shown: list[Artist] = [part for part in parts if part]
    if not shown:
        return
    column = VPacker(children=shown, sep=9 * unit, pad=0, align="left")
    page.add_artist(
        AnchoredOffsetbox(
            loc="upper left",
            child=column,
            bbox_to_anchor=corner,
            bbox_transform=page.transFigure,
            frameon=False,
            pad=0,
            borderpad=0,
        )
    )


def _text(text: str) -> TextArea:
    return TextArea(text, textprops={"color": INK})


def _sizes(figure: MlonFigure, unit: float) -> OffsetBox | None:
    """Return circles as large as nodes, side by side, with what they stand for below."""
    circles: list[Artist] = []
    for key in figure.size_keys:
        across = key.size * unit
        area = DrawingArea(across, across)
        circle = Circle((across / 2, across / 2), across / 2, fc=KEY, ec=FAINT, lw=0.6 * unit)
        area.add_artist(circle)
        entry: list[Artist] = [area, _text(f"{key.value:,}")]
        circles.append(VPacker(children=entry, sep=3 * unit, pad=0, align="center"))
    if not circles:
        return None
    row = HPacker(children=circles, sep=8 * unit, pad=0, align="bottom")
    return _headed(figure.size_label, [row], unit)


def _widths(figure: MlonFigure, unit: float) -> OffsetBox | None:
    rows = []
    for edges in figure.width_classes:
        line = Line2D([0, 18 * unit], [3 * unit] * 2, color=EDGE, lw=edges.width * unit)
        line.set_alpha(max(edges.opacity, 0.6))  # a single faint line would not be seen
        rows.append(_row(line, edges.label, unit))
    return _headed(figure.width_label, rows, unit) if rows else None


def _marks(figure: MlonFigure, unit: float) -> OffsetBox | None:
    rows: list[Artist] = []
    for label, present, colour, width in (
        ("sink", figure.sinks, INK, RIM),
        ("global optimum", figure.globals_, GLOBAL, 1.5 * RIM),
    ):
        if present.any():
            centre = (9 * unit, 3 * unit)
            ring = Circle(centre, 3.6 * unit, fc="none", ec=colour, lw=width * unit)
            rows.append(_row(ring, label, unit))
    return VPacker(children=rows, sep=3 * unit, pad=0, align="left") if rows else None


def _row(sample: Line2D | Circle, label: str, unit: float) -> OffsetBox:
    area = DrawingArea(18 * unit, 6 * unit)
    area.add_artist(sample)
    return HPacker(children=[area, _text(label)], sep=6 * unit, pad=0, align="center")


def _headed(heading: str, rows: Sequence[Artist], unit: float) -> OffsetBox:
    children: list[Artist] = [_text(heading), *rows]
    return VPacker(children=children, sep=3 * unit, pad=0, align="left")
