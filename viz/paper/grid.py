"""Many networks on one printed page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from viz.grid.grid_data import Fold, folded
from viz.look.look import theme_named
from viz.network.colourings import panel_caption
from viz.paper.axes import Legends, draw_network, extent, in_columns, place
from viz.paper.network import new_page
from viz.paper.text import LEADING, broken, draw_lines, height, on_paper, respell, spelled

if TYPE_CHECKING:
    from matplotlib.offsetbox import OffsetBox

    from viz.grid.grid_data import MlonGrid
    from viz.network.mlon_data import MlonFigure
    from viz.paper.text import Line, PaperPage

__all__ = ["grid_to_matplotlib"]

_TALLEST = 1.36  # of a page, in its widths
_UNIT = 210.0  # side of a panel in points where nodes and edges have their nominal size
_MARGIN = 0.75  # lengths below are in sizes of the letters
_CAPTION = 0.82
_TITLE = 1.25


def grid_to_matplotlib(grid: MlonGrid) -> PaperPage:
    """Return a page with all panels, their headings and one legend.

    The rows are folded into blocks side by side where that makes the panels larger.
    """
    with on_paper(grid.look, grid):
        page = new_page(grid.look, theme_named(grid.look.theme).paper)
        _Sheet(page, grid).draw()
        respell(page, grid.look)
    return page


@dataclass(frozen=True)
class _Sheet:
    """A page with a grid on it; lengths are in points, from its upper left."""

    page: PaperPage
    grid: MlonGrid

    def draw(self) -> None:
        """Place the panels, then write headings, captions and the legend around them."""
        points, grid = self.grid.look.points, self.grid
        named = any(grid.columns) and len(grid.columns) > 1
        title = grid.title or ("" if named else grid.columns[0])
        above = self._broken(title, _TITLE * points, self._across - 2 * self._margin)
        top = self._margin + height(above)
        heading = LEADING * points if named else 0.0
        fold = self._fold(top + heading)
        legend = self._legend(fold.side / _UNIT)
        end = top + heading + fold.rows * (fold.side + self._captions)
        foot = end + self._margin + extent(self.page, legend)[1] + self._margin
        notes = self._notes()
        whole = foot + height(notes) + (self._margin if notes else 0.0)
        self.page.set_size_inches(grid.look.width, whole / 72)
        draw_lines(self.page, above, self._margin, self._margin)
        draw_lines(self.page, notes, self._margin, foot)
        for block in range(fold.blocks):
            for column, text in enumerate(grid.columns if named else ()):
                left = self._left(fold, block, column) + fold.side / 2
                self._write(text, left, top + 0.2 * points, "center", points, most=fold.side)
        for row, column, figure in grid.placed():
            block, down = self._folded(row, fold)
            upper = top + heading + down * (fold.side + self._captions)
            if column == 0 or grid.panels[row][:column].count(None) == column:
                self._write_row(grid.rows[row], fold, block, upper)
            self._draw_panel(figure, fold, self._left(fold, block, column), upper)
        across = self._across
        place(self.page, legend, (self._margin / across, 1 - (end + self._margin) / whole))

    @property
    def _across(self) -> float:
        return self.grid.look.width * 72

    @property
    def _margin(self) -> float:
        return _MARGIN * self.grid.look.points

    @property
    def _beside(self) -> float:
        """The room for the headings of rows, left of a block of several columns."""
        return 1.8 * self.grid.look.points if len(self.grid.columns) > 1 else 0.0

    @property
    def _captions(self) -> float:
        """The height of the texts of a panel."""
        lines = max((len(panel_caption(figure)) for figure in self.grid.figures), default=1)
        rows = LEADING * self.grid.look.points if len(self.grid.columns) == 1 else 0.0
        return rows + (lines * LEADING * _CAPTION + 0.6) * self.grid.look.points

    def _fold(self, top: float) -> Fold:
        grid = self.grid
        left = self._across - 2 * self._margin
        tall = _TALLEST * self._across - top - 8 * grid.look.points
        shape = len(grid.rows), len(grid.columns)
        return folded(*shape, left, tall, beside=self._beside, above=self._captions)

    def _folded(self, row: int, fold: Fold) -> tuple[int, int]:
        """Return block and place in it: single panels are read along, blocks of several down."""
        if len(self.grid.columns) == 1:
            return row % fold.blocks, row // fold.blocks
        return row // fold.rows, row % fold.rows

    def _left(self, fold: Fold, block: int, column: int) -> float:
        """Return where a panel begins; what the panels leave free is spread between them."""
        columns = len(self.grid.columns)
        used = fold.blocks * (self._beside + columns * fold.side)
        free = (self._across - 2 * self._margin - used) / max(fold.blocks * columns, 1)
        before = block * columns + column
        headings = (block + 1) * self._beside
        return self._margin + headings + before * (fold.side + free) + free / 2

    def _write_row(self, text: str, fold: Fold, block: int, upper: float) -> None:
        """Write the heading of a row: above its only panel, or upright beside the first."""
        points = self.grid.look.points
        if self._beside:
            left = self._left(fold, block, 0) - 0.9 * points
            self._write(
                text, left, upper + fold.side / 2, "center", points, turned=True, most=fold.side
            )
        else:
            middle = self._left(fold, block, 0) + fold.side / 2
            self._write(text, middle, upper, "center", points, most=fold.side)

    def _draw_panel(self, figure: MlonFigure, fold: Fold, left: float, upper: float) -> None:
        points, side = self.grid.look.points, fold.side
        if not self._beside:
            upper += LEADING * points
        across, whole = self._across, 72 * float(self.page.get_size_inches()[1])
        box = (left / across, 1 - (upper + side) / whole, side / across, side / whole)
        draw_network(self.page, figure, box, side / _UNIT)
        size, top = _CAPTION * points, upper + side + 0.1 * points
        for line in panel_caption(figure):
            self._write(line, left + side / 2, top, "center", size, faint=True, most=side)
            top += LEADING * size

    def _write(
        self,
        text: str,
        left: float,
        top: float,
        align: str,
        size: float,
        *,
        turned: bool = False,
        faint: bool = False,
        most: float | None = None,
    ) -> None:
        """Write one line, with smaller letters where it would be wider than `most`."""
        theme = theme_named(self.grid.look.theme)
        whole = 72 * float(self.page.get_size_inches()[1])
        written = self.page.text(
            left / self._across,
            1 - top / whole,
            spelled(text, self.grid.look),
            ha=align,
            va="center" if turned else "top",
            rotation=90 if turned else 0,
            size=size,
            color=theme.faint if faint else theme.ink,
        )
        extent_of_text = written.get_window_extent()
        wide = max(extent_of_text.width, extent_of_text.height) * 72 / self.page.dpi
        if most is not None and wide > most:
            written.set_fontsize(size * most / wide)

    def _notes(self) -> list[Line]:
        look, theme = self.grid.look, theme_named(self.grid.look.theme)
        text, room = spelled(" ".join(self.grid.notes), look), self._across - 2 * self._margin
        return broken(self.page, text, _CAPTION * look.points, theme.faint, room)

    def _broken(self, text: str, size: float, room: float) -> list[Line]:
        ink = theme_named(self.grid.look.theme).ink
        return broken(self.page, spelled(text, self.grid.look), size, ink, room)

    def _legend(self, unit: float) -> OffsetBox:
        """Return the legend that holds for every panel, on its own scales."""
        points, theme = self.grid.look.points, theme_named(self.grid.look.theme)
        legends, figures = Legends(theme, points, unit), self.grid.figures
        sizes = [key.size for figure in figures for key in figure.size_keys]
        widths = [edges.width for figure in figures for edges in figure.width_classes]
        parts = [
            legends.extremes(
                self.grid.colour_label, "worst", "best of the panel", legends.colour_ends()
            ),
            legends.extremes(
                figures[0].size_label,
                "fewest",
                "most of the panel",
                legends.size_ends(np.quantile(sizes, [0.05, 0.5, 0.95]) * unit),
            ),
        ]
        if widths:
            ends = legends.width_ends(np.quantile(widths, [0.0, 0.5, 1.0]) * unit)
            parts.append(legends.extremes("Edge weight", "light", "heavy in the panel", ends))
        marks = legends.marks(figures)
        room = self._across - 2 * self._margin
        return in_columns(self.page, [*parts, *([marks] if marks else [])], room, points)
