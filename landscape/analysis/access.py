"""How far the global optimum is, and from where one can get there by improving only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.goals import distance_to_goals, global_optima
from landscape.analysis.registry import Number, analysis
from landscape.spaces.neighbourhood import neighbourhood

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.landscape import Landscape

__all__ = ["access"]


@analysis(
    "access",
    title="Distance and accessibility of the global optimum",
    source="Franke, Klözer, de Visser and Krug, PLoS Computational Biology 2011",
    numbers={
        "global_distance_mean": Number(
            "mean distance to the nearest global optimum, over the configurations with fitness "
            "that changes connect to one; missing configurations may be passed",
            "≥ 0, in changes: variables that differ, steps of ordinal ones",
            "how far a random start is",
        ),
        "global_distance_max": Number("the largest such distance", "≥ 0", "the farthest start"),
        "optima_distance_mean": Number(
            "the same mean over the local optima that are no global one; 0 without any",
            "≥ 0",
            "low: good and bad optima lie together",
        ),
        "n_disconnected": Number(
            "configurations with fitness that no changes connect to a global optimum",
            "≥ 0; 0 in a product space",
            "another island",
        ),
        "monotone_accessibility": Number(
            "share of the configurations with fitness from which some path of strictly better "
            "neighbours leads to a global optimum, themselves included",
            "0 to 1, not below global_basin_share",
            "high: improving steps, if well chosen, are enough",
        ),
    },
)
def access(landscape: Landscape) -> Computed:
    """Return distances to the global optima, and the share that can climb to one."""
    goals = global_optima(landscape)
    distance = distance_to_goals(landscape)
    connected = ~landscape.missing & (distance >= 0)
    reached = neighbourhood(landscape.space).climbs_to(goals, landscape.fitness)
    n_present = landscape.n_scored
    others = distance[landscape.optima]
    return {
        "global_distance_mean": float(distance[connected].mean()),
        "global_distance_max": int(distance[connected].max()),
        "optima_distance_mean": float(np.mean(others[others > 0])) if (others > 0).any() else 0.0,
        "n_disconnected": n_present - int(np.count_nonzero(connected)),
        "monotone_accessibility": int(np.count_nonzero(reached)) / n_present,
    }
