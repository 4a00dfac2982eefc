"""Sinks of the local optima network and the funnels that lead to them."""

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

__all__ = ["funnels"]


@analysis(
    "funnels",
    title="Sinks and funnels",
    source="Ochoa, Veerapen, Daolio and Tomassini, EvoCOP 2017",
    numbers={
        "n_sinks": Number("optima without an edge to a better one", "0 to n_optima", "dead ends"),
        "n_funnels": Number(
            "sinks of the CMLON, each with the optima that reach it",
            "0 to n_sinks",
            "1: improving escapes always end at the best; many: they may end elsewhere",
        ),
        "funnel_optima_mean": Number(
            "mean number of optima in a funnel; one may be in several",
            "1 to n_optima",
            "large: funnels overlap",
        ),
        "funnel_optima_max": Number("optima in the largest funnel", "1 to n_optima", "its size"),
        "funnel_basin_mean": Number(
            "mean number of configurations whose climb ends in a funnel",
            "1 to n_configurations",
            "the same, weighted by basins",
        ),
        "funnel_basin_max": Number(
            "the largest such number", "1 to n_configurations", "the same, of the largest funnel"
        ),
        "global_funnel_optima": Number(
            "optima that reach a global optimum", "n_global_optima to n_optima", "its size"
        ),
        "global_funnel_share": Number(
            "global_funnel_optima / n_optima",
            "0 to 1",
            "1: the best stays within reach of improving escapes from everywhere",
        ),
        "global_funnel_basin_share": Number(
            "share of the configurations with fitness whose climb ends at an optimum that reaches "
            "a global one",
            "0 to 1, not below global_basin_share",
            "chance that from a random start the best is within reach",
        ),
        "global_sink_strength": Number(
            "weight of the CMLON edges that lead to global sinks / that of those to all sinks",
            "0 to 1",
            "1: improving escapes into a sink find the best; low: traps take them",
            "lonkit 0.9, CMLON: sink_strength",
        ),
    },
)
def funnels(landscape: Landscape) -> Computed:
    """Return number and sizes of the funnels, and the strength of the global ones."""
    global_optima(landscape)  # raises where there is no fitness
    found, basin = landscape.funnels, landscape.basins
    members = [found.members(k) for k in range(len(found))]
    masses = [int(basin[inside].sum()) for inside in members]
    reaches = found.global_funnel
    n_reaching = int(np.count_nonzero(reaches))
    return {
        "n_sinks": int(np.count_nonzero(landscape.network("mlon").sink)),
        "n_funnels": len(found),
        "funnel_optima_mean": float(found.sizes.mean()),
        "funnel_optima_max": int(found.sizes.max()),
        "funnel_basin_mean": sum(masses) / len(masses),
        "funnel_basin_max": max(masses),
        "global_funnel_optima": n_reaching,
        "global_funnel_share": n_reaching / len(basin),
        "global_funnel_basin_share": int(basin[reaches].sum()) / int(basin.sum()),
        "global_sink_strength": _strength(landscape.network("cmlon")),
    }


def _strength(network: Network) -> float | Undefined:
    in_weight = network.in_weight
    total = int(in_weight[network.sink].sum())
    if total == 0:
        return Undefined("no improving escape leads to a sink")
    return int(in_weight[network.sink & network.is_global].sum()) / total
