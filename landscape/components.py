"""What edges join: the components of a graph, named after their first members, and paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import IntArray

__all__ = ["component_leads", "hops_to"]


def component_leads(n_nodes: int, source: IntArray, target: IntArray) -> IntArray:
    """Return, for every node, the lowest node of its connected component.

    Parameters
    ----------
    n_nodes
        Nodes are numbered 0 to ``n_nodes - 1``.
    source, target
        Shape ``(n_edges,)`` each; directions are ignored.

    Returns
    -------
    array of shape (n_nodes,)

    Examples
    --------
    >>> component_leads(4, np.array([3, 1]), np.array([1, 3])).tolist()
    [0, 1, 2, 1]
    """
    if len(source) == 0:
        return np.arange(n_nodes)
    # Loaded here because it takes longer to import than a small space to climb.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(source), np.int8), (source, target)), shape=(n_nodes, n_nodes))
    labels = connected_components(links, directed=False)[1]
    _, first, component = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[component])


def hops_to(goals: IntArray, n_nodes: int, source: IntArray, target: IntArray) -> IntArray:
    """Return the number of edges on the shortest path from every node to any of `goals`.

    Parameters
    ----------
    goals
        Shape ``(k,)``, nodes.
    n_nodes
        Nodes are numbered 0 to ``n_nodes - 1``.
    source, target
        Shape ``(n_edges,)`` each; edges lead from one to the other.

    Returns
    -------
    array of shape (n_nodes,), int64
        -1 where no path leads to a goal.

    Examples
    --------
    >>> hops_to(np.array([2]), 4, np.array([0, 1]), np.array([1, 2])).tolist()
    [2, 1, 0, -1]
    """
    hops = np.full(n_nodes, -1, dtype=np.int64)
    hops[goals] = 0
    if len(goals) == 0 or len(source) == 0:
        return hops
    # Loaded here because it takes longer to import than a small network to search.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    backwards = csr_array((np.ones(len(source)), (target, source)), shape=(n_nodes, n_nodes))
    lengths = dijkstra(backwards, indices=goals, unweighted=True, min_only=True)
    there = np.isfinite(lengths)
    hops[there] = lengths[there].astype(np.int64)
    return hops
