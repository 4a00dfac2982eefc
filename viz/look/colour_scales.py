"""How numbers become places on a scale of colours: by value, by rank or by logarithm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.numbers import number_text
from landscape.registry import find_name

if TYPE_CHECKING:
    from landscape.arrays import FloatArray

__all__ = ["SCALES", "ColourScale", "colour_scale", "round_ticks", "telling_scale"]

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
