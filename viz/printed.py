"""A network figure with a look on paper, for `viz.save`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landscape.display import short_repr
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from viz.look.look import Look
    from viz.network.mlon_data import MlonFigure

__all__ = ["Printed"]


@dataclass(frozen=True, eq=False)
class Printed:
    """A network figure and how its letters and its width look on paper.

    Attributes
    ----------
    figure
        What to draw; its theme holds, not that of `look`.
    look
        Width and letters of PNG, PDF and SVG.
    also
        Other networks that the interactive page can switch to.
    """

    figure: MlonFigure
    look: Look = DEFAULT_LOOK
    also: tuple[MlonFigure, ...] = ()

    __repr__ = short_repr

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files it can be written to."""
        from viz.export import SUFFIXES

        return SUFFIXES

    def render(self, suffix: str) -> bytes:
        """Return the content of the file; loads only the library that draws it."""
        if suffix == ".html":
            from viz.screen.html_page import to_html

            return to_html(self.figure, also=self.also).encode()
        from viz.paper.network import to_bytes, to_matplotlib

        look = self.look
        page = to_matplotlib(
            self.figure, width=look.width, font=look.font, font_size=look.font_size
        )
        return to_bytes(page, suffix.removeprefix("."))
