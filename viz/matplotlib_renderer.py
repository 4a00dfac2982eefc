"""Network figures on paper: PNG, PDF and SVG at the width of a page."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from landscape.errors import OptionError
from viz.matplotlib_legends import draw_colour_bar, draw_legends
from viz.matplotlib_network import draw_network
from viz.style import FAINT, INK, PAPER, fold

if TYPE_CHECKING:
    from viz.mlon_data import MlonFigure
    from viz.style import Box

__all__ = ["to_bytes", "to_matplotlib"]

_WIDTH = 6.5  # inches: the text width of a page; all measures below are points at this width
_PAGE = (468.0, 372.0)
_MARGIN = 6.0
_SIDE = 116.0  # for legends, right of the network
_FONT = 8.0
_LINE = 11.0  # from line to line
_BAR = 86.0  # length of the colour bar
_RC: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib: the same picture everywhere
    "text.usetex": False,
    "text.parse_math": False,  # names are shown as they are
    "axes.unicode_minus": True,
    "pdf.fonttype": 42,  # journals refuse Type 3 fonts
    "svg.fonttype": "path",
    "svg.hashsalt": "nas-landscape",  # else every file differs
    "savefig.bbox": None,
}


def to_matplotlib(figure: MlonFigure, *, width: float = _WIDTH) -> Figure:
    """Return a figure for print. Uses no pyplot state and needs no display.

    Parameters
    ----------
    figure
        What to draw.
    width
        In inches. Everything scales with it, fonts too: 8 points at 6.5 inches.

    Raises
    ------
    OptionError
        If `width` is not positive.
    """
    if not width > 0:
        raise OptionError(f"the width of a figure is {width} inches: expected more than 0")
    unit = width / _WIDTH
    with matplotlib.rc_context({**_RC, "font.size": _FONT * unit}):
        page = Figure(figsize=(width, _PAGE[1] / 72 * unit), dpi=150, facecolor=PAPER)
        FigureCanvasAgg(page)
        top = _draw_texts(page, figure, unit)
        left, bottom = _PAGE[0] - _SIDE, 2 * _MARGIN + _LINE * len(_footnote(figure))
        draw_network(page, figure, _box(_MARGIN, bottom, left - 2 * _MARGIN, top - bottom), unit)
        heading = fold(figure.colour_label, 24)
        bar_top = top - _LINE * len(heading) - 2
        page.text(left / _PAGE[0], top / _PAGE[1], "\n".join(heading), va="top", color=INK)
        draw_colour_bar(page, figure, _box(left, bar_top - _BAR, 9, _BAR), unit)
        corner = (left / _PAGE[0], (bar_top - _BAR - 12) / _PAGE[1])
        draw_legends(page, figure, corner, unit)
    return page


def to_bytes(page: Figure, kind: str) -> bytes:
    """Return the file of kind ``"png"``, ``"pdf"`` or ``"svg"``; the same page, the same bytes."""
    undated = {"png": None, "pdf": {"CreationDate": None}, "svg": {"Date": None}}
    buffer = BytesIO()
    with matplotlib.rc_context(_RC):
        page.savefig(buffer, format=kind, dpi=300, metadata=undated[kind])
    return buffer.getvalue()


def _box(left: float, bottom: float, width: float, height: float) -> Box:
    """Return a rectangle in points as shares of the page."""
    across, up = _PAGE
    return left / across, bottom / up, width / across, height / up


def _footnote(figure: MlonFigure) -> list[str]:
    return fold(" ".join(figure.notes), 118) if figure.notes else []


def _draw_texts(page: Figure, figure: MlonFigure, unit: float) -> float:
    """Write title, counts and notes; return the height left below the former, in points."""
    left, top = _MARGIN / _PAGE[0], _PAGE[1] - _MARGIN
    for text, size, colour, columns in (
        (figure.title, 10.0, INK, 76),
        (figure.subtitle, _FONT, FAINT, 95),
    ):
        for line in fold(text, columns) if text else []:
            page.text(left, top / _PAGE[1], line, va="top", size=size * unit, color=colour)
            top -= size * 1.4
    notes = "\n".join(_footnote(figure))
    page.text(left, _MARGIN / _PAGE[1], notes, va="bottom", size=7 * unit, color=FAINT)
    return top - _MARGIN
