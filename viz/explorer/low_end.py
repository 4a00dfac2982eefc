"""Where an axis of fitness begins, so that a few far worse values do not flatten all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import FloatArray

__all__ = ["low_end"]

_FAR = 0.05  # share of the configurations that may be left out; in nb201 2.2 % have no path
_STRETCH = 10.0  # how many times longer the axis would be with them: chance accuracy is shown


def low_end(values: FloatArray, optima: FloatArray) -> float:
    """Return the lowest fitness an axis shows; -inf if there is no finite fitness.

    It is the lowest finite fitness, unless the worst twentieth would make the axis more than
    ten times as long: some proxies give networks without a path a score of -1e8. Then it is the
    lowest that does not. No local optimum of finite fitness is left out.

    Parameters
    ----------
    values
        Fitness of configurations, shape ``(n,)``.
    optima
        That of the local optima among them.
    """
    finite = values[np.isfinite(values)]
    if not len(finite):
        return -np.inf
    low, core, high = (float(value) for value in np.quantile(finite, [0, _FAR, 1]))
    far = high - _STRETCH * (high - core)
    if core == high or low >= far:
        return low
    return min(float(finite[finite >= far].min()), float(optima[np.isfinite(optima)].min()))
