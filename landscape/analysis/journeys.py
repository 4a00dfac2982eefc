"""How many escapes it takes from an optimum to a global one.

The walker of the monotonic network: at an optimum, go to one of its neighbours at the distance of
escapes that has fitness, drawn uniformly, climb, and stay at the end if that is strictly better,
else go back.
It is an absorbing Markov chain whose sinks absorb; it starts where a climb from a uniformly drawn
configuration ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.goals import global_optima
from landscape.analysis.registry import Number, analysis
from landscape.analysis.undefined import Undefined
from landscape.spaces.neighbourhood import hops_to

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.arrays import FloatArray
    from landscape.landscape import Landscape
    from landscape.network import Network

__all__ = ["absorption", "journeys"]

_FAR = Undefined("no other optimum has a path to a global one")


@analysis(
    "journeys",
    title="Escapes to the global optimum",
    source="Kemeny and Snell, Finite Markov Chains 1960",
    numbers={
        "lon_path_length": Number(
            "fewest escapes to a global optimum, going down allowed: mean over the optima that "
            "are no global one and have a path in the LON",
            "≥ 1",
            "low: the best is near in the network",
            "Ochoa, Tomassini, Verel and Darabos, GECCO 2008",
        ),
        "mlon_path_length": Number(
            "the same with improving escapes only, over the optima with a path in the MLON",
            "≥ 1, not below lon_path_length for the same optima",
            "low: few steps up are enough, if well chosen",
        ),
        "global_absorption": Number(
            "chance that a walker who takes strictly improving escapes only ends at a global "
            "optimum, from the climb of a uniformly drawn configuration on",
            "0 to 1, not below global_basin_share",
            "high: iterated local search that accepts improvements finds the best",
        ),
        "expected_escapes": Number(
            "expected number of escapes such a walker tries, failed ones included, until it is at "
            "a global optimum, given that it gets there; 0 where it starts there; a walker that "
            "is absorbed by another sink does not count",
            "≥ 0",
            "low: found soon",
        ),
        "expected_improvements": Number(
            "expected number of those escapes that improve",
            "0 to expected_escapes",
            "how many optima it passes",
        ),
    },
)
def journeys(landscape: Landscape) -> Computed:
    """Return path lengths to, and absorption by, the global optima."""
    global_optima(landscape)  # raises where there is no fitness
    lon, mlon = landscape.network("lon"), landscape.network("mlon")
    # Divided last: where all is certain, the chance is 1.
    start = landscape.basins[:, None]
    chance, trials, improvements = (start * absorption(lon)).sum(axis=0) / start.sum()
    return {
        "lon_path_length": _path_length(lon),
        "mlon_path_length": _path_length(mlon),
        "global_absorption": float(chance),
        "expected_escapes": float(trials / chance),
        "expected_improvements": float(improvements / chance),
    }


def _path_length(network: Network) -> float | Undefined:
    best = np.flatnonzero(network.is_global)
    hops = hops_to(best, network.n_nodes, network.source, network.target)
    return float(hops[hops > 0].mean()) if (hops > 0).any() else _FAR


def absorption(lon: Network) -> FloatArray:
    """Return what awaits the walker of the monotonic network at each optimum.

    The chain has no cycles, since escapes improve: one pass from the best optimum down solves it.

    Parameters
    ----------
    lon
        With all its edges.

    Returns
    -------
    array of shape (n_optima, 3)
        The chance h to end at a global optimum; the expected number of escapes tried, and that of
        those which improve, each until then and times the indicator of ending there: divided by
        h, they are the expectations of those who get there.
    """
    escapes = lon.self_weight + np.bincount(lon.source, lon.weight, lon.n_nodes)
    mlon = lon.monotonic()
    begins = np.searchsorted(mlon.source, np.arange(mlon.n_nodes + 1))
    ahead = np.zeros((lon.n_nodes, 3))
    ahead[lon.is_global, 0] = 1.0
    for node in np.argsort(-lon.fitness):
        edges = slice(begins[node], begins[node + 1])
        weight = mlon.weight[edges, None].astype(np.float64)
        if len(weight) == 0:
            continue  # a sink
        leaves = weight.sum()
        ahead[node] = (weight * ahead[mlon.target[edges]]).sum(axis=0) / leaves
        # Of all escapes the share that improves is leaves / escapes: so many trials for one.
        ahead[node, 1:] += ahead[node, 0] * np.array([escapes[node] / leaves, 1.0])
    return ahead
