"""What edges join: the components of a graph, named after their first members, and paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import IntArray

__all__ = ["component_leads", "component_numbers", "hops_to", "merged_edges"]


def component_leads(n_nodes: int, source: IntArray, target: IntArray) -> IntArray:
    """Return, for every node, the lowest node of its connected component.

    Leads of joined components are hooked onto each other, and then followed to the end (Shiloach
    and Vishkin, Journal of Algorithms 1982), a few times: as fast as SciPy, which would have to be
    loaded, on networks of millions of edges.

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
    lead = np.arange(n_nodes)
    while len(source):
        ends = lead[source], lead[target]
        apart = ends[0] != ends[1]
        low, high = np.minimum(*ends)[apart], np.maximum(*ends)[apart]
        np.minimum.at(lead, high, low)
        lead = _followed(lead)
        source, target = source[apart], target[apart]
    return lead


def _followed(lead: IntArray) -> IntArray:
    """Return where following the leads of leads ends."""
    while not np.array_equal(further := lead[lead], lead):
        lead = further
    return lead


def component_numbers(n_nodes: int, source: IntArray, target: IntArray) -> IntArray:
    """Return, for every node, the number of its connected component, in the order of their leads.

    Parameters
    ----------
    n_nodes, source, target
        See `component_leads`.

    Examples
    --------
    >>> component_numbers(4, np.array([3, 1]), np.array([1, 3])).tolist()
    [0, 1, 2, 1]
    """
    return np.unique(component_leads(n_nodes, source, target), return_inverse=True)[1]


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


def merged_edges(
    source: IntArray, target: IntArray, weight: IntArray, n_nodes: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Return edges once each, with the sum of their weights; sorted by source, then target.

    Parameters
    ----------
    source, target, weight
        Shape ``(n_edges,)`` each; the same edge may come several times.
    n_nodes
        Nodes are numbered 0 to ``n_nodes - 1``.

    Examples
    --------
    >>> ends = np.array([1, 0, 1]), np.array([0, 1, 0])
    >>> [part.tolist() for part in merged_edges(*ends, np.array([5, 2, 1]), 2)]
    [[0, 1], [1, 0], [2, 6]]
    """
    wide = weight.astype(np.result_type(weight, np.int64))
    place = source.astype(np.int64) * n_nodes + target
    if (place[1:] > place[:-1]).all():
        return source, target, wide
    from scipy.sparse import coo_array  # slow to import: only who merges pays

    matrix = coo_array((wide, (source, target)), shape=(n_nodes, n_nodes))
    rows = matrix.tocsr()  # sums duplicates
    rows.sort_indices()
    return np.repeat(np.arange(n_nodes), np.diff(rows.indptr)), rows.indices, rows.data
