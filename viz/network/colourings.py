"""What the nodes of a network can be coloured by: fitness, other numbers, funnels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.arrays import plain_numbers
from landscape.errors import DataError, OptionError
from landscape.funnels import find_funnels
from landscape.numbers import counted
from landscape.registry import find_name
from viz.look.colour_scales import colour_scale, telling_scale
from viz.network.mlon_data import Colouring

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.network import Network

__all__ = [
    "FUNNEL",
    "NodeFunnels",
    "by_funnel",
    "by_number",
    "colourings",
    "finite_range",
    "node_funnels",
]

FUNNEL = "Funnel"
"""Label of the colouring by funnels."""

_MOST_FUNNELS = 6  # with a colour of their own


def colourings(
    first: Colouring,
    colours: Mapping[str, npt.ArrayLike],
    indices: IntArray,
    last: Colouring | None,
    chosen: str | None,
    scale: str | None = None,
) -> tuple[Colouring, ...]:
    """Return all colourings of a figure, the chosen one first.

    Parameters
    ----------
    first
        By fitness.
    colours
        Label → one number a node, or one a configuration of the space; NaN is not measured.
    indices
        Shape ``(n,)``: the configuration number of each node, -1 if unknown.
    last
        By funnels, where they are known.
    chosen
        Label of the one to draw; None for `first`.
    scale
        Of `colours`; see `by_number`.

    Raises
    ------
    DataError
        If `colours` are no numbers; see `landscape.arrays`.
    OptionError
        If an array of `colours` has another length.
    UnknownNameError
        If there is no colouring of the label `chosen`.
    """
    found = {first.label: first}
    for label, values in colours.items():
        found[label] = by_number(label, _of_nodes(label, values, indices), scale)
    if last is not None:
        found.setdefault(last.label, last)
    chosen = first.label if chosen is None else chosen
    return (found.pop(find_name("colour", chosen, found)), *found.values())


def by_number(label: str, measured: FloatArray, scale: str | None = None) -> Colouring:
    """Return the colouring by one number a node; infinities are clamped to the finite ends.

    Parameters
    ----------
    label
        Heading of the legend.
    measured
        Shape ``(n,)``; NaN is not measured.
    scale
        A name of `viz.look.colour_scales.SCALES`; None for that of values, or of ranks where on the
        former nine tenths of the nodes would look alike.

    Raises
    ------
    UnknownNameError
        If there is no such scale.
    """
    low, high = finite_range(measured)
    values = np.clip(measured, low, high)
    found = telling_scale(measured) if scale is None else colour_scale(scale, measured)
    return Colouring(label, values, measured, (low, high), scale=found)


def finite_range(values: FloatArray) -> tuple[float, float]:
    """Return the lowest and highest finite value, moved apart where they are equal."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        margin = abs(low) * 0.01 or 1.0
        return low - margin, high + margin
    return low, high


def by_funnel(funnels: NodeFunnels) -> Colouring:
    """Return the colouring by funnels: of nodes in one only its colour, else that of several.

    The funnels that have most nodes for themselves have a colour each, global ones first; the
    number behind a name is of the nodes in this colour.
    """
    best, several = funnels.best, funnels.several
    alone = funnels.known & ~several
    number, first, size = np.unique(best[alone], return_index=True, return_counts=True)
    is_global = funnels.is_global[alone][first]
    mixed = [
        (nodes, f"several, {which} ({np.count_nonzero(nodes):,})")
        for nodes, which in (
            (several & funnels.is_global, "global too"),
            (several & ~funnels.is_global, "none global"),
        )
        if nodes.any()
    ]
    order = np.lexsort([number, -size, ~is_global])
    shown, rest = np.split(order, [_MOST_FUNNELS - len(mixed)])
    only = " only" if mixed else ""
    kinds = [(alone & (best == number[at]), _named(number, is_global, at) + only) for at in shown]
    kinds = [(nodes, f"{name} ({np.count_nonzero(nodes):,})") for nodes, name in kinds] + mixed
    if len(rest):
        more = f"{counted(len(rest), 'more funnel')}{only} ({size[rest].sum():,})"
        kinds.append((alone & np.isin(best, number[rest]), more))
    values = np.full(len(best), np.nan)
    for kind, (nodes, _) in enumerate(kinds):
        values[nodes] = kind
    names, measured = tuple(name for _, name in kinds), np.where(funnels.known, best, np.nan)
    return Colouring(FUNNEL, values, measured, (0.0, float(max(len(names) - 1, 1))), names)


def _named(number: IntArray, is_global: BoolArray, at: int) -> str:
    """Return what a funnel is called; the global one has no number if there is no other."""
    if is_global[at] and np.count_nonzero(is_global) == 1:
        return "global funnel"
    return f"{'global ' if is_global[at] else ''}funnel {number[at] + 1:,}"


def _of_nodes(label: str, values: npt.ArrayLike, indices: IntArray) -> FloatArray:
    numbers = plain_numbers(values, what=f"the colour {label!r}")
    if numbers.shape == indices.shape:
        return numbers
    if numbers.ndim == 1 and len(numbers) > indices.max(initial=0):
        return np.where(indices >= 0, numbers[indices], np.nan)
    raise OptionError(
        f"the colour {label!r} has values of shape {numbers.shape}: expected one a node "
        f"({len(indices):,}) or one a configuration of the space"
    )


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
