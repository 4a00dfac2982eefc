"""Ranks among a few architectures, fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import FloatArray

__all__ = ["best_first", "rank_sums"]


def rank_sums(fitness: FloatArray) -> FloatArray:
    """Return the sum over metrics of each architecture's rank, higher is better.

    The same as `landscape.scores.rank.rank_sum`, for the small sets that searches compare
    thousands of times: a metric ranks what it has a score of from 1, the worst; equals share the
    mean of their ranks.

    Parameters
    ----------
    fitness
        Shape ``(metrics, n)``, to be maximised; NaN is missing.

    Returns
    -------
    array of shape (n,)
        NaN where any fitness is missing.

    Notes
    -----
    Hsieh and Tsai, 2023, Algorithm 1, which counts from the best: its differences are these with
    the sign changed.
    """
    total = np.zeros(fitness.shape[1])
    for row in fitness:
        ascending = np.sort(row)  # NaN last
        total += ascending.searchsorted(row) + ascending.searchsorted(row, side="right") + 1
    total[np.isnan(fitness).any(axis=0)] = np.nan
    return total / 2


def best_first(merit: FloatArray) -> list[int]:
    """Return the positions of what is not missing, best first; equals in their order."""
    order: list[int] = np.argsort(-merit, kind="stable").tolist()  # NaN last
    return order[: int(np.count_nonzero(~np.isnan(merit)))]
