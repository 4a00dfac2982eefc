"""How crowded the place of each point is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray

__all__ = ["density"]

_BINS = 60


def density(x: FloatArray, y: FloatArray, bins: int = _BINS) -> FloatArray:
    """Return how many points are in the same cell of a grid as each, itself included.

    Parameters
    ----------
    x, y
        Shape ``(n,)`` each, finite. The grid spans them.
    bins
        Cells in each direction.

    Examples
    --------
    >>> density(np.array([0.0, 0.1, 9.0]), np.array([0.0, 0.1, 9.0]), bins=3).tolist()
    [2.0, 2.0, 1.0]
    """
    if not len(x):
        return np.empty(0)
    cell = _cells(x, bins) * bins + _cells(y, bins)
    counts: FloatArray = np.bincount(cell)[cell].astype(np.float64)
    return counts


def _cells(values: FloatArray, bins: int) -> IntArray:
    low, high = values.min(), values.max()
    if low == high:
        return np.zeros(len(values), dtype=np.int64)
    share = (values - low) / (high - low)
    cells: IntArray = np.minimum(share * bins, bins - 1).astype(np.int64)
    return cells
