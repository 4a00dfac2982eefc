"""What is to be drawn as a network: ours as it is, or any igraph graph with what it tells."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

import numpy as np

from landscape.errors import DataError
from landscape.network import COUNTS, Network

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import igraph
    import numpy.typing as npt

    from landscape.arrays import IntArray

__all__ = ["NodeAttributes", "is_network", "network_of", "whole_numbers"]

NodeAttributes: TypeAlias = "Mapping[str, Sequence[Any] | npt.NDArray[Any]]"
"""What is known of nodes: name, as in `landscape.LON`, → one value a node."""

_TEXTS = {"kind": "lon", "space": "", "metric": ""}


def is_network(given: object) -> TypeGuard[Network | igraph.Graph]:
    """Tell whether something is a network, or a graph that can be drawn as one."""
    return isinstance(given, Network) or (hasattr(given, "vs") and hasattr(given, "es"))


def network_of(given: Network | igraph.Graph) -> tuple[Network, NodeAttributes]:
    """Return a network, and what is known of its nodes.

    What a graph says of its nodes counts, whatever its edges are; what it does not say of sinks,
    global optima and incoming edges is derived, other numbers are -1. Its edges stay in their
    order.

    Raises
    ------
    DataError
        If it is no network, its vertices have no fitness, or an edge has a weight that is no finite
        number.
    """
    network = given if isinstance(given, Network) else _of_graph(given)
    _check_weights(network)
    known = network.node_attributes()
    return network, known if isinstance(given, Network) else _said(given, known)


def _said(graph: igraph.Graph, derived: NodeAttributes) -> NodeAttributes:
    """Return what a graph says of its nodes, and of what it does not say what can be derived."""
    said = {name: graph.vs[name] for name in graph.vs.attributes()} if graph.vcount() else {}
    found = {name: derived[name] for name in ("name", "sink", "is_global")}
    return {**found, "in_edges": graph.indegree(), **said}


def _of_graph(graph: igraph.Graph) -> Network:
    """Return the network of a graph; -1 is what it does not say."""
    if not is_network(graph):
        raise DataError(
            f"cannot draw a {type(graph).__name__} as a network: expected a Network, such as "
            "Landscape.network returns, or an igraph graph"
        )
    count = graph.vcount()
    known = graph.vs.attributes() if count else []
    if count and "fitness" not in known:
        raise DataError("the network's vertices have no fitness: expected the graph of a LON")
    ends = chain.from_iterable(graph.get_edgelist())  # far quicker than an array of pairs
    edges = np.fromiter(ends, np.int64, 2 * graph.ecount()).reshape(-1, 2)
    weights = graph.es["weight"] if "weight" in graph.es.attributes() else [1.0] * len(edges)
    return Network(
        name=graph.vs["name"] if "name" in known else list(map(str, range(count))),
        index=_whole(graph, "index"),
        basin=_whole(graph, "basin"),
        self_weight=np.full(count, -1),  # this and members are told from what is known of nodes
        members=np.full(count, -1),
        fitness=np.array(graph.vs["fitness"] if count else [], dtype=np.float64),
        source=edges[:, 0],
        target=edges[:, 1],
        weight=np.array(weights, dtype=np.float64),
        **_about(graph),
    )


def _about(graph: igraph.Graph) -> dict[str, Any]:
    """Return what a graph says of itself, as a network does."""
    said = {name: graph[name] for name in graph.attributes()}
    texts = {name: str(said.get(name, text)) for name, text in _TEXTS.items()}
    counts = {name: _count(said.get(name)) for name in COUNTS}
    return {**texts, **counts, "weak": bool(said.get("weak"))}


def _whole(graph: igraph.Graph, name: str) -> IntArray:
    """Return a vertex attribute that counts something, shape ``(n,)``; -1 where it is absent."""
    if not graph.vcount() or name not in graph.vs.attributes():
        return np.full(graph.vcount(), -1)
    return np.array(graph.vs[name], dtype=np.int64)


def _count(value: object) -> int | None:
    """Return a count; None of what is none, as a network made elsewhere may have."""
    if isinstance(value, (int, float)) and math.isfinite(value) and value >= 0:
        return int(value)
    return None


def whole_numbers(known: NodeAttributes, name: str, count: int) -> IntArray:
    """Return what counts something of each node, shape ``(count,)``; -1 where it is not known."""
    values = known.get(name)
    return np.full(count, -1) if values is None else np.asarray(values).astype(np.int64)


def _check_weights(network: Network) -> None:
    """Refuse what would leave every node without a place."""
    bad = np.flatnonzero(~np.isfinite(network.weight))
    if len(bad):
        source, target, weight = (
            getattr(network, name)[bad[0]] for name in ("source", "target", "weight")
        )
        raise DataError(
            f"the edge from node {source} to node {target} has the weight {weight}: "
            "expected a finite number; remove the edge or correct its weight"
        )
