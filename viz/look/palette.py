"""Colours, dashes, markers and hatches, so that no two lines differ by colour alone.

Colours: Okabe and Ito, "Color Universal Design" (2008), which colour-blind readers can tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viz.look.look import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["INKS", "Inks", "Slot", "slot_of"]

_BLUE, _VERMILION, _GREEN, _PURPLE = "#0072b2", "#d55e00", "#009e73", "#cc79a7"
_ORANGE, _SKY, _YELLOW = "#e69f00", "#56b4e9", "#f0e442"


@dataclass(frozen=True)
class Inks:
    """Colours of a page: paper, text, secondary text, grid, and what data are drawn with."""

    paper: str
    ink: str
    faint: str
    grid: str
    colours: tuple[str, ...]


INKS: Mapping[str, Inks] = {
    "light": Inks(
        paper=LIGHT.paper,
        ink=LIGHT.ink,
        faint=LIGHT.faint,
        grid="#e4e7eb",
        # Yellow cannot be seen on white: a grey takes its place.
        colours=(_BLUE, _VERMILION, _GREEN, _PURPLE, _ORANGE, _SKY, LIGHT.ink, "#8c959f"),
    ),
    "dark": Inks(
        paper=DARK.paper,
        ink=DARK.ink,
        faint=DARK.faint,
        grid="#262d36",
        # The darker half of the palette is hard to see on black, so it comes last.
        colours=(_SKY, _ORANGE, "#2fc79b", _PURPLE, _YELLOW, "#f08040", DARK.ink, "#9aa4af"),
    ),
}
"""Name of a theme → its colours."""

_DASHES = ((), (6.0, 2.0), (2.0, 1.5), (6.0, 1.5, 1.5, 1.5), (9.0, 2.0, 2.0, 2.0, 2.0, 2.0))
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">", "h")
_HATCHES = ("", "///", "...", "\\\\\\", "xxx", "---", "++", "oo")


@dataclass(frozen=True)
class Slot:
    """What one line, bar or kind of point looks like.

    Attributes
    ----------
    colour
        In hexadecimal.
    dash
        Lengths of strokes and gaps, in widths of the line; empty for a solid one.
    marker, hatch
        As matplotlib names them.
    """

    colour: str
    dash: tuple[float, ...]
    marker: str
    hatch: str


def slot_of(number: int, theme: str) -> Slot:
    """Return entry `number` of the palette; the first 40 all differ, and so on in turn."""
    colours = INKS[theme].colours
    return Slot(
        colours[number % len(colours)],
        _DASHES[number % len(_DASHES)],
        _MARKERS[number % len(_MARKERS)],
        _HATCHES[number % len(_HATCHES)],
    )
