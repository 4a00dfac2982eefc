"""Where scores stand along an axis, and which of them are seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.registry import find_name
from viz.charts.kinds.grouping import measured

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray
    from viz.charts.kinds.pairs import Known

__all__ = ["SCALES", "Spread", "spread_of"]

SCALES = ("auto", "linear", "log", "rank")
"""How scores are spaced; ``auto`` is ``log`` where they are positive and spread wide."""

_WIDE = 100.0  # times from the 5 % to the 95 % quantile
_FAR = 3.0  # times the range of the common scores


@dataclass(frozen=True, eq=False)
class Spread:
    """The places of scores.

    Attributes
    ----------
    x
        Shape ``(n,)``, ascending with the score as it was measured, or with fitness if by rank.
    scale
        ``linear``, ``log`` or ``rank``.
    limits
        The ends of the axis; None for all that is shown.
    shown
        Shape ``(n,)``: whether it has a place between the ends.
    """

    x: FloatArray
    scale: str
    limits: tuple[float, float] | None
    shown: BoolArray


def spread_of(known: Known, scale: str) -> Spread:
    """Return where the scores of a landscape stand.

    A few scores far worse than all others, such as what stands for networks that cannot be
    trained, are not shown where they would squeeze these together.

    Raises
    ------
    UnknownNameError
        If `scale` is not in `SCALES`.
    """
    scale = find_name("scale", scale, SCALES)
    x = measured(known.entry, known.score)
    finite = np.isfinite(x) & np.isfinite(known.quality)
    if scale == "rank":
        return Spread(_ranks(known.score), scale, None, np.isfinite(known.quality))
    if scale == "auto":
        scale = _fitting(x[finite])
    if scale == "log":
        return Spread(x, scale, None, finite & (x > 0))
    limits = _without_outliers(known.score[finite])
    if limits is None:
        return Spread(x, scale, None, finite)
    low, high = sorted(measured(known.entry, np.array(limits)).tolist())
    return Spread(x, scale, (low, high), finite & (x >= low) & (x <= high))


def _ranks(score: FloatArray) -> FloatArray:
    from scipy.stats import rankdata  # slow to import: only who asks pays

    ranks: FloatArray = rankdata(score)
    return ranks


def _fitting(x: FloatArray) -> str:
    if not len(x) or x.min() <= 0:
        return "linear"
    low, high = np.quantile(x, [0.05, 0.95])
    return "log" if high > _WIDE * low else "linear"


def _without_outliers(fitness: FloatArray) -> tuple[float, float] | None:
    if not len(fitness):
        return None
    low, common, high = (float(end) for end in np.quantile(fitness, [0.0, 0.05, 1.0]))
    if common - low <= _FAR * (high - common):
        return None
    least = float(fitness[fitness >= common - (high - common)].min())
    margin = 0.04 * (high - least)
    return least - margin, high + margin
