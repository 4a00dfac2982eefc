"""Three places where climbing a landscape leads to, and what is to be expected there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis import Undefined
from landscape.comparison.walk import absorbed_share
from landscape.lazy import once

if TYPE_CHECKING:
    from landscape.arrays import FloatArray
    from landscape.landscape import Landscape

__all__ = ["PLACES", "expected", "places"]

PLACES = {
    "global": "at the global optima of the first",
    "climb": "where climbs on the first end",
    "escape": "where escapes on the first end",
}
"""Name of each place → where it is."""


@once
def places(landscape: Landscape) -> dict[str, FloatArray]:
    """Return the chance to be at each optimum, for every one of `PLACES`.

    Tied global optima are equally likely; climbs start from a uniformly drawn configuration with
    fitness; escapes go on from there, see `absorbed_share`.

    Returns
    -------
    dict of arrays of shape (n_optima,)
        Each sums to 1, unless there is no optimum at all.
    """
    best = landscape.is_global
    return {
        "global": best / max(1, int(np.count_nonzero(best))),
        "climb": landscape.basins / max(1, landscape.basins.sum()),
        "escape": absorbed_share(landscape),
    }


def expected(chance: FloatArray, values: FloatArray) -> float | Undefined:
    """Return the mean of values, weighted by chances, over those that are known.

    Parameters
    ----------
    chance, values
        Shape ``(n,)`` each; NaN is unknown.
    """
    counts = (chance > 0) & ~np.isnan(values)  # 0 times -inf is no number
    if not counts.any():
        return Undefined("quality is missing wherever this leads")
    value = float(np.average(values[counts], weights=chance[counts]))
    if value == -np.inf:
        return Undefined("quality is -inf somewhere this leads")
    return value
