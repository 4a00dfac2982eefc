"""Colours and measures both renderers share, fit for print and for colour-blind readers."""

from __future__ import annotations

import math
import re
from typing import TypeAlias

__all__ = [
    "ARROW",
    "COLOURMAP",
    "EDGE",
    "FAINT",
    "GLOBAL",
    "GLOBAL_GAP",
    "INK",
    "KEY",
    "PAPER",
    "RIM",
    "Box",
    "fold",
    "shrink",
]

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, width and height, as shares of the page."""

COLOURMAP = "viridis"
INK = "#1f2328"  # text, rims of sinks
FAINT = "#656d76"  # secondary text
EDGE = "#57606a"
PAPER = "#ffffff"
KEY = "#d0d7de"  # nodes in a legend
ARROW = (3.4, 1.6)  # length of an arrowhead in points: this, and this for each point of width
RIM = 1.1  # rim of a sink, in points
GLOBAL = "#d55e00"  # vermilion of Okabe and Ito
GLOBAL_GAP = 5.0  # diameter of the ring around a global optimum beyond the node's, in points


def fold(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` characters, after ``+``, commas and spaces.

    Line feeds count as spaces; other characters that cannot be printed become ``�``.

    Examples
    --------
    >>> fold("|a~0|+|b~0|c~1|+|d~0|e~1|f~2|", 16)
    ['|a~0|+|b~0|c~1|+', '|d~0|e~1|f~2|']
    """
    text = " ".join(text.split())
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    lines = [""]
    for piece in re.findall(rf"[^+,\s]{{0,{width - 1}}}[+,\s]|[^+,\s]{{1,{width}}}", text):
        if len(lines[-1]) + len(piece.rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def shrink(count: int, few: float, many: float) -> float:
    """Return `few` up to a count of 20, `many` from 2000 on, and in between on its logarithm."""
    share = math.log(max(count, 20) / 20) / math.log(100)
    return few + (many - few) * min(share, 1.0)
