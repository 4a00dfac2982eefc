"""How much of what escapes find is the best, and how much leads along plateaus, as lonkit counts.

`lonkit <https://pypi.org/project/lonkit>`_ and the R scripts of the papers give both of the network
whose edges do not worsen (``neutral``, ``global_strength``) and of the CMLON made of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.goals import global_optima
from landscape.analysis.registry import Number, analysis
from landscape.analysis.undefined import Undefined

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.landscape import Landscape
    from landscape.network import Network

__all__ = ["strength"]

_PLATEAUS = "high: plateaus, or ties that --resolution uncovered"


@analysis(
    "strength",
    title="Neutrality and strength of the networks that do not worsen",
    source="Ochoa, Veerapen, Daolio and Tomassini, EvoCOP 2017; lonkit 0.9, compute_metrics",
    numbers={
        "neutral": Number(
            "share of the optima that are the start or the end of a LON edge between equally good "
            "ones",
            "0 to 1",
            _PLATEAUS,
            "lonkit, LON: neutral",
        ),
        "global_strength": Number(
            "weight of the edges that lead to global optima / that of all, in the LON without the "
            "edges that worsen (the weak MLON)",
            "0 to 1",
            "high: escapes that are accepted soon find the best",
            "lonkit, LON: global_strength",
        ),
        "cmlon_neutral": Number(
            "1 - cmlon_nodes / n_optima",
            "0 to 1",
            f"share of the optima that contracting plateaus saves; {_PLATEAUS}",
            "lonkit, CMLON: neutral",
        ),
        "cmlon_global_strength": Number(
            "weight of the CMLON edges that lead to global sinks / that of all (of those to "
            "any sink: global_sink_strength)",
            "0 to 1",
            "high: improving escapes soon find the best",
            "lonkit, CMLON: global_strength",
        ),
    },
)
def strength(landscape: Landscape) -> Computed:
    """Return shares of neutral optima, and of the weight that leads to the best."""
    global_optima(landscape)  # raises where there is no fitness
    lon, small = landscape.network("lon"), landscape.network("cmlon")
    level = lon.fitness[lon.source] == lon.fitness[lon.target]
    neutral = np.union1d(lon.source[level], lon.target[level])
    return {
        "neutral": len(neutral) / lon.n_nodes,
        "global_strength": _global_share(lon.monotonic(weak=True)),
        "cmlon_neutral": 1 - small.n_nodes / lon.n_nodes,
        "cmlon_global_strength": _global_share(small),
    }


def _global_share(network: Network) -> float | Undefined:
    """Return the share of the weight of edges that leads to a global optimum."""
    in_weight = network.in_weight
    total = int(in_weight.sum())
    if total == 0:
        return Undefined("no escape leads to another optimum that is no worse")
    return int(in_weight[network.is_global].sum()) / total
