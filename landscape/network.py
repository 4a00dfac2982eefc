"""A local optima network as arrays: what its graphs are made of, and how one makes another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from landscape.components import component_leads
from landscape.display import short_repr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import BoolArray, FloatArray, IntArray

__all__ = ["NetworkArrays"]


@dataclass(frozen=True, eq=False)
class NetworkArrays:
    """Nodes and weighted edges of a local optima network.

    Attributes
    ----------
    name
        Length ``n_nodes``: the architecture, of the first member where nodes are contracted.
    index
        Shape ``(n_nodes,)``, ascending: its configuration number.
    fitness, basin, self_weight, members
        Shape ``(n_nodes,)`` each: fitness; number of configurations whose climb ends in the node;
        weight of the escapes that return to it; number of optima it stands for.
    source, target, weight
        Shape ``(n_edges,)`` each, sorted by source, then target, which differ.
    """

    name: Sequence[str]
    index: IntArray
    fitness: FloatArray
    basin: IntArray
    self_weight: IntArray
    members: IntArray
    source: IntArray
    target: IntArray
    weight: IntArray

    __repr__ = short_repr

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.index)

    @property
    def n_edges(self) -> int:
        """Number of edges, which join different nodes."""
        return len(self.source)

    @property
    def total_weight(self) -> int:
        """Sum of the weights of the edges."""
        return int(self.weight.sum(dtype=np.int64))

    @property
    def in_edges(self) -> IntArray:
        """Number of edges that lead to each node."""
        return np.bincount(self.target, minlength=self.n_nodes)

    @property
    def out_edges(self) -> IntArray:
        """Number of edges that leave each node."""
        return np.bincount(self.source, minlength=self.n_nodes)

    @property
    def in_weight(self) -> IntArray:
        """Sum of the weights of the edges that lead to each node."""
        # bincount adds float64: exact up to 2^53, far beyond any number of escapes.
        return np.bincount(self.target, self.weight, self.n_nodes).astype(np.int64)

    @property
    def sink(self) -> BoolArray:
        """Whether no edge leads from a node to a better one."""
        sink = np.ones(self.n_nodes, dtype=np.bool_)
        sink[self.source[self._rises]] = False
        return sink

    @property
    def is_global(self) -> BoolArray:
        """Whether a node has the best fitness of all."""
        return np.asarray(self.fitness == self.fitness.max(initial=-np.inf))

    def monotonic(self, *, weak: bool = False) -> NetworkArrays:
        """Keep the edges that lead to a better node; `weak` keeps those to an equal one, too."""
        kept = self._rises | self._level if weak else self._rises
        return replace(
            self, source=self.source[kept], target=self.target[kept], weight=self.weight[kept]
        )

    def components(self) -> tuple[IntArray, IntArray]:
        """Return which equally good nodes are joined by edges, directly or through others.

        Returns
        -------
        leads : array of shape (n_components,)
            The first node of each component, ascending.
        component : array of shape (n_nodes,)
            The component of each node, as a position in `leads`.
        """
        level = self._level
        lead = component_leads(self.n_nodes, self.source[level], self.target[level])
        return np.unique(lead, return_inverse=True)

    def compressed(self) -> NetworkArrays:
        """Contract the components of equally good nodes and keep the edges that improve.

        Weights of merged edges, basins, members and self weights are summed; the weights of edges
        inside a component count as its self weight.
        """
        leads, component = self.components()

        def total(values: IntArray, owner: IntArray = component) -> IntArray:
            return np.bincount(owner, values, len(leads)).astype(np.int64)

        level, rises = self._level, self._rises
        source, target, weight = _merge(
            component[self.source[rises]],
            component[self.target[rises]],
            self.weight[rises],
            len(leads),
        )
        return NetworkArrays(
            name=[self.name[lead] for lead in leads],
            index=self.index[leads],
            fitness=self.fitness[leads],
            basin=total(self.basin),
            self_weight=total(self.self_weight)
            + total(self.weight[level], component[self.source[level]]),
            members=total(self.members),
            source=source,
            target=target,
            weight=weight,
        )

    # Compared, never subtracted: the difference of two fitnesses of -inf is no number.
    @cached_property
    def _rises(self) -> BoolArray:
        return np.asarray(self.fitness[self.target] > self.fitness[self.source])

    @cached_property
    def _level(self) -> BoolArray:
        return np.asarray(self.fitness[self.target] == self.fitness[self.source])


def _merge(
    source: IntArray, target: IntArray, weight: IntArray, n_nodes: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Sum the weights of edges between the same nodes; sort by source, then target."""
    from scipy.sparse import coo_array  # slow to import: only who compresses pays

    matrix = coo_array((weight.astype(np.int64), (source, target)), shape=(n_nodes, n_nodes))
    rows = matrix.tocsr()  # sums duplicates
    rows.sort_indices()
    return np.repeat(np.arange(n_nodes), np.diff(rows.indptr)), rows.indices, rows.data
