"""One HTML file that needs no network: figure, script, style and plotly.js in it."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from plotly.offline import get_plotlyjs

from viz.screen.page_data import page_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viz.network.mlon_data import MlonFigure

__all__ = ["to_html"]

_SCRIPTS = ("data.js", "cell.js", "stack.js", "traces.js", "panel.js", "network.js")
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def to_html(figure: MlonFigure, *, also: Sequence[MlonFigure] = ()) -> str:
    """Return a page to explore a network in any browser, offline, at any window size.

    It follows the reader's choice of light or dark, unless the figure is dark. The page forbids
    the browser to fetch anything.

    Parameters
    ----------
    figure
        What to draw.
    also
        Other networks to switch to, such as the LON and the CMLON of an MLON. A node that the
        first figure has too stands where it stands there.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import mlon_figure, to_html
    >>> square = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2], metric="height")
    >>> page = to_html(mlon_figure(square.monotonic()), also=[mlon_figure(square.lon())])
    >>> page.startswith("<!DOCTYPE html>"), "<title>MLON · product · height" in page
    (True, True)
    """
    parts = {
        "title": escape(figure.title or "Local optima network"),
        "style": _read("network.css"),
        "plotly": get_plotlyjs(),
        "data": page_json(figure, also),
        "script": "\n".join(map(_read, _SCRIPTS)),
    }
    # In one pass, so that nothing filled in is taken for a slot.
    return _SLOT.sub(lambda slot: parts[slot[1]], _read("network.html"))


def _read(name: str) -> str:
    return (files("viz") / "page" / name).read_text(encoding="utf-8")
