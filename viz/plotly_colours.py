"""Colourings as plotly's markers: a scale, a bar, and a place on it for what was not measured."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from plotly.colors import get_colorscale

from landscape.numbers import number_text

if TYPE_CHECKING:
    from landscape.arrays import FloatArray
    from viz.mlon_data import Colouring
    from viz.style import Theme

__all__ = ["colour_marker", "round_ticks"]

_UNKNOWN = 0.08  # of the range: how far below the scale nodes without a value stand
_TICKS = 5

Stops: TypeAlias = list[tuple[float, str]]


def colour_marker(colouring: Colouring, theme: Theme) -> dict[str, Any]:
    """Return ``color``, ``colorscale``, ``cmin``, ``cmax`` and the ticks of ``colorbar``.

    Nodes without a value get a step of their own at the low end of the scale, which the bar shows
    and names; so they look the same in every kind of trace.
    """
    scale, (low, high), ticks = (
        _kinds(colouring, theme) if colouring.categories else _numbers(colouring, theme)
    )
    values = colouring.values.astype(np.float64)
    if colouring.unknown.any():
        step = _UNKNOWN * (high - low)
        share = step / (high - low + step)
        scale = [(0.0, theme.unknown), (share, theme.unknown)] + [
            (share + (1 - share) * at, colour) for at, colour in scale
        ]
        clear = low + _UNKNOWN * (high - low)  # a tick at the very end would run into the words
        ticks = ticks or _labelled([tick for tick in round_ticks(low, high) if tick >= clear])
        ticks = ([low - step / 2, *ticks[0]], ["not measured", *ticks[1]])
        values = np.where(colouring.unknown, low - step / 2, values)
        low -= step
    places, texts = ticks or (None, None)
    return {
        "color": values,
        "colorscale": [list(stop) for stop in scale],
        "cmin": low,
        "cmax": high,
        "colorbar": {
            "tickvals": places,
            "ticktext": None if texts is None else [escape(text, quote=False) for text in texts],
        },
    }


def round_ticks(low: float, high: float) -> list[float]:
    """Return about five round numbers from `low` to `high`."""
    raw = (high - low) / _TICKS
    magnitude = 10.0 ** np.floor(np.log10(raw))
    step = magnitude * min((f for f in (1, 2, 5, 10) if f * magnitude >= raw), default=10)
    numbers: FloatArray = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return [float(f"{number:.12g}") for number in numbers]


def _labelled(places: list[float]) -> tuple[list[float], list[str]]:
    return places, [number_text(place) for place in places]


def _numbers(
    colouring: Colouring, theme: Theme
) -> tuple[Stops, tuple[float, float], tuple[list[float], list[str]] | None]:
    scale = [(float(at), str(colour)) for at, colour in get_colorscale(theme.colourmap)]
    ticks = None if colouring.ticks is None else _labelled(list(colouring.ticks))
    return scale, colouring.range, ticks


def _kinds(
    colouring: Colouring, theme: Theme
) -> tuple[Stops, tuple[float, float], tuple[list[float], list[str]] | None]:
    """Return a scale of steps, one a category, as wide each."""
    count = len(colouring.categories)
    colours = [*theme.categories[:count], *[theme.other] * (count - len(theme.categories))]
    steps = [
        (end / count, colour) for rank, colour in enumerate(colours) for end in (rank, rank + 1)
    ]
    ticks = [float(place) for place in range(count)]
    return steps, (-0.5, count - 0.5), (ticks, list(colouring.categories))
