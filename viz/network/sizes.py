"""Node sizes: areas that show a number, small enough together to leave the edges visible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError
from landscape.names import find_name
from viz.look.style import shrink
from viz.network.igraph_network import whole_numbers

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray
    from landscape.network import Network
    from viz.network.igraph_network import NodeAttributes

__all__ = ["AreaScale", "SizeKey", "radii", "size_values"]

_LABELS = {"in_edges": "Incoming edges", "basin": "Basin", "members": "Optima contracted"}
_MANY = 2_000  # nodes beyond which the smallest shrink further
_LARGEST = 26.0  # diameter of a node in points
_NODE_AREA = 20_000.0  # squared points all nodes together may take, of about 100,000
_SIDE = 270.0  # of the unit square on paper, in points
_CLEAR = 5.0  # points between nodes, where they are few


@dataclass(frozen=True)
class SizeKey:
    """One entry of the size legend: a number and its diameter in points."""

    value: int
    size: float


@dataclass(frozen=True)
class AreaScale:
    """Diameters whose areas grow linearly from `small` squared at 0 to `large` squared at `top`."""

    top: float
    small: float
    large: float

    @classmethod
    def fit(cls, values: IntArray) -> AreaScale:
        """Choose sizes so that all nodes together leave most of the figure free."""
        count, top = max(len(values), 1), float(values.max(initial=0))
        small, large = shrink(count, 8, 2.2) * min(1.0, (_MANY / count) ** 0.4), _LARGEST
        share = float(values.mean()) / top if top else 1.0
        fair = small**2 + (_NODE_AREA / count - small**2) / share
        return cls(top, small, float(np.clip(np.sqrt(max(fair, 0.0)), 2.5 * small, large)))

    def __call__(self, values: IntArray) -> FloatArray:
        """Return the diameters of nodes with these values, in points."""
        share = values / self.top if self.top else np.full(len(values), 0.4)
        return np.sqrt(self.small**2 + (self.large**2 - self.small**2) * share)

    def keys(self, values: IntArray) -> tuple[SizeKey, ...]:
        """Return up to three legend entries: the least, a round middle, and the most."""
        if not len(values):
            return ()
        low, high = int(values.min()), int(values.max())
        middle = _round_to_one_digit((low + high) / 3)
        shown = np.array(sorted({low, high} | ({middle} if low < middle < high else set())))
        sizes = self(shown).tolist()
        return tuple(SizeKey(int(value), size) for value, size in zip(shown, sizes, strict=True))


def _round_to_one_digit(value: float) -> int:
    magnitude = 10 ** int(np.floor(np.log10(value))) if value >= 1 else 1
    return int(round(value / magnitude) * magnitude)


def radii(node_size: FloatArray) -> FloatArray:
    """Return how much room nodes of these diameters need, in sides of the unit square."""
    return (node_size + _CLEAR) / (2 * _SIDE)


def size_values(network: Network, known: NodeAttributes, size: str | None) -> tuple[str, IntArray]:
    """Return what node sizes show, in words and as one number a node.

    Parameters
    ----------
    network, known
        See `viz.network.igraph_network.network_of`.
    size
        ``"in_edges"``, ``"basin"`` or ``"members"``; None for the last in a network that
        contracted optima, and for the first in all others.

    Raises
    ------
    UnknownNameError
        If there is no such size.
    DataError
        If the network's vertices do not know it.
    """
    size = size if size is None else find_name("size", size, _LABELS)
    count = network.n_nodes
    members = whole_numbers(known, "members", count)
    compressed = network.kind == "cmlon" and members.max(initial=0) > 1
    size = size or ("members" if compressed else "in_edges")
    if count and size not in known:
        raise DataError(f"the network's vertices have no {size}, which node sizes should show")
    return _LABELS[size], whole_numbers(known, size, count)
