"""Sizes of nodes, whose areas show a number and leave the edges visible, and widths of edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError
from landscape.registry import find_name
from viz.look.style import shrink
from viz.network.igraph_network import whole_numbers

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray
    from landscape.network import Network
    from viz.network.igraph_network import NodeAttributes

__all__ = ["AreaScale", "SizeKey", "WidthClass", "radii", "size_values", "width_classes"]

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


_MAX_CLASSES = 4
_LEAST_STEP = 0.3  # between the widths of two classes, in points: less looks alike
_THINNEST = (0.5, 0.25)  # width of an edge in points: of few edges, of many
_WIDEST = 2.6
_CLASS_INK = 200.0  # points the widths of a class may add up to before it gets thinner
_INK = 380.0  # the same for all edges, times opacity, before they get fainter


@dataclass(frozen=True)
class WidthClass:
    """Edges drawn alike: those with ``low <= weight <= high``.

    Attributes
    ----------
    low, high
        The lightest and heaviest weight that occurs in the class.
    width
        In points, at a figure width of 6.5 inches.
    opacity
        Between 0 and 1; lower where edges are many.
    """

    low: float
    high: float
    width: float
    opacity: float

    @property
    def label(self) -> str:
        """The weights in words: ``"3"`` or ``"4 – 9"``."""
        if self.low == self.high:
            return f"{self.low:,.9g}"
        return f"{self.low:,.9g} – {self.high:,.9g}"


def width_classes(weights: FloatArray) -> tuple[tuple[WidthClass, ...], IntArray]:
    """Sort weights into at most four classes, geometrically spaced, lightest first.

    Every weight falls into exactly one class, and no class is empty.

    Parameters
    ----------
    weights
        Shape ``(m,)``, not negative.

    Returns
    -------
    classes, member
        The classes, and for each weight the number of its class, shape ``(m,)``.
    """
    if not len(weights):
        return (), np.zeros(0, dtype=np.int64)
    distinct = np.unique(weights)
    if len(distinct) <= _MAX_CLASSES:
        member = np.searchsorted(distinct, weights)
    else:
        bounds = np.geomspace(distinct[distinct > 0][0], distinct[-1], _MAX_CLASSES + 1)[1:-1]
        member = np.searchsorted(bounds, weights, side="left")
    _, member = np.unique(member, return_inverse=True)
    lows = np.array([weights[member == rank].min() for rank in range(member.max() + 1)])
    highs = np.array([weights[member == rank].max() for rank in range(member.max() + 1)])
    return _classes(lows, highs, np.bincount(member)), member


def _classes(lows: FloatArray, highs: FloatArray, counts: IntArray) -> tuple[WidthClass, ...]:
    """Return classes in even steps of width, none so dark as to hide all.

    By the weight itself, or its logarithm, some would differ by less than an eye can tell. Where
    the edges of a class are many its step is smaller, down to the least that can be told apart.
    """
    total = int(counts.sum())
    thin, faint = shrink(total // 5, *_THINNEST), shrink(total // 10, 0.55, 0.25)
    share = np.linspace(0.0, 1.0, len(counts)) if len(counts) > 1 else np.array([0.25])
    restraint = np.minimum(1.0, _CLASS_INK / np.maximum(counts * share * _WIDEST, 1e-9))
    least = _LEAST_STEP * np.arange(len(counts))
    width = least + np.maximum.accumulate(thin + (_WIDEST - thin) * restraint * share - least)
    opacity = np.maximum.accumulate(faint + (0.9 - faint) * restraint * share**2)
    opacity *= min(1.0, _INK / float((counts * width * opacity).sum()))
    rows = zip(lows.tolist(), highs.tolist(), width.tolist(), opacity.tolist(), strict=True)
    return tuple(WidthClass(*row) for row in rows)
