"""How many of a node's neighbours are neighbours of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray

__all__ = ["local_clustering"]


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
