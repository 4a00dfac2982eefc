"""Which funnels the nodes of a network are in, seen from the network that knows its plateaus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError
from landscape.funnels import find_funnels

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray
    from landscape.network import Network

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


def node_funnels(network: Network, lon: Network | None = None) -> NodeFunnels:
    """Return the funnels of each node; unknown where only edges that are lost could tell.

    Parameters
    ----------
    network
        The network drawn.
    lon
        The network with its edges between equally good optima, where `network` has lost them; its
        nodes, found by their ``index``, are at least those of `network`.

    Raises
    ------
    DataError
        If `lon` lacks a node.
    """
    count = network.n_nodes
    whole = network if lon is None else lon
    if whole.lost_level_edges:
        nothing = np.zeros(count, dtype=bool)
        return NodeFunnels(np.full(count, -1), nothing, nothing)
    found = find_funnels(whole)
    place = np.arange(count) if lon is None else _places(network.index, lon.index)
    return NodeFunnels(found.best[place], found.several[place], found.global_funnel[place])


def _places(wanted: IntArray, known: IntArray) -> IntArray:
    """Return where configurations are in a list of them."""
    order = np.argsort(known)
    lost = wanted[~np.isin(wanted, known)]
    if len(lost):
        raise DataError(
            f"the whole network has no node of the configuration {lost[0]}, which the network to "
            "draw has: expected the LON that this one was made from"
        )
    return order[np.searchsorted(known, wanted, sorter=order)]
