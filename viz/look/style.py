"""Colours and measures both renderers share, fit for print and for colour-blind readers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TypeAlias

from landscape.registry import find_name

__all__ = [
    "ARROW",
    "DARK",
    "GLOBAL_GAP",
    "HOLE",
    "LIGHT",
    "RIM",
    "THEMES",
    "Box",
    "Theme",
    "category_colours",
    "fold",
    "shrink",
    "theme_named",
]

# Letters of Chinese, Japanese and Korean: as wide as two others, and a line may end after each.
_WIDE = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6"
)

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, width and height, as shares of the page."""

ARROW = (3.4, 1.6)  # length of an arrowhead in points: this, and this for each point of width
RIM = 1.1  # rim of a sink, in points
HOLE = 0.42  # diameter of the hole in a node that cannot reach a global optimum, in the node's
GLOBAL_GAP = 5.0  # diameter of the ring around a global optimum beyond the node's, in points


@dataclass(frozen=True)
class Theme:
    """The colours of a figure, as ``#rrggbb``.

    Attributes
    ----------
    name
        ``"light"`` or ``"dark"``.
    paper, ink, faint
        Background; text and the rims of sinks; secondary text. Text on paper has a contrast of at
        least 4.5 to 1.
    rim
        Rims of nodes that are not sinks.
    edge
        Edges and arrowheads.
    key
        Nodes in a legend of sizes.
    unknown
        Nodes without a value to colour them by.
    best
        Rings around global optima.
    colourmap
        Of numbers; a name that plotly and matplotlib know.
    categories
        Of kinds, the most important first (Okabe and Ito, 2008).
    other
        Of kinds beyond those, and of numbers that are all the same.
    """

    name: str
    paper: str
    ink: str
    faint: str
    rim: str
    edge: str
    key: str
    unknown: str
    best: str
    colourmap: str
    categories: tuple[str, ...]
    other: str


LIGHT = Theme(
    name="light",
    paper="#ffffff",
    ink="#1f2328",
    faint="#656d76",
    rim="#ffffff",
    edge="#57606a",
    key="#d0d7de",
    unknown="#c4c9cf",
    best="#d55e00",
    colourmap="viridis",
    categories=("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#f0e442"),
    other="#8b949e",
)
DARK = Theme(
    name="dark",
    paper="#0d1117",
    ink="#e6edf3",
    faint="#9198a1",
    rim="#7d8590",
    edge="#8b949e",
    key="#30363d",
    unknown="#4b535d",
    best="#ff8c42",
    colourmap="viridis",
    categories=("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#bfd7ff"),
    other="#6e7681",
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}
"""Name of a theme → its colours."""


def theme_named(name: str) -> Theme:
    """Return the theme called `name`.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    return THEMES[find_name("theme", name, THEMES)]


def category_colours(theme: Theme, count: int) -> list[str]:
    """Return the colours of `count` categories; those beyond the theme's own are its ``other``."""
    own = theme.categories[:count]
    return [*own, *[theme.other] * (count - len(own))]


def fold(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` characters, after ``+``, commas and spaces.

    Letters of Chinese, Japanese and Korean count twice, and lines are broken between them. Line
    feeds count as spaces; other characters that cannot be printed become ``�``.

    Examples
    --------
    >>> fold("|a~0|+|b~0|c~1|+|d~0|e~1|f~2|", 16)
    ['|a~0|+|b~0|c~1|+', '|d~0|e~1|f~2|']
    """
    text = " ".join(text.split())
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    if _columns(text) <= width:  # most texts, of thousands of nodes: spare them the search
        return [text]
    lines = [""]
    narrow = rf"[^+,\s{_WIDE}]"
    pieces = rf"[{_WIDE}]|{narrow}{{0,{width - 1}}}[+,\s]|{narrow}{{1,{width}}}"
    for piece in re.findall(pieces, text):
        if _columns(lines[-1]) + _columns(piece.rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _columns(text: str) -> int:
    return len(text) if text.isascii() else len(text) + len(re.findall(f"[{_WIDE}]", text))


def shrink(count: int, few: float, many: float) -> float:
    """Return `few` up to a count of 20, `many` from 2000 on, and in between on its logarithm."""
    share = math.log(max(count, 20) / 20) / math.log(100)
    return few + (many - few) * min(share, 1.0)
