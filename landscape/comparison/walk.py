"""Where a walker who improves by escapes ends: the absorption of the monotonic network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import FloatArray
    from landscape.landscape import Landscape

__all__ = ["absorbed_share"]


def absorbed_share(landscape: Landscape) -> FloatArray:
    """Return the chance to end at each optimum, as strictly improving escapes go.

    The walker is that of `landscape.analysis.journeys`: it starts where the climb from a uniformly
    drawn configuration ends, takes each edge of the MLON with a chance proportional to its weight,
    and ends at a sink. The chain has no cycles, since escapes improve: one pass from the worst
    optimum up moves everybody.

    Returns
    -------
    array of shape (n_optima,)
        Sums to 1; 0 where an optimum is no sink. Without any fitness, of shape (0,).

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from landscape.comparison import absorbed_share
    >>> absorbed_share(Landscape(ProductSpace([2, 2]), [3, 0, 1, 2])).tolist()
    [1.0, 0.0]
    """
    mlon = landscape.network("mlon")
    # Whole numbers as long as nobody had to choose: divided last.
    here = mlon.basin.astype(np.float64)
    begins = np.searchsorted(mlon.source, np.arange(mlon.n_nodes + 1))
    for node in np.argsort(mlon.fitness, kind="stable"):
        edges = slice(begins[node], begins[node + 1])
        weight = mlon.weight[edges]
        if len(weight) == 0:
            continue  # a sink
        here[mlon.target[edges]] += here[node] * (weight / weight.sum(dtype=np.int64))
        here[node] = 0.0
    share: FloatArray = here / max(1, landscape.n_scored)
    return share
