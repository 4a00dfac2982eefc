"""What nodes and edges measure: areas of nodes, widths of edges, and bundles of edges too many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from landscape.display import short_repr
from landscape.errors import DataError
from landscape.registry import find_name
from viz.look.look import shrink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.network import Network

__all__ = [
    "AreaScale",
    "Bundles",
    "NodeAttributes",
    "SizeKey",
    "WidthClass",
    "arrows",
    "bundle",
    "controls",
    "curves",
    "radii",
    "size_values",
    "whole_numbers",
    "width_classes",
]

NodeAttributes: TypeAlias = "Mapping[str, Sequence[Any] | npt.NDArray[Any]]"
"""What is known of nodes: name, as in `landscape.LON`, → one value a node."""

_LABELS = {"in_edges": "Incoming edges", "basin": "Basin", "members": "Optima contracted"}
_STARTS = "Starts that end here"  # the basin of a sample
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
        See `viz.network.mlon.network_of`.
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
    label = _STARTS if size == "basin" and network.n_starts is not None else _LABELS[size]
    return label, whole_numbers(known, size, count)


def whole_numbers(known: NodeAttributes, name: str, count: int) -> IntArray:
    """Return what counts something of each node, shape ``(count,)``; -1 where it is not known."""
    values = known.get(name)
    return np.full(count, -1) if values is None else np.asarray(values).astype(np.int64)


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


_CELLS = {2: 12, 3: 6}  # along a side of the unit square or cube: with depth, cells are many
_FINER = 4  # times as many where both ends of an edge are in one cell
_LOOKS = ((0.7, 0.16), (2.2, 0.22))  # width in points and opacity: of few edges, of many
_BUNDLE_INK = 300.0  # points that widths, times opacity, add up to before bundles get fainter
_POINTS = 6  # of a line


@dataclass(frozen=True, eq=False)
class Bundles:
    """Bundles of edges, ``b`` of them.

    Attributes
    ----------
    lines
        Shape ``(b, points, 2)``: each as a line from where its edges start, on average, to where
        they end; turning clockwise, like edges.
    heights
        Shape ``(b, points)``: of the points of the lines, where height is a third direction.
    edges
        Shape ``(b,)``: how many each bundle gathers.
    member
        Shape ``(b,)``: position of each bundle's class in `classes`.
    classes
        At most two, the thinner first; the bounds are numbers of edges.
    """

    lines: FloatArray
    heights: FloatArray
    edges: IntArray
    member: IntArray
    classes: tuple[WidthClass, ...]

    __repr__ = short_repr


def bundle(positions: FloatArray, edges: IntArray, heights: FloatArray | None = None) -> Bundles:
    """Return the bundles of `edges`.

    Edges between the same two cells of a grid are one bundle; those inside a cell are bundled by a
    grid four times as fine. Those even inside one of its cells are too short to be seen, and in no
    bundle.

    Parameters
    ----------
    positions
        Shape ``(n, 2)``, in the unit square.
    edges
        Shape ``(m, 2)``: source and target.
    heights
        Shape ``(n,)``, 0 to 1, where the picture has depth: then cells are of the unit cube.
    """
    flat = heights is None
    places = positions if heights is None else np.column_stack([positions, heights])
    coarse = _CELLS[places.shape[1]]
    first, between = _between_cells(places, edges, coarse)
    second, within = _between_cells(places, edges[~between], coarse * _FINER)
    kept = np.concatenate([edges[between], edges[~between][within]])
    member = np.concatenate([first, second + first.max(initial=-1) + 1])
    count = np.bincount(member)
    middle = _middles(places, kept, member, len(count))
    pairs = np.arange(2 * len(count)).reshape(2, -1).T
    lines = curves(middle[..., :2].reshape(-1, 2), pairs, points=_POINTS)
    ends = np.zeros((2, len(count))) if flat else middle[..., 2]
    rise = np.linspace(0.0, 1.0, _POINTS)
    up = ends[0][:, None] + (ends[1] - ends[0])[:, None] * rise
    is_short = np.arange(len(count)) > first.max(initial=-1)
    classes, rank = _bundle_classes(count, np.where(is_short, 1 / _FINER, 1.0))
    return Bundles(lines, up, count, rank, classes)


def _between_cells(places: FloatArray, edges: IntArray, cells: int) -> tuple[IntArray, BoolArray]:
    """Return which edges lead from a cell of a grid to another, and the bundle of each of these."""
    cell = np.minimum((np.clip(places, 0, 1) * cells).astype(np.int64), cells - 1)
    ends = (cell @ cells ** np.arange(places.shape[1]))[edges]
    between = ends[:, 0] != ends[:, 1]
    pair = ends[between] @ np.array([cells ** places.shape[1], 1])
    return np.unique(pair, return_inverse=True)[1], between


def _middles(places: FloatArray, edges: IntArray, member: IntArray, count: int) -> FloatArray:
    """Return where the edges of each bundle start and end, on average: ``(2, b, dimensions)``."""
    size = np.bincount(member, minlength=count)
    return np.array(
        [
            np.stack([np.bincount(member, axis[end], count) / size for axis in places.T], axis=-1)
            for end in edges.T
        ]
    )


def _bundle_classes(count: IntArray, length: FloatArray) -> tuple[tuple[WidthClass, ...], IntArray]:
    """Part the bundles into those of few and those of many edges.

    The more ink the lines take, by number and `length`, the fainter they are.
    """
    if not len(count):
        return (), np.zeros(0, dtype=np.int64)
    bound = np.sqrt(float(count.min()) * float(count.max()))
    _, member = np.unique(count > bound, return_inverse=True)
    looks = _LOOKS[-(int(member.max()) + 1) :]
    ink = sum(
        float(length[member == rank].sum()) * width * opacity
        for rank, (width, opacity) in enumerate(looks)
    )
    fainter = min(1.0, _BUNDLE_INK / ink)
    found = [count[member == rank] for rank in range(len(looks))]
    classes = tuple(
        WidthClass(float(part.min()), float(part.max()), width, opacity * fainter)
        for part, (width, opacity) in zip(found, looks, strict=True)
    )
    return classes, member.astype(np.int64)


_BEND = 0.12  # distance of the control point from the chord, in chord lengths
_ALONG = 60_000  # points spent on all edges together
_MOST = 16  # points of one edge
_ARROW_AT = 0.6  # of the way


def curves(positions: FloatArray, edges: IntArray, points: int | None = None) -> FloatArray:
    """Return each edge as a bent line of shape ``(m, points, 2)``; straight where edges abound.

    Parameters
    ----------
    positions
        Shape ``(n, 2)``.
    edges
        Shape ``(m, 2)``: source, target.
    points
        Of each line; by default the fewer the more edges there are.
    """
    if points is None:
        points = int(np.clip(_ALONG // max(len(edges), 1), 2, _MOST))
    return _at(np.linspace(0.0, 1.0, points), positions, edges)


def arrows(positions: FloatArray, edges: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return a place on each bent edge, ``(m, 2)``, and its heading there, ``(m,)``.

    The heading is in degrees clockwise from up.
    """
    before, place, after = np.moveaxis(
        _at(_ARROW_AT + np.array([-0.01, 0.0, 0.01]), positions, edges), 1, 0
    )
    ahead = after - before
    return place, np.degrees(np.arctan2(ahead[:, 0], ahead[:, 1]))


def controls(start: FloatArray, end: FloatArray) -> FloatArray:
    """Return the control points of the quadratic Bézier curves between points, ``(..., 2)``."""
    chord = end - start
    left = np.stack([-chord[..., 1], chord[..., 0]], axis=-1)
    middle: FloatArray = (start + end) / 2 + _BEND * left
    return middle


def _at(share: FloatArray, positions: FloatArray, edges: IntArray) -> FloatArray:
    """Return the points of quadratic Bézier curves at each `share` of the way."""
    start, end = positions[edges[:, 0]][:, None], positions[edges[:, 1]][:, None]
    control = controls(start, end)
    along = share[:, None]
    return (1 - along) ** 2 * start + 2 * along * (1 - along) * control + along**2 * end
