"""Which funnel each node of a network is in, seen from the network that knows its plateaus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.funnels import find_funnels
from landscape.network_arrays import NetworkArrays
from viz.network import edge_array

if TYPE_CHECKING:
    import igraph

    from landscape.arrays import BoolArray, IntArray

__all__ = ["node_funnels"]


def node_funnels(
    graph: igraph.Graph, lon: igraph.Graph | None = None
) -> tuple[IntArray, BoolArray]:
    """Return the best funnel of each node, and whether it reaches a global optimum.

    Parameters
    ----------
    graph
        The network drawn, completed by `viz.network.complete`.
    lon
        The network with its edges between equally good optima, where `graph` has lost them; its
        vertices, found by their ``index``, are at least those of `graph`.

    Returns
    -------
    funnel, is_global
        Shape ``(n,)`` each: the sinks of the compressed network are numbered from 0, the best
        first and of ties the first by configuration; -1 and False where only edges that `graph`
        has lost could tell.
    """
    whole = graph if lon is None else lon
    count = graph.vcount()
    if lon is None and _lost_level_edges(graph):
        return np.full(count, -1), np.zeros(count, dtype=bool)
    arrays = _arrays(whole)
    funnels = find_funnels(arrays)
    fitness = arrays.fitness[funnels.sinks]  # nodes are numbered by position there
    rank = np.empty(len(funnels), dtype=np.int64)
    rank[np.argsort(-fitness, kind="stable")] = np.arange(len(funnels))
    reached = [funnels.reached_from(node) for node in range(arrays.n_nodes)]
    best = np.array([rank[np.searchsorted(funnels.sinks, sinks)].min() for sinks in reached], int)
    if lon is None:
        return best, funnels.global_funnel
    by_index = np.array(lon.vs["index"] if lon.vcount() else [], dtype=np.int64)
    order = np.argsort(by_index)
    place = order[np.searchsorted(by_index, _index(graph), sorter=order)] if count else order[:0]
    return best[place], funnels.global_funnel[place]


def _lost_level_edges(graph: igraph.Graph) -> bool:
    """Tell whether plateaus of `graph` may have been taken apart."""
    if graph["kind"] != "mlon" or ("weak" in graph.attributes() and graph["weak"]):
        return False
    return bool(len(set(graph.vs["fitness"])) < graph.vcount())


def _index(graph: igraph.Graph) -> IntArray:
    return np.array(graph.vs["index"], dtype=np.int64)


def _arrays(graph: igraph.Graph) -> NetworkArrays:
    """Return what funnels are found from; nodes are numbered by their position."""
    count = graph.vcount()
    edges = edge_array(graph)
    source, target = np.ascontiguousarray(edges[np.lexsort(edges.T[::-1])].T)
    nothing = np.zeros(count, dtype=np.int64)
    return NetworkArrays(
        name=graph.vs["name"] if count else [],
        index=np.arange(count),
        fitness=np.array(graph.vs["fitness"] if count else [], dtype=np.float64),
        basin=nothing,
        self_weight=nothing,
        members=nothing,
        source=source,
        target=target,
        weight=np.ones(len(edges), dtype=np.int64),
    )
