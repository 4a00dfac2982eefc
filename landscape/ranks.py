"""Ranks of numbers of which some may be equal, and some missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import FloatArray

__all__ = ["average_ranks"]


def average_ranks(values: FloatArray) -> FloatArray:
    """Return the rank of each value among those that are there, 1 for the smallest.

    Equal values share the mean of the ranks they take up. Infinities are ranked like any number.

    Parameters
    ----------
    values
        Shape ``(n,)``; NaN is missing.

    Returns
    -------
    array of shape (n,)
        Between 1 and the number of values that are there; NaN where there is none.

    Examples
    --------
    >>> average_ranks(np.array([0.5, -np.inf, np.nan, 0.5])).tolist()
    [2.5, 1.0, nan, 2.5]
    """
    ranks = np.full(len(values), np.nan)
    there = ~np.isnan(values)
    _, position, counts = np.unique(values[there], return_inverse=True, return_counts=True)
    ranks[there] = (np.cumsum(counts) - (counts - 1) / 2)[position]
    return ranks
