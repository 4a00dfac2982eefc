"""Edge widths: a handful of classes of weight, thin and faint where edges are many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from viz.look.style import shrink

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray

__all__ = ["WidthClass", "width_classes"]

_MAX_CLASSES = 4
_LEAST_STEP = 0.3  # between the widths of two classes, in points: less looks alike
_THINNEST = (0.5, 0.25)  # width of an edge in points: of few edges, of many
_WIDEST = 2.6
_CLASS_INK = 200.0  # points the widths of a class may add up to before it gets thinner
_INK = 380.0  # the same for all edges, times opacity, before they get fainter


@dataclass(frozen=True)
class WidthClass:
    """Edges drawn alike: those with ``low <= weight <= high``.

    Attributes
    ----------
    low, high
        The lightest and heaviest weight that occurs in the class.
    width
        In points, at a figure width of 6.5 inches.
    opacity
        Between 0 and 1; lower where edges are many.
    """

    low: float
    high: float
    width: float
    opacity: float

    @property
    def label(self) -> str:
        """The weights in words: ``"3"`` or ``"4 – 9"``."""
        if self.low == self.high:
            return f"{self.low:,.9g}"
        return f"{self.low:,.9g} – {self.high:,.9g}"


def width_classes(weights: FloatArray) -> tuple[tuple[WidthClass, ...], IntArray]:
    """Sort weights into at most four classes, geometrically spaced, lightest first.

    Every weight falls into exactly one class, and no class is empty.

    Parameters
    ----------
    weights
        Shape ``(m,)``, not negative.

    Returns
    -------
    classes, member
        The classes, and for each weight the number of its class, shape ``(m,)``.
    """
    if not len(weights):
        return (), np.zeros(0, dtype=np.int64)
    distinct = np.unique(weights)
    if len(distinct) <= _MAX_CLASSES:
        member = np.searchsorted(distinct, weights)
    else:
        bounds = np.geomspace(distinct[distinct > 0][0], distinct[-1], _MAX_CLASSES + 1)[1:-1]
        member = np.searchsorted(bounds, weights, side="left")
    _, member = np.unique(member, return_inverse=True)
    lows = np.array([weights[member == rank].min() for rank in range(member.max() + 1)])
    highs = np.array([weights[member == rank].max() for rank in range(member.max() + 1)])
    return _classes(lows, highs, np.bincount(member)), member


def _classes(lows: FloatArray, highs: FloatArray, counts: IntArray) -> tuple[WidthClass, ...]:
    """Return classes in even steps of width, none so dark as to hide all.

    By the weight itself, or its logarithm, some would differ by less than an eye can tell. Where
    the edges of a class are many its step is smaller, down to the least that can be told apart.
    """
    total = int(counts.sum())
    thin, faint = shrink(total // 5, *_THINNEST), shrink(total // 10, 0.55, 0.25)
    share = np.linspace(0.0, 1.0, len(counts)) if len(counts) > 1 else np.array([0.25])
    restraint = np.minimum(1.0, _CLASS_INK / np.maximum(counts * share * _WIDEST, 1e-9))
    least = _LEAST_STEP * np.arange(len(counts))
    width = least + np.maximum.accumulate(thin + (_WIDEST - thin) * restraint * share - least)
    opacity = np.maximum.accumulate(faint + (0.9 - faint) * restraint * share**2)
    opacity *= min(1.0, _INK / float((counts * width * opacity).sum()))
    rows = zip(lows.tolist(), highs.tolist(), width.tolist(), opacity.tolist(), strict=True)
    return tuple(WidthClass(*row) for row in rows)
