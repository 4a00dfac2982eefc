"""Edges too many to draw one by one, gathered into bundles between the cells of coarse grids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.display import short_repr
from viz.network.sizes import WidthClass

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray, IntArray

__all__ = ["Bundles", "arrows", "bundle", "controls", "curves"]

_CELLS = {2: 12, 3: 6}  # along a side of the unit square or cube: with depth, cells are many
_FINER = 4  # times as many where both ends of an edge are in one cell
_LOOKS = ((0.7, 0.16), (2.2, 0.22))  # width in points and opacity: of few edges, of many
_INK = 300.0  # points that widths, times opacity, add up to before bundles get fainter
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
    classes, rank = _classes(count, np.where(is_short, 1 / _FINER, 1.0))
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


def _classes(count: IntArray, length: FloatArray) -> tuple[tuple[WidthClass, ...], IntArray]:
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
    fainter = min(1.0, _INK / ink)
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
