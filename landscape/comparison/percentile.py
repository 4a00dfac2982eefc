"""Percentiles of fitness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import FloatArray

__all__ = ["percentiles"]


def percentiles(fitness: FloatArray) -> FloatArray:
    """Return the per cent of the known values that are worse, ties and itself counted half.

    Parameters
    ----------
    fitness
        Shape ``(n,)``; NaN is missing, and stays NaN. -inf is the lowest.

    Examples
    --------
    >>> percentiles(np.array([3.0, np.nan, 1.0])).tolist()
    [75.0, nan, 25.0]
    """
    from scipy.stats import rankdata  # slow to import: only who asks pays

    known = ~np.isnan(fitness)
    percent = np.full(len(fitness), np.nan)
    ranks = rankdata(fitness[known])
    percent[known] = 100 * (ranks - 0.5) / max(1, len(ranks))
    return percent
