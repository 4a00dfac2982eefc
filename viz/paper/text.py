"""Text on paper: the same letters, whatever matplotlib is set to, in lines that fit the page."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, filterwarnings

import matplotlib
import matplotlib.style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font, weight_dict
from matplotlib.text import Text

from viz.look.look import DEFAULT_LOOK, FONTS, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.font_manager import FontEntry

    from viz.look.look import Look

__all__ = [
    "LEADING",
    "Line",
    "PaperPage",
    "broken",
    "draw_lines",
    "height",
    "on_paper",
    "respell",
    "spelled",
]

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


_log = logging.getLogger("landscape.viz")

_FILES = {
    "cmr10": "cmr10.ttf",
    "STIXGeneral": "STIXGeneral.ttf",
    "DejaVu Sans": "DejaVuSans.ttf",
    "DejaVu Serif": "DejaVuSerif.ttf",
}
# Computer Modern keeps other letters in these places: what the fonts behind it have, or what can be
# written without them, stands in.
_NOT_IN_CMR = str.maketrans(
    dict(zip("_<>|{}\\~°µÀÁÂÃÄ", "ˍ‹›∣()∖∼˚μAAAAA", strict=True))
    | {"±": "+/−", "²": "^2", "³": "^3", "©": "(c)", "§": "Sec. ", "´": "'", "¼": "1/4", "½": "1/2"}
)
_NORMAL = 400  # weight of a font


@contextmanager
def on_paper(look: Look, *drawn: object) -> Iterator[None]:
    """Draw by matplotlib's own settings and those of a look; what a user has set is back after.

    Parameters
    ----------
    look
        Whose fonts letters are looked for in.
    drawn
        The figures: for letters that these fonts lack, installed ones that have them are added.
    """
    _load_fonts()
    missing = frozenset(letter for letter in _letters(drawn) if _is_missing(letter, look.font))
    settings = _SETTINGS | {
        "font.family": [*FONTS[look.font], *_families_with(missing)],
        "font.size": look.points,
    }
    with matplotlib.style.context(["default", settings]), _without_advice(), catch_warnings():
        # Texts are measured before `respell` has replaced these letters, and told of them.
        filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        yield


_SETTINGS: dict[Any, Any] = {
    "text.usetex": False,
    "text.parse_math": False,  # names are shown as they are
    "axes.formatter.use_mathtext": True,  # only so that Computer Modern raises no warning
    "axes.unicode_minus": True,
    "hatch.linewidth": 0.5,
    "pdf.fonttype": 42,  # journals refuse Type 3 fonts
    "svg.fonttype": "path",
    "svg.hashsalt": "nas-landscape",  # else every file differs
    "savefig.bbox": None,
}


@contextmanager
def _without_advice() -> Iterator[None]:
    """Keep from the screen what fontTools thinks of the dates in fonts that it takes letters of."""
    log = logging.getLogger("fontTools")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def respell(page: Figure, look: Look) -> None:
    """Spell every text on a page, whoever wrote it there, as the fonts of a look can show it."""
    for text in page.findobj(Text):
        before = text.get_text()
        after = spelled(before, look)
        if after != before:
            text.set_text(after)


def spelled(text: str, look: Look) -> str:
    """Return `text` with the signs replaced that the fonts of a look have in other places.

    A letter that no installed font has becomes ``�``, which is told once.
    """
    if look.font == "latex-like":
        text = text.translate(_NOT_IN_CMR)
    if text.isascii():
        return text
    homeless = {letter for letter in text if _is_homeless(letter, look.font)}
    for letter in homeless:
        text = text.replace(letter, "\N{REPLACEMENT CHARACTER}")
    _tell(sorted(homeless))
    return text


def _letters(drawn: object) -> set[str]:
    """Return all letters beyond ASCII in the texts of figures, however deep in them."""
    if isinstance(drawn, str):
        return set() if drawn.isascii() else {letter for letter in drawn if not letter.isascii()}
    if isinstance(drawn, tuple | list):
        return set().union(*map(_letters, drawn))
    if is_dataclass(drawn):
        return set().union(*(_letters(getattr(drawn, field.name)) for field in fields(drawn)))
    return set()


def _is_homeless(letter: str, font: str) -> bool:
    return _is_missing(letter, font) and not _families_with(frozenset(letter))


@cache
def _is_missing(letter: str, font: str) -> bool:
    """Tell whether a letter that is to be seen is in none of the fonts of this name."""
    paths = (_folder() / _FILES[family] for family in FONTS[font])
    return letter.isprintable() and not any(_has(str(path), letter) for path in paths)


@cache
def _families_with(letters: frozenset[str]) -> list[str]:
    """Return the installed fonts, as few as there need be, that have letters, as far as any has."""
    found, left = [], set(letters)
    fonts = _installed() if left else []
    while left and fonts:
        most = max(fonts, key=lambda font: sum(_has(font.fname, letter) for letter in left))
        had = {letter for letter in left if _has(most.fname, letter)}
        if not had:
            break
        found.append(most.name)
        left -= had
    return found


@cache
def _installed() -> list[FontEntry]:
    """Return one upright font of each family, those without serifs first."""
    upright = [
        font
        for font in fontManager.ttflist
        if font.style == font.variant == "normal"
        and _weight(font) == _NORMAL
        and not font.name.startswith("Last Resort")  # draws a box for every letter there is
    ]
    return sorted(upright, key=lambda font: ("sans" not in font.name.lower(), font.name))


def _weight(font: FontEntry) -> int | None:
    return font.weight if isinstance(font.weight, int) else weight_dict.get(font.weight)


@cache
def _has(path: str, letter: str) -> bool:
    return bool(get_font(path).get_char_index(ord(letter)))


_told: set[str] = set()


def _tell(letters: list[str]) -> None:
    """Say which letters no font has, unless it was said before."""
    if not _told.issuperset(letters):
        _told.update(letters)
        _log.warning(
            "no installed font has %s: shown as \N{REPLACEMENT CHARACTER} in pictures on paper; "
            "install one that has, such as Noto Sans CJK",
            " ".join(letters),
        )


def _folder() -> Path:
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@cache
def _load_fonts() -> None:
    """Make the fonts that come with matplotlib known, whatever a list made earlier holds."""
    known = {font.fname for font in fontManager.ttflist}
    for path in (str(_folder() / name) for name in _FILES.values()):
        if path not in known:
            fontManager.addfont(path)
