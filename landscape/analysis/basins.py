"""How the space is shared out among the local optima."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.goals import global_optima
from landscape.analysis.registry import Number, analysis
from landscape.analysis.scaled import scaled
from landscape.analysis.spearman import pearson, spearman
from landscape.analysis.undefined import Undefined, or_undefined

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.arrays import IntArray
    from landscape.landscape import Landscape

__all__ = ["basins"]

_NAMES = ("fitness of the optima", "basin size")
_CORRELATED = "high: the better an optimum, the more climbs end there"


@analysis(
    "basins",
    title="Basins of attraction of best-improvement climbs",
    source="Ochoa, Tomassini, Verel and Darabos, GECCO 2008",
    numbers={
        "basin_mean": Number(
            "mean number of configurations whose climb ends at an optimum", "≥ 1", "large: smooth"
        ),
        "basin_min": Number("the smallest basin", "≥ 1", "1: a peak that only itself climbs to"),
        "basin_max": Number("the largest basin", "≥ 1", "near the space's size: one attractor"),
        "basin_gini": Number(
            "Gini coefficient: mean absolute difference of two basins, over twice the mean",
            "0 to 1 - 1 / n_optima",
            "0: all equal; high: few optima get nearly all climbs",
            "Gini 1912",
        ),
        "basin_entropy": Number(
            "-Σ p ln p, p the share of configurations in each basin",
            "0 to ln n_optima",
            "high: a climb's end is hard to tell; its exponential is an effective number of optima",
            "Shannon 1948",
        ),
        "basin_fitness_pearson": Number(
            "Pearson correlation of basin size and finite fitness, over the optima",
            "-1 to 1",
            _CORRELATED,
        ),
        "basin_fitness_spearman": Number(
            "Spearman correlation of basin size and fitness, over the optima",
            "-1 to 1",
            _CORRELATED,
        ),
        "global_basin": Number(
            "configurations whose climb ends at a global optimum, all of them together",
            "≥ 1",
            "high: easy to climb to",
        ),
        "global_basin_share": Number(
            "global_basin / configurations with fitness",
            "0 to 1",
            "chance that one climb from a random start finds the best",
        ),
    },
)
def basins(landscape: Landscape) -> Computed:
    """Return sizes and inequality of the basins."""
    global_optima(landscape)  # raises where there is no fitness
    best = landscape.is_global
    size, n_present = landscape.basins, int(landscape.basins.sum())
    return {
        "basin_mean": n_present / len(size),
        "basin_min": int(size.min()),
        "basin_max": int(size.max()),
        "basin_gini": _gini(size),
        "basin_entropy": _entropy(size),
        **_correlations(landscape),
        "global_basin": int(size[best].sum()),
        "global_basin_share": int(size[best].sum()) / n_present,
    }


def _gini(size: IntArray) -> float:
    """Return the Gini coefficient of positive numbers: 0 for a single one."""
    ordered, n = np.sort(size), len(size)
    rank = 2 * np.arange(1, n + 1, dtype=np.int64) - n - 1
    return float(rank @ ordered) / (n * float(ordered.sum()))


def _entropy(size: IntArray) -> float:
    share = size / size.sum()
    return float(-np.sum(share * np.log(share))) + 0.0  # one basin is 0.0, not -0.0


def _correlations(landscape: Landscape) -> dict[str, float | Undefined]:
    size, optima = landscape.basins, landscape.optima
    fitness = scaled(landscape)
    finite = fitness.there[optima]
    return {
        "basin_fitness_pearson": or_undefined(
            lambda: pearson(fitness.values[optima][finite], size[finite], names=_NAMES)
        ),
        "basin_fitness_spearman": or_undefined(
            lambda: spearman(landscape.fitness[optima], size, names=_NAMES)
        ),
    }
