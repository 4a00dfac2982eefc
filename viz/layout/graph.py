"""Any igraph network, made ready to be drawn."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError

if TYPE_CHECKING:
    import igraph

    from landscape.arrays import BoolArray, FloatArray, IntArray

__all__ = ["complete", "edge_array", "is_loop", "strong", "whole_numbers"]


def edge_array(graph: igraph.Graph) -> IntArray:
    """Return source and target of every edge, shape ``(m, 2)``."""
    ends = chain.from_iterable(graph.get_edgelist())  # far quicker than an array of pairs
    return np.fromiter(ends, np.int64, 2 * graph.ecount()).reshape(-1, 2)


def is_loop(graph: igraph.Graph) -> BoolArray:
    """Return which edges lead from a node to itself, shape ``(m,)``."""
    source, target = edge_array(graph).T
    return np.asarray(source == target)


def whole_numbers(graph: igraph.Graph, name: str) -> IntArray:
    """Return a vertex attribute that counts something, shape ``(n,)``; -1 where it is absent."""
    if not graph.vcount() or name not in graph.vs.attributes():
        return np.full(graph.vcount(), -1)
    return np.array(graph.vs[name], dtype=np.int64)


def complete(graph: igraph.Graph) -> igraph.Graph:
    """Return a copy that has every attribute a figure is made from.

    Missing ones are derived; only fitness cannot be.

    Raises
    ------
    DataError
        If the vertices have no fitness, or an edge has a weight that is no finite number.
    """
    if graph.vcount() and "fitness" not in graph.vs.attributes():
        raise DataError("the network's vertices have no fitness: expected the graph of a LON")
    graph = graph.copy()
    for key, text in (("kind", "lon"), ("space", ""), ("metric", "")):
        graph[key] = graph[key] if key in graph.attributes() else text
    known, count = graph.vs.attributes(), graph.vcount()
    fitness = np.array(graph.vs["fitness"] if count else [], dtype=np.float64)
    defaults = {
        "fitness": lambda: [],
        "name": lambda: list(map(str, range(count))),
        "in_edges": graph.indegree,
        "sink": lambda: _without_ascent(graph, fitness).tolist(),
        "is_global": lambda: (fitness == fitness.max()).tolist() if count else [],
    }
    for key, value in defaults.items():
        if key not in known:
            graph.vs[key] = value()
    if "weight" not in graph.es.attributes():
        graph.es["weight"] = [1.0] * graph.ecount()
    _check_weights(graph)
    return graph


def _check_weights(graph: igraph.Graph) -> None:
    """Refuse what would leave every node without a place."""
    weight = np.array(graph.es["weight"], dtype=np.float64)
    bad = np.flatnonzero(~np.isfinite(weight))
    if len(bad):
        source, target = graph.es[int(bad[0])].tuple
        raise DataError(
            f"the edge from node {source} to node {target} has the weight {weight[bad[0]]}: "
            "expected a finite number; remove the edge or correct its weight"
        )


def _without_ascent(graph: igraph.Graph, fitness: FloatArray) -> BoolArray:
    """Return which nodes have no edge to a better one."""
    source, target = edge_array(graph).T
    sinks = np.ones(graph.vcount(), dtype=bool)
    sinks[source[fitness[target] > fitness[source]]] = False
    return sinks


def strong(graph: igraph.Graph, least: float, most: int) -> tuple[igraph.Graph, IntArray]:
    """Part the edges of at least the weight `least` into the `most` heaviest and the others.

    Edges from a node to itself, which would be points, are among neither.

    Returns
    -------
    graph, light
        The network with the former, all nodes kept, and source and target of the latter, shape
        ``(l, 2)``; of ties, the first are kept.
    """
    weight = np.array(graph.es["weight"], dtype=float)
    kept = np.flatnonzero((weight >= least) & ~is_loop(graph))
    if len(kept) == graph.ecount() <= most:
        return graph, np.zeros((0, 2), dtype=np.int64)
    order = kept[np.argsort(-weight[kept], kind="stable")]
    heavy = np.sort(order[:most])
    light = edge_array(graph)[np.sort(order[most:])]
    return graph.subgraph_edges(heavy.tolist(), delete_vertices=False), light
