"""The adjusted Rand index: how alike two partitions are, 0 by chance and 1 if they are the same.

Source: Hubert and Arabie, "Comparing partitions", 1985.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import IntArray

__all__ = ["adjusted_rand"]


def adjusted_rand(one: IntArray, other: IntArray) -> float:
    """Return the adjusted Rand index of two partitions given by labels; -1 is in none.

    It is NaN if nothing is in both.

    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([5, 5, 2, 2]))
    1.0
    """
    there = (one >= 0) & (other >= 0)
    n = np.count_nonzero(there)
    if n == 0:
        return float("nan")
    # A label for each pair of labels.
    both = one[there].astype(np.int64) * (other.max(initial=0) + 1) + other[there]
    pairs, in_one, in_other = (
        _pairs(np.unique(labels, return_counts=True)[1])
        for labels in (both, one[there], other[there])
    )
    expected = in_one * in_other / _pairs(np.array([n])) if n > 1 else 0.0
    largest = (in_one + in_other) / 2
    # Equal only if both partitions are all in one, or all apart: then they are the same.
    return (pairs - expected) / (largest - expected) if largest != expected else 1.0


def _pairs(counts: IntArray) -> float:
    """Return how many pairs there are within groups of these sizes."""
    return float(np.sum(counts * (counts - 1.0) / 2))
