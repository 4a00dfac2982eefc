"""Bent edges: from source to target every edge turns clockwise, which tells its direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray

__all__ = ["arrows", "controls", "curves"]

_BEND = 0.12  # distance of the control point from the chord, in chord lengths
_POINTS = 60_000  # points spent on all edges together
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
        points = int(np.clip(_POINTS // max(len(edges), 1), 2, _MOST))
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
