"""Which funnel each node of a network is in, seen from the network that knows its plateaus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.components import component_leads
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
    count = graph.vcount()
    if lon is None and _lost_level_edges(graph):
        return np.full(count, -1), np.zeros(count, dtype=bool)
    best, is_global = _best_reached(graph if lon is None else lon)
    if lon is None:
        return best, is_global
    by_index = np.array(lon.vs["index"] if lon.vcount() else [], dtype=np.int64)
    order = np.argsort(by_index)
    place = order[np.searchsorted(by_index, _index(graph), sorter=order)] if count else order[:0]
    return best[place], is_global[place]


def _best_reached(graph: igraph.Graph) -> tuple[IntArray, BoolArray]:
    """Return the number of the best sink each node reaches, and whether that one is global.

    The compressed network has no cycle, so one pass is enough, from the best node to the worst:
    what a node reaches is known before any node that leads to it is looked at. If a node reaches
    a global sink at all, the best one it reaches is one.
    """
    fitness = np.array(graph.vs["fitness"] if graph.vcount() else [], dtype=np.float64)
    source, target = edge_array(graph).T
    level, rises = fitness[source] == fitness[target], fitness[source] < fitness[target]
    lead = component_leads(len(fitness), source[level], target[level])  # plateaus, contracted
    source, target = lead[source[rises]], lead[target[rises]]
    sink = lead == np.arange(len(lead))
    sink[source] = False
    order = np.argsort(-fitness, kind="stable")
    best = np.empty(len(lead), dtype=np.int64)
    best[order] = np.cumsum(sink[order]) - 1  # right for sinks, replaced in all others
    ends, begins = _by_source(source, target, len(lead))
    for node in order[np.diff(begins)[order] > 0].tolist():
        best[node] = best[ends[begins[node] : begins[node + 1]]].min()
    is_global = fitness[order][sink[order]] == fitness.max(initial=-np.inf)
    best = best[lead]
    return best, is_global[best]


def _by_source(source: IntArray, target: IntArray, count: int) -> tuple[IntArray, IntArray]:
    """Return the targets sorted by source, and where those of each node begin, and the end."""
    begins = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=count))])
    return target[np.argsort(source, kind="stable")], begins


def _lost_level_edges(graph: igraph.Graph) -> bool:
    """Tell whether plateaus of `graph` may have been taken apart."""
    if graph["kind"] != "mlon" or ("weak" in graph.attributes() and graph["weak"]):
        return False
    return bool(len(set(graph.vs["fitness"])) < graph.vcount())


def _index(graph: igraph.Graph) -> IntArray:
    return np.array(graph.vs["index"], dtype=np.int64)
