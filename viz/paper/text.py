"""Lines of text on a page of matplotlib, broken where they meet its edge."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from viz.look.letters import on_paper
from viz.look.look import DEFAULT_LOOK
from viz.look.style import fold

__all__ = ["LEADING", "Line", "PaperPage", "broken", "draw_lines", "height"]

LEADING = 1.4
"""From line to line, in sizes of the letters."""

_NARROWEST = 0.3  # of a letter, on average, in its size


@dataclass(frozen=True)
class Line:
    """One line of text: its letters' size in points and their colour."""

    text: str
    size: float
    colour: str


def broken(page: Figure, text: str, size: float, colour: str, room: float) -> list[Line]:
    """Break a text into lines that are at most `room` points wide in the font of the settings."""
    columns = max(int(room / (_NARROWEST * size)), 8)
    while True:
        lines = fold(text, columns) if text.strip() else []
        widest = max((_width(page, line, size) for line in lines), default=0.0)
        if widest <= room or columns <= 8:
            return [Line(line, size, colour) for line in lines]
        longest = max(map(len, lines))
        columns = max(8, min(columns, longest) - max(1, int(longest * (1 - room / widest) / 2)))


def height(lines: list[Line]) -> float:
    """Return the height of lines below each other, in points."""
    return sum(line.size * LEADING for line in lines)


def draw_lines(page: Figure, lines: list[Line], left: float, top: float) -> None:
    """Write lines below each other; `left` and `top` in points from the page's upper left."""
    across, up = (72 * inches for inches in page.get_size_inches())
    for line in lines:
        place = (left / across, 1 - top / up)
        page.text(*place, line.text, va="top", size=line.size, color=line.colour)
        top += line.size * LEADING


def _width(page: Figure, text: str, size: float) -> float:
    """Return how wide a text is, in points."""
    sample = page.text(0, 0, text, size=size)
    pixels = float(sample.get_window_extent().width)
    sample.remove()
    return pixels * 72 / float(page.dpi)


_DOTS = 110
"""An inch on a screen."""


class PaperPage(Figure):
    """A figure that pyplot knows nothing of: needs no display and no ``%matplotlib inline``.

    Parameters
    ----------
    width
        In inches; the height is set when it is known.
    paper
        Colour of the background.
    """

    def __init__(self, width: float, paper: str) -> None:
        super().__init__(figsize=(width, width), dpi=150, facecolor=paper)
        FigureCanvasAgg(self)

    def _repr_png_(self) -> bytes:
        buffer = BytesIO()
        with on_paper(DEFAULT_LOOK):
            self.savefig(buffer, format="png", dpi=_DOTS)
        return buffer.getvalue()
