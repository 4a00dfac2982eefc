"""Connected components, named after their first members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import IntArray

__all__ = ["component_leads"]


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
