"""Fonts on paper: the settings of matplotlib that make letters the same everywhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib.font_manager import fontManager

from viz.charts.look import FONTS

if TYPE_CHECKING:
    from viz.charts.look import Look

__all__ = ["settings_of", "spelled"]

_FILES = ("cmr10.ttf", "STIXGeneral.ttf", "DejaVuSans.ttf", "DejaVuSerif.ttf")
# Computer Modern keeps other letters in these places: what the fonts behind it have, or what can be
# written without them, stands in.
_NOT_IN_CMR = str.maketrans(
    dict(zip("_<>|{}\\~°µÀÁÂÃÄ", "ˍ‹›∣()∖∼˚μAAAAA", strict=True))
    | {"±": "+/−", "²": "^2", "³": "^3", "©": "(c)", "§": "Sec. ", "´": "'", "¼": "1/4", "½": "1/2"}
)


def settings_of(look: Look) -> dict[Any, Any]:
    """Return matplotlib's settings for a look."""
    _load_fonts()
    return {
        "font.family": list(FONTS[look.font]),
        "font.size": look.points,
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


def spelled(text: str, look: Look) -> str:
    """Return `text` with the signs that the font of `look` has in other places replaced."""
    return text.translate(_NOT_IN_CMR) if look.font == "latex-like" else text


@cache
def _load_fonts() -> None:
    """Make the fonts that come with matplotlib known, whatever a list made earlier holds."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for name in _FILES:
        fontManager.addfont(folder / name)
