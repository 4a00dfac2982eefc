"""What all figures have in common: they are data that others draw, and how they look.

Colours and their scales, widths and letters are fit for print and for colour-blind readers.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from landscape.errors import OptionError
from landscape.lazy import lazily
from landscape.numbers import number_text
from landscape.registry import find_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from landscape.arrays import FloatArray
    from landscape.options.look import LookOptions

__all__ = [
    "ARROW",
    "COLUMN_WIDTH",
    "DARK",
    "DEFAULT_LOOK",
    "FONTS",
    "GLOBAL_GAP",
    "HOLE",
    "LIGHT",
    "PAGE_WIDTH",
    "RIM",
    "SCALES",
    "SUFFIXES",
    "THEMES",
    "Box",
    "ColourScale",
    "Drawn",
    "Look",
    "Theme",
    "category_colours",
    "colour_scale",
    "fold",
    "round_ticks",
    "shrink",
    "telling_scale",
    "theme_named",
]

SUFFIXES = (".html", ".pdf", ".png", ".svg")
"""Of the files that any figure can be written to."""

# Found by name when it is needed: who draws a figure knows what it is, and not the other way round.
_find, _ = lazily(__name__, {"render": "viz.export", "figure_bundle": "viz.notebook"})


class Drawn:
    """A figure that can be written to a file, and that a notebook shows."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files it can be written to."""
        return SUFFIXES

    def render(self, suffix: str) -> bytes:
        """Return the content of a file with this suffix; the same figure gives the same bytes.

        Loads only the library that draws it.

        Parameters
        ----------
        suffix
            One of `suffixes`.
        """
        render: Callable[[Drawn, str], bytes] = _find("render")
        return render(self, suffix)

    def mime_bundle(self, **paper: Any) -> dict[str, Any]:
        """Return it by MIME type, as a notebook shows it; see `viz.notebook.figure_bundle`."""
        bundle: Callable[..., dict[str, Any]] = _find("figure_bundle")
        return bundle(self, **paper)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return self.mime_bundle()


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


COLUMN_WIDTH = 3.3
PAGE_WIDTH = 6.9
"""Inches: a column and the text of a page set in two columns."""

FONTS: Mapping[str, tuple[str, ...]] = {
    "sans": ("DejaVu Sans",),
    "serif": ("STIXGeneral", "DejaVu Serif"),
    "latex-like": ("cmr10", "STIXGeneral", "DejaVu Serif"),
}
"""Name → the fonts that letters are looked for in; all come with matplotlib."""


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


# Letters of Chinese, Japanese and Korean: as wide as two others, and a line may end after each.
_WIDE = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6"
)


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


SCALES = ("value", "rank", "log")
"""Names of the scales."""

_TICKS = 5
_COLOUR = 0.1  # of a scale: what looks like one colour
_MOST = 0.9  # of all nodes in one colour: then it tells too little


@dataclass(frozen=True, eq=False)
class ColourScale:
    """A scale of colours for some numbers.

    Attributes
    ----------
    name
        One of `SCALES`.
    values
        Shape ``(k,)``, finite: the different numbers there are, ascending.
    linear
        On a scale ``"log"`` that has to pass 0: between minus and plus this much it is linear.
    """

    name: str
    values: FloatArray
    linear: float | None = None

    @property
    def note(self) -> str:
        """What a reader has to know of the scale; nothing where places are values."""
        if self.linear is not None:
            return f"log, linear within ±{number_text(self.linear)}"
        return {"value": "", "rank": "rank", "log": "log"}[self.name]

    def place(self, values: FloatArray) -> FloatArray:
        """Return where numbers are on the scale; NaN stays NaN."""
        if self.name == "rank":
            return np.interp(values, self.values, np.arange(len(self.values), dtype=np.float64))
        if self.name != "log":
            return values
        if self.linear is None:
            return np.log10(values)
        return np.sign(values) * np.log10(1 + np.abs(values) / self.linear)

    def ticks(self, low: float, high: float) -> list[float]:
        """Return numbers from `low` to `high` to write on a bar of the scale."""
        if self.name == "rank":
            chosen = np.linspace(0, len(self.values) - 1, min(len(self.values), _TICKS))
            return [float(value) for value in self.values[chosen.round().astype(np.int64)]]
        if self.name != "log":
            return round_ticks(low, high)
        powers = self._powers(low, high)
        return powers if len(powers) > 1 else round_ticks(low, high)

    def _powers(self, low: float, high: float) -> list[float]:
        """Return powers of ten, of both signs around 0 where the scale passes it."""
        if self.linear is None:
            return _thinned(low, high, _TICKS)
        up = _thinned(self.linear, high, _TICKS // 2 + 1) if high > 0 else []
        down = _thinned(self.linear, -low, _TICKS // 2 + 1) if low < 0 else []
        nought = [0.0] if low <= 0 <= high else []
        return [*(-power for power in reversed(down)), *nought, *up]


def colour_scale(name: str, values: FloatArray) -> ColourScale:
    """Return the scale called `name` for some numbers.

    ``"log"`` of numbers of which some are not above 0 is symmetric: linear around 0, up to about
    the size of the smallest tenth, and logarithmic beyond, in both directions.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    name = find_name("colour scale", name, SCALES)
    seen = np.unique(values[np.isfinite(values)])
    if not len(seen):
        return ColourScale("value", seen)
    if name != "log" or seen[0] > 0:
        return ColourScale(name, seen)
    sizes = np.abs(seen[seen != 0])
    small = float(np.quantile(sizes, 0.1)) if len(sizes) else 1.0
    return ColourScale(name, seen, 10.0 ** np.floor(np.log10(small)))


def telling_scale(values: FloatArray) -> ColourScale:
    """Return the scale of values, or of ranks where on that one nine tenths would look alike."""
    known = np.sort(values[np.isfinite(values)])
    if len(known) > 1:
        reach = np.searchsorted(known, known + _COLOUR * np.ptp(known), side="right")
        crowd = reach - np.arange(len(known))
        first = int(crowd.argmax())
        apart = known[first] != known[first + crowd[first] - 1]  # ranks cannot part equal ones
        if crowd[first] >= _MOST * len(known) and apart:
            return colour_scale("rank", known)
    return colour_scale("value", known)


def round_ticks(low: float, high: float) -> list[float]:
    """Return about five round numbers from `low` to `high`."""
    raw = (high - low) / _TICKS
    magnitude = 10.0 ** np.floor(np.log10(raw))
    step = magnitude * min((f for f in (1, 2, 5, 10) if f * magnitude >= raw), default=10)
    numbers: FloatArray = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return [float(f"{number:.12g}") for number in numbers]


def _thinned(low: float, high: float, most: int) -> list[float]:
    """Return the powers of ten from `low` to `high`, every second, third ... if there are many."""
    if high < low:
        return []
    first, last = int(np.ceil(np.log10(low) - 1e-9)), int(np.floor(np.log10(high) + 1e-9))
    step = max(1, -(-(last - first + 1) // most))
    return [10.0**power for power in range(first, last + 1, step)]
