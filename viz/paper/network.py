"""Network figures on paper: PNG, PDF and SVG at the width of a page or a column."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from viz.look.look import DEFAULT_LOOK, Look
from viz.paper.axes import (
    draw_colour_bar,
    draw_network,
    extent,
    in_column,
    in_columns,
    legend_parts,
    place,
    reach,
    room,
)
from viz.paper.solid import draw_solid_network
from viz.paper.text import PaperPage, broken, draw_lines, height, on_paper, respell, spelled

if TYPE_CHECKING:
    from viz.network.mlon_data import MlonFigure
    from viz.paper.text import Line

__all__ = ["new_page", "to_bytes", "to_matplotlib"]

_WIDTH = 6.5  # inches: the text width of a page
_NARROW = 4.6  # inches below which legends go below the network
_MARGIN = 0.75  # all measures of the page are in sizes of its letters
_SIDE = 14.5  # for legends, right of the network
_BAR = (9.5, 1.1)  # length and thickness of the colour bar
_TITLE = 1.25
_NOTE = 0.875
_UNIT = 320.0  # side of a network in points where nodes and edges have their nominal size


def to_matplotlib(
    figure: MlonFigure,
    *,
    width: float = _WIDTH,
    font: str = "sans",
    font_size: float | None = None,
) -> PaperPage:
    """Return a figure for print. Uses no pyplot state and needs no display.

    Parameters
    ----------
    figure
        What to draw.
    width
        In inches. Nodes and edges grow with it, letters do not; in a column, legends are below.
    font
        A name of `viz.look.look.FONTS`: ``"sans"``, ``"serif"``, ``"latex-like"``.
    font_size
        In points; by default 8, and 7 below 4 inches.

    Raises
    ------
    OptionError, UnknownNameError
        If a measure is outside what is possible, or there is no such font.
    """
    look = Look(width, font, font_size, figure.palette.name)
    with on_paper(look, figure):
        page = new_page(look, figure.palette.paper)
        _Sheet(page, figure, look).draw()
        respell(page, look)
    return page


def new_page(look: Look, paper: str) -> PaperPage:
    """Return an empty page of the right width, for pyplot to know nothing of."""
    return PaperPage(look.width, paper)


def to_bytes(page: PaperPage, kind: str) -> bytes:
    """Return the file of kind ``"png"``, ``"pdf"`` or ``"svg"``; the same page, the same bytes."""
    undated = {"png": None, "pdf": {"CreationDate": None}, "svg": {"Date": None}}
    buffer = BytesIO()
    with on_paper(DEFAULT_LOOK):
        page.savefig(buffer, format=kind, dpi=300, metadata=undated[kind])
    return buffer.getvalue()


@dataclass(frozen=True)
class _Sheet:
    """A page with a network on it; lengths are in points, from its upper left."""

    page: PaperPage
    figure: MlonFigure
    look: Look

    @property
    def _across(self) -> float:
        return self.look.width * 72

    @property
    def _margin(self) -> float:
        return _MARGIN * self.look.points

    def draw(self) -> None:
        """Write the texts and draw the network with its legends between them."""
        above, below = self._above(), self._below()
        top = self._margin + height(above) + self._margin
        draw = self._draw_narrow if self.look.width < _NARROW else self._draw_wide
        foot = self._margin + height(below) + (self._margin if below else 0.0)
        bottom = draw(top, foot)
        draw_lines(self.page, above, self._margin, self._margin)
        draw_lines(self.page, below, self._margin, bottom + self._margin)

    def _above(self) -> list[Line]:
        theme, points = self.figure.palette, self.look.points
        return [
            *self._broken(self.figure.title, _TITLE * points, theme.ink),
            *self._broken(self.figure.subtitle, points, theme.faint),
        ]

    def _below(self) -> list[Line]:
        theme, size = self.figure.palette, _NOTE * self.look.points
        named = [
            line
            for number, node in enumerate(self.figure.labelled.tolist(), 1)
            for line in self._broken(f"{number}  {self.figure.names[node]}", size, theme.ink)
        ]
        return [*named, *self._broken(" ".join(self.figure.notes), size, theme.faint)]

    def _broken(self, text: str, size: float, colour: str) -> list[Line]:
        text = spelled(text, self.look)
        return broken(self.page, text, size, colour, self._across - 2 * self._margin)

    def _draw_wide(self, top: float, foot: float) -> float:
        """Draw the network and, right of it, its legends; return where they end."""
        points, figure = self.look.points, self.figure
        left = self._across - _SIDE * points
        side = left - 2 * self._margin
        unit = side / _UNIT
        heading = broken(
            self.page, figure.colouring.heading, points, figure.palette.ink, 13 * points
        )
        column = in_column(legend_parts(figure, points, unit), points)
        bar = 0.0 if figure.colouring.categories else height(heading) + (_BAR[0] + 1.6) * points
        bottom = top + max(self._tall(side, unit), bar + extent(self.page, column)[1])
        self._resize(bottom + foot)
        self._draw_network((self._margin, top, side, bottom - top), unit)
        if bar:
            draw_lines(self.page, heading, left, top)
            place_of_bar = (left, top + height(heading) + 0.3 * points)
            box = self._box(*place_of_bar, _BAR[1] * points, _BAR[0] * points)
            draw_colour_bar(self.page, figure.colouring, figure.palette, box)
        place(self.page, column, self._corner(left, top + bar))
        return bottom

    def _draw_narrow(self, top: float, foot: float) -> float:
        """Draw the network and, below it, its legends; return where they end."""
        points, figure = self.look.points, self.figure
        side = self._across - 2 * self._margin
        unit = side / _UNIT
        heading = broken(self.page, figure.colouring.heading, points, figure.palette.ink, side)
        rows = in_columns(self.page, legend_parts(figure, points, unit), side, points)
        bar = 0.0 if figure.colouring.categories else height(heading) + 3.6 * points
        end = top + self._tall(side, unit)
        bottom = end + self._margin + bar + extent(self.page, rows)[1]
        self._resize(bottom + foot)
        self._draw_network((self._margin, top, side, end - top), unit)
        if bar:
            draw_lines(self.page, heading, self._margin, end + self._margin)
            lower = end + self._margin + height(heading)
            inset = 1.5 * points  # for the half of a tick's number beyond the bar
            box = self._box(self._margin + inset, lower, side - 2 * inset, _BAR[1] * points)
            draw_colour_bar(self.page, figure.colouring, figure.palette, box, lying=True)
        place(self.page, rows, self._corner(self._margin, end + self._margin + bar))
        return bottom

    def _tall(self, side: float, unit: float) -> float:
        """Return the height of a network of the width `side`: less where it is flat."""
        if self.figure.layout == "3d":
            return 0.9 * side
        return min(0.94 * side, side * float(reach(self.figure)[1]) + room(self.figure, unit))

    def _draw_network(self, box: tuple[float, float, float, float], unit: float) -> None:
        draw = draw_solid_network if self.figure.layout == "3d" else draw_network
        draw(self.page, self.figure, self._box(*box), unit, _NOTE * self.look.points)

    def _resize(self, tall: float) -> None:
        self.page.set_size_inches(self.look.width, tall / 72)

    def _corner(self, left: float, top: float) -> tuple[float, float]:
        return left / self._across, 1 - top / (72 * self.page.get_size_inches()[1])

    def _box(
        self, left: float, top: float, width: float, tall: float
    ) -> tuple[float, float, float, float]:
        """Return a rectangle as shares of the page, from its lower left."""
        whole = 72 * float(self.page.get_size_inches()[1])
        across = self._across
        return left / across, 1 - (top + tall) / whole, width / across, tall / whole
