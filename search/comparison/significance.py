"""Is one search better than another, or was it chance? Trial is paired with trial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray

__all__ = ["CONFIDENCE", "Difference", "holm", "paired_difference"]

CONFIDENCE = 0.95
"""Of the interval of a mean difference."""


@dataclass(frozen=True)
class Difference:
    """How the outcomes of one search differ from those of another, pair by pair.

    Attributes
    ----------
    pairs
        Trials that both have an outcome of.
    difference
        Mean of the first minus that of the second; NaN without pairs, like the interval and
        `superiority`, and where an outcome is infinite, like the interval.
    low, high
        Percentile bootstrap interval of `difference`, of `CONFIDENCE`.
    p
        Two-sided p value of Wilcoxon's signed-rank test, zeros split evenly (Pratt, 1959). 1 where
        all pairs are equal, NaN without pairs.
    superiority
        How often a trial of the first is better than one of the second, whichever are drawn, ties
        counted half: the A of Vargha and Delaney (2000), from 0 to 1.
    """

    pairs: int
    difference: float
    low: float
    high: float
    p: float
    superiority: float


def paired_difference(
    first: FloatArray, second: FloatArray, rng: np.random.Generator, *, resamples: int
) -> Difference:
    """Compare two searches by what their trials found.

    Parameters
    ----------
    first, second
        Outcomes by trial, higher is better, NaN where a trial found nothing. Trial i of the one is
        paired with trial i of the other: with the same seed they draw the same numbers. Of
        different lengths, the longer one is cut.
    rng
        Draws the pairs of the bootstrap.
    resamples
        How often it does.

    Raises
    ------
    OptionError
        If it never does.
    """
    if resamples < 1:
        raise OptionError(f"{resamples} resamples: expected at least 1")
    pairs = min(len(first), len(second))
    known = ~(np.isnan(first[:pairs]) | np.isnan(second[:pairs]))
    a, b = first[:pairs][known], second[:pairs][known]
    if not len(a):
        return Difference(0, np.nan, np.nan, np.nan, np.nan, np.nan)
    gap = np.subtract(a, b, out=np.zeros_like(a), where=a != b)  # -inf twice is no difference
    p, superiority = _signed_rank(gap), _wins(a, b)
    if not np.isfinite(gap).all():
        return Difference(len(a), np.nan, np.nan, np.nan, p, superiority)
    means = [gap[rng.integers(len(a), size=len(a))].mean() for _ in range(resamples)]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(means, (tail, 1 - tail))
    return Difference(len(a), float(gap.mean()), float(low), float(high), p, superiority)


def _signed_rank(gap: FloatArray) -> float:
    if not gap.any():
        return 1.0
    finite = np.abs(gap[np.isfinite(gap)])
    largest = finite.max(initial=0.0) + 1.0  # only ranks count, and infinite gaps have the last
    gap = np.clip(gap, -largest, largest)
    from scipy.stats import wilcoxon  # slow to import: only who compares pays

    return float(wilcoxon(gap, zero_method="pratt").pvalue)


def _wins(a: FloatArray, b: FloatArray) -> float:
    """Return the share of all pairs of trials in which `a` is better, ties counted half."""
    ordered = np.sort(b)
    below = np.searchsorted(ordered, a, side="left") + np.searchsorted(ordered, a, side="right")
    return float(below.sum() / (2 * len(a) * len(b)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p values corrected for their number (Holm, 1979): none rejects by being many."""
    order = np.argsort(p_values, kind="stable")
    corrected = np.empty(len(order))
    factors = np.arange(len(order), 0, -1)
    steps = np.minimum(1.0, factors * np.asarray(p_values, dtype=np.float64)[order])
    corrected[order] = np.maximum.accumulate(steps)
    found: list[float] = corrected.tolist()
    return found
