"""How many of the best two correlated normal variables share."""

from __future__ import annotations

import math

__all__ = ["normal_overlap"]


def normal_overlap(r: float, share: float) -> float:
    """Return the share of the best of one normal variable that are among those of another.

    Parameters
    ----------
    r
        Their Pearson correlation.
    share
        Which are the best, above 0.

    Examples
    --------
    >>> [round(normal_overlap(r, 0.01), 6) for r in (0.0, 1.0)]
    [0.01, 1.0]
    """
    from scipy.special import ndtri, owens_t  # slow to import: only who asks pays

    if share >= 1:
        return 1.0
    if r <= -1:
        return max(0.0, (2 * share - 1) / share)
    slope = math.sqrt(max(0.0, 1 - r) / (1 + r))
    return float((share - 2 * owens_t(float(-ndtri(share)), slope)) / share)
