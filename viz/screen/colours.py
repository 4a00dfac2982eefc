"""Colourings as plotly's markers: a scale, a bar, and a place on it for what was not measured."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from plotly.colors import get_colorscale

from viz.look.style import category_colours, fold

if TYPE_CHECKING:
    from viz.look.style import Theme
    from viz.network.mlon_data import Colouring

__all__ = ["colour_marker"]

_UNKNOWN = 0.08  # of the range: how far below the scale nodes without a value stand
_WIDEST = 20  # characters beside a bar

Stops: TypeAlias = list[tuple[float, str]]


def colour_marker(colouring: Colouring, theme: Theme) -> dict[str, Any]:
    """Return ``color``, ``colorscale``, ``cmin``, ``cmax`` and the ticks of ``colorbar``.

    Nodes without a value get a step of their own at the low end of the scale, which the bar shows
    and names; so they look the same in every kind of trace.
    """
    scale, (low, high), ticks = (
        _kinds(colouring, theme) if colouring.categories else _numbers(colouring, theme)
    )
    values = colouring.places
    if colouring.unknown.any():
        step = _UNKNOWN * (high - low)
        share = step / (high - low + step)
        scale = [(0.0, theme.unknown), (share, theme.unknown)] + [
            (share + (1 - share) * at, colour) for at, colour in scale
        ]
        clear = low + step  # a tick at the very end would run into the words
        ticks = [(low - step / 2, "not measured"), *(tick for tick in ticks if tick[0] >= clear)]
        values = np.where(colouring.unknown, low - step / 2, values)
        low -= step
    return {
        "color": values.astype(np.float64),
        "colorscale": [list(stop) for stop in scale],
        "cmin": low,
        "cmax": high,
        "colorbar": {
            "tickvals": [place for place, _ in ticks],
            "ticktext": [_broken(text) for _, text in ticks],
        },
    }


def _broken(text: str) -> str:
    """Return a text in lines that fit beside a bar, escaped."""
    return "<br>".join(escape(line, quote=False) for line in fold(text, _WIDEST))


def _numbers(
    colouring: Colouring, theme: Theme
) -> tuple[Stops, tuple[float, float], list[tuple[float, str]]]:
    scale = [(float(at), str(colour)) for at, colour in get_colorscale(theme.colourmap)]
    if colouring.is_single:
        scale = [(0.0, theme.other), (1.0, theme.other)]
    return scale, colouring.span, list(colouring.ticks)


def _kinds(
    colouring: Colouring, theme: Theme
) -> tuple[Stops, tuple[float, float], list[tuple[float, str]]]:
    """Return a scale of steps, one a category, as wide each."""
    count = len(colouring.categories)
    colours = category_colours(theme, count)
    steps = [
        (end / count, colour) for rank, colour in enumerate(colours) for end in (rank, rank + 1)
    ]
    ticks = [(float(place), name) for place, name in enumerate(colouring.categories)]
    return steps, (-0.5, count - 0.5), ticks
