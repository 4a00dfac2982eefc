"""Edges too many to draw one by one, gathered into bundles between the cells of a coarse grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.display import short_repr
from viz.curves import curves
from viz.widths import WidthClass

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray

__all__ = ["Bundles", "bundle"]

_CELLS = 12  # along a side of the unit square
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
    edges
        Shape ``(b,)``: how many each bundle gathers.
    member
        Shape ``(b,)``: position of each bundle's class in `classes`.
    classes
        At most two, the thinner first; the bounds are numbers of edges.
    """

    lines: FloatArray
    edges: IntArray
    member: IntArray
    classes: tuple[WidthClass, ...]

    __repr__ = short_repr


def bundle(positions: FloatArray, edges: IntArray) -> Bundles:
    """Return the bundles of `edges`; those inside a cell of the grid are left out.

    Parameters
    ----------
    positions
        Shape ``(n, 2)``, in the unit square.
    edges
        Shape ``(m, 2)``: source and target.
    """
    cell = np.minimum((np.clip(positions, 0, 1) * _CELLS).astype(np.int64), _CELLS - 1)
    ends = (cell[:, 0] * _CELLS + cell[:, 1])[edges]
    edges, ends = edges[ends[:, 0] != ends[:, 1]], ends[ends[:, 0] != ends[:, 1]]
    key, member, count = np.unique(
        ends @ np.array([_CELLS**2, 1]), return_inverse=True, return_counts=True
    )
    middle = np.empty((2, len(key), 2))
    for end in (0, 1):
        for axis in (0, 1):
            total = np.bincount(member, positions[edges[:, end], axis], len(key))
            middle[end, :, axis] = total / count
    pairs = np.arange(2 * len(key)).reshape(2, -1).T
    lines = curves(middle.reshape(-1, 2), pairs, points=_POINTS)
    classes, rank = _classes(count)
    return Bundles(lines, count, rank, classes)


def _classes(count: IntArray) -> tuple[tuple[WidthClass, ...], IntArray]:
    """Part the bundles into those of few and those of many edges."""
    if not len(count):
        return (), np.zeros(0, dtype=np.int64)
    bound = np.sqrt(float(count.min()) * float(count.max()))
    _, member = np.unique(count > bound, return_inverse=True)
    looks = _LOOKS[-(int(member.max()) + 1) :]
    found = [count[member == rank] for rank in range(len(looks))]
    ink = sum(
        len(part) * width * opacity for part, (width, opacity) in zip(found, looks, strict=True)
    )
    fainter = min(1.0, _INK / ink)
    classes = tuple(
        WidthClass(float(part.min()), float(part.max()), width, opacity * fainter)
        for part, (width, opacity) in zip(found, looks, strict=True)
    )
    return classes, member.astype(np.int64)
