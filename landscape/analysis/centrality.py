"""The shape of the local optima network: what is central, what is like what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.goals import global_optima
from landscape.analysis.registry import Number, analysis
from landscape.analysis.spearman import pearson
from landscape.analysis.undefined import NotDefinedError, or_undefined

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.arrays import FloatArray, IntArray
    from landscape.landscape import Landscape
    from landscape.network import Network

__all__ = ["centrality", "local_clustering", "pagerank"]

_DAMPING = 0.85
_PRECISION = 1e-12
_NEWMAN = "Newman, Physical Review E 2003"


@analysis(
    "centrality",
    title="Shape of the local optima network",
    source="Tomassini, Verel and Ochoa, Physical Review E 2008",
    numbers={
        "global_pagerank": Number(
            "PageRank of the global optima together, in the LON with its weights and self weights, "
            f"damping {_DAMPING}; an optimum without escapes jumps anywhere",
            "0 to 1",
            "high: random escapes keep coming back to the best",
            "Brin and Page 1998; Herrmann, Ochoa and Rothlauf, Journal of Heuristics 2018",
        ),
        "assortativity_degree": Number(
            "Pearson correlation over the LON edges of the number of edges that leave their start "
            "and of those that enter their end",
            "-1 to 1",
            "positive: hubs lead to hubs",
            _NEWMAN,
        ),
        "assortativity_fitness": Number(
            "Pearson correlation over the LON edges of finite fitness at their start and end",
            "-1 to 1",
            "positive: good optima lead to good ones",
            _NEWMAN,
        ),
        "clustering": Number(
            "share of pairs of an optimum's neighbours in the LON that are joined, directions "
            "ignored: mean over the optima with at least two",
            "0 to 1",
            "high: what can be reached from the same place is near each other",
            "Watts and Strogatz, Nature 1998",
        ),
        "self_loop_weight": Number(
            "share of an optimum's escapes that return to it, mean over the optima with any",
            "0 to 1",
            "high: hard to leave",
        ),
    },
)
def centrality(landscape: Landscape) -> Computed:
    """Return PageRank, assortativities, clustering and self-loops."""
    global_optima(landscape)  # raises where there is no fitness
    best = landscape.is_global
    lon = landscape.network("lon")
    return {
        "global_pagerank": float(pagerank(lon)[best].sum()),
        "assortativity_degree": or_undefined(lambda: _degree_assortativity(lon)),
        "assortativity_fitness": or_undefined(lambda: _fitness_assortativity(lon)),
        "clustering": or_undefined(lambda: _clustering(lon)),
        "self_loop_weight": or_undefined(lambda: _self_loops(lon)),
    }


def pagerank(lon: Network) -> FloatArray:
    """Return the PageRank of every optimum, shape ``(n_optima,)``, which sums to 1."""
    from scipy.sparse import csr_array  # slow to import: only who asks pays

    n = lon.n_nodes
    nodes = np.arange(n)
    escapes = _escapes(lon)
    share = 1 / np.maximum(escapes, 1)
    rows, columns = np.append(lon.target, nodes), np.append(lon.source, nodes)
    flow = np.append(lon.weight * share[lon.source], lon.self_weight * share)
    step = csr_array((flow, (rows, columns)), shape=(n, n))
    rank: FloatArray = np.full(n, 1 / n)
    change = 1.0
    while change > _PRECISION:
        lost = rank[escapes == 0].sum()
        following = _DAMPING * (step @ rank + lost / n) + (1 - _DAMPING) / n
        rank, change = following, float(np.abs(following - rank).sum())
    return rank


def _escapes(lon: Network) -> FloatArray:
    """Return how many escapes there are from each optimum, those that return included."""
    leaving = np.bincount(lon.source, lon.weight, lon.n_nodes)
    return (leaving + lon.self_weight).astype(np.float64)


def _degree_assortativity(lon: Network) -> float:
    _require_edges(lon)
    leaving, entering = lon.out_edges[lon.source], lon.in_edges[lon.target]
    return pearson(leaving, entering, names=("number of edges that leave", "number that enter"))


def _fitness_assortativity(lon: Network) -> float:
    _require_edges(lon)
    start, end = lon.fitness[lon.source], lon.fitness[lon.target]
    finite = np.isfinite(start) & np.isfinite(end)
    names = ("fitness at the start of edges", "fitness at their end")
    return pearson(start[finite], end[finite], names=names)


def _clustering(lon: Network) -> float:
    _require_edges(lon)
    coefficients = local_clustering(lon.n_nodes, lon.source, lon.target)
    there = ~np.isnan(coefficients)
    if not there.any():
        raise NotDefinedError("no optimum has edges with two others")
    return float(coefficients[there].mean())


def _self_loops(lon: Network) -> float:
    escapes = _escapes(lon)
    some = escapes > 0
    if not some.any():
        raise NotDefinedError("no escape leads to a configuration with fitness")
    return float(np.mean(lon.self_weight[some] / escapes[some]))


def _require_edges(lon: Network) -> None:
    if lon.n_edges == 0:
        raise NotDefinedError("the local optima network has no edges")


def local_clustering(n_nodes: int, source: IntArray, target: IntArray) -> FloatArray:
    """Return the clustering coefficient of every node, directions ignored.

    Complexity: time the number of paths of length two, memory that of the edges.

    Parameters
    ----------
    n_nodes
        Nodes are numbered 0 to ``n_nodes - 1``.
    source, target
        Shape ``(n_edges,)`` each, which differ.

    Returns
    -------
    array of shape (n_nodes,)
        Share of the pairs of its neighbours that are joined; NaN for fewer than two neighbours.
    """
    from scipy.sparse import csr_array  # slow to import: only who asks pays

    ones = np.ones(2 * len(source), dtype=np.int32)
    both = (np.append(source, target), np.append(target, source))
    joined = csr_array((ones, both), shape=(n_nodes, n_nodes))
    joined.data[:] = 1  # an edge in both directions joins once
    near = np.zeros(n_nodes, dtype=np.int32)
    coefficients = np.full(n_nodes, np.nan)
    # Node by node: the matrix of all common neighbours would have an entry for nearly all pairs.
    for node in np.flatnonzero(np.diff(joined.indptr) > 1):
        around = joined.indices[joined.indptr[node] : joined.indptr[node + 1]]
        near[around] = 1
        closed = int((joined[around] @ near).sum(dtype=np.int64))
        coefficients[node] = closed / (len(around) * (len(around) - 1))
        near[around] = 0
    return coefficients
