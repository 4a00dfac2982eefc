"""Any igraph network, made ready to be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError

if TYPE_CHECKING:
    import igraph

    from landscape.arrays import BoolArray, FloatArray, IntArray

__all__ = ["complete", "edge_array", "heaviest"]


def edge_array(graph: igraph.Graph) -> IntArray:
    """Return source and target of every edge, shape ``(m, 2)``."""
    return np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)


def complete(graph: igraph.Graph) -> igraph.Graph:
    """Return a copy that has every attribute a figure is made from.

    Missing ones are derived; only fitness cannot be.

    Raises
    ------
    DataError
        If the vertices have no fitness.
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
    return graph


def _without_ascent(graph: igraph.Graph, fitness: FloatArray) -> BoolArray:
    """Return which nodes have no edge to a better one."""
    source, target = edge_array(graph).T
    sinks = np.ones(graph.vcount(), dtype=bool)
    sinks[source[fitness[target] > fitness[source]]] = False
    return sinks


def heaviest(graph: igraph.Graph, most: int) -> igraph.Graph:
    """Return the network with its `most` heaviest edges, all nodes kept; of ties, the first."""
    if graph.ecount() <= most:
        return graph
    order = np.argsort(-np.array(graph.es["weight"], dtype=float), kind="stable")
    return graph.subgraph_edges(np.sort(order[:most]).tolist(), delete_vertices=False)
