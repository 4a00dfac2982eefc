"""A page of matplotlib that a notebook shows by itself."""

from __future__ import annotations

from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from viz.look.letters import on_paper
from viz.look.look import DEFAULT_LOOK

__all__ = ["PaperPage"]

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
