"""How a figure looks on paper: width, letters and theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landscape.errors import OptionError
from landscape.registry import find_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.options.look import LookOptions

__all__ = ["COLUMN_WIDTH", "DEFAULT_LOOK", "FONTS", "PAGE_WIDTH", "THEMES", "Look"]

COLUMN_WIDTH = 3.3
PAGE_WIDTH = 6.9
"""Inches: a column and the text of a page set in two columns."""

FONTS: Mapping[str, tuple[str, ...]] = {
    "sans": ("DejaVu Sans",),
    "serif": ("STIXGeneral", "DejaVu Serif"),
    "latex-like": ("cmr10", "STIXGeneral", "DejaVu Serif"),
}
"""Name → the fonts that letters are looked for in; all come with matplotlib."""

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Look:
    """How a figure looks.

    Attributes
    ----------
    width
        In inches.
    font
        A name of `FONTS`; ``latex-like`` is Computer Modern, without LaTeX.
    font_size
        In points, of everything but the title; None takes 8, and 7 below 4 inches.
    theme
        ``light`` or ``dark``.

    Raises
    ------
    OptionError, UnknownNameError
        If a measure is outside what is possible, or a name does not exist.
    """

    width: float = PAGE_WIDTH
    font: str = "sans"
    font_size: float | None = None
    theme: str = "light"

    def __post_init__(self) -> None:
        if not 1 <= self.width <= 60:
            raise OptionError(f"width {self.width}: expected inches from 1 to 60, such as 3.3")
        if self.font_size is not None and not 3 <= self.font_size <= 72:
            raise OptionError(f"font size {self.font_size}: expected points from 3 to 72")
        object.__setattr__(self, "font", find_name("font", self.font, FONTS))
        object.__setattr__(self, "theme", find_name("theme", self.theme, THEMES))

    @classmethod
    def of(cls, options: LookOptions, width: float = PAGE_WIDTH) -> Look:
        """Return the look that options ask for; `width` is that of the figure's kind."""
        own = width if options.width is None else options.width
        return cls(own, options.font, options.font_size, options.theme or "light")

    @property
    def points(self) -> float:
        """The size of letters in points."""
        if self.font_size is not None:
            return self.font_size
        return 7.0 if self.width < 4 else 8.0


DEFAULT_LOOK = Look()
