"""Which funnels the nodes of a network are in, seen from the network that knows its plateaus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.components import component_leads
from viz.layout.graph import edge_array

if TYPE_CHECKING:
    import igraph

    from landscape.arrays import BoolArray, IntArray

__all__ = ["NodeFunnels", "node_funnels"]


@dataclass(frozen=True, eq=False)
class NodeFunnels:
    """The funnels of ``n`` nodes, of which each can be in several.

    The sinks of the compressed network are numbered from 0, the best first and of ties the first
    by configuration; a funnel has the number of its sink.

    Attributes
    ----------
    best
        Shape ``(n,)``: the best funnel of each node; -1 where that is not known.
    several
        Shape ``(n,)``: whether the node is in other funnels too.
    is_global
        Shape ``(n,)``: whether the best funnel ends in a global optimum.
    """

    best: IntArray
    several: BoolArray
    is_global: BoolArray

    @property
    def known(self) -> BoolArray:
        """Shape ``(n,)``: of which nodes the funnels are known."""
        return self.best >= 0


def node_funnels(graph: igraph.Graph, lon: igraph.Graph | None = None) -> NodeFunnels:
    """Return the funnels of each node; unknown where only edges that `graph` lost could tell.

    Parameters
    ----------
    graph
        The network drawn, completed by `viz.layout.graph.complete`.
    lon
        The network with its edges between equally good optima, where `graph` has lost them; its
        vertices, found by their ``index``, are at least those of `graph`.
    """
    count = graph.vcount()
    if lon is None and _lost_level_edges(graph):
        nothing = np.zeros(count, dtype=bool)
        return NodeFunnels(np.full(count, -1), nothing, nothing)
    found = _reached(graph if lon is None else lon)
    if lon is None:
        return found
    by_index = np.array(lon.vs["index"] if lon.vcount() else [], dtype=np.int64)
    order = np.argsort(by_index)
    place = order[np.searchsorted(by_index, _index(graph), sorter=order)] if count else order[:0]
    return NodeFunnels(found.best[place], found.several[place], found.is_global[place])


def _reached(graph: igraph.Graph) -> NodeFunnels:
    """Return the best sink each node reaches, whether it is global, and whether it is not alone.

    It is alone where the worst one that the node reaches is the same. The compressed network has
    no cycle, so one pass is enough, from the best node to the worst: what a node reaches is known
    before any node that leads to it is looked at. If a node reaches a global sink at all, the best
    one it reaches is one.
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
    worst = best.copy()
    ends, begins = _by_source(source, target, len(lead))
    for node in order[np.diff(begins)[order] > 0].tolist():
        reached = ends[begins[node] : begins[node + 1]]
        best[node], worst[node] = best[reached].min(), worst[reached].max()
    is_global = fitness[order][sink[order]] == fitness.max(initial=-np.inf)
    return NodeFunnels(best[lead], (best != worst)[lead], is_global[best[lead]])


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
