"""How many edges lead from every node of a network to the nearest of some goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import IntArray

__all__ = ["hops_to"]


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
