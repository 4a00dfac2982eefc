"""Directed acyclic graphs in rows, sources above targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viz.cells.cell_data import WIDTH, curved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viz.cells.cell_data import Point, Shape

__all__ = ["layered"]

_LAYER = 44.0  # from one row of vertices to the next
_HALF = 11.0  # half the height of a vertex with a label in it


def layered(
    vertices: int, edges: Sequence[tuple[int, int]], layer: float = _LAYER
) -> tuple[list[Point], list[Shape], float]:
    """Place the vertices of a directed acyclic graph in rows, sources above targets.

    Parameters
    ----------
    vertices
        Their number.
    edges
        From lower to higher vertices.
    layer
        From one row to the next, in pixels: more, where edges have labels.

    Returns
    -------
    places, shapes, height
        One place a vertex, one shape an edge.
    """
    depth = [0] * vertices
    for start, end in sorted(edges, key=lambda edge: edge[1]):
        depth[end] = max(depth[end], depth[start] + 1)
    rows: dict[int, list[int]] = {}
    for vertex in range(vertices):
        rows.setdefault(depth[vertex], []).append(vertex)
    places = [(0.0, 0.0)] * vertices
    for row, members in rows.items():
        gap = min(96.0, (WIDTH - 84) / max(len(members) - 1, 1))
        for rank, vertex in enumerate(members):
            across = WIDTH / 2 + gap * (rank - (len(members) - 1) / 2)
            places[vertex] = (across, 16.0 + layer * row)
    shapes, side = [], 1
    for start, end in edges:
        passed = range(depth[start] + 1, depth[end])
        side = -side if passed else side
        wide = max((places[rows[row][-1]][0] - WIDTH / 2 for row in passed), default=0.0)
        shapes.append(_downwards(places[start], places[end], len(passed), side * (wide + 42)))
    return places, shapes, 32.0 + layer * max(depth)


def _downwards(start: Point, end: Point, passed: int, away: float) -> Shape:
    """Return the edge between two rows; where it passes others it keeps `away` from the middle."""
    a, b = (start[0], start[1] + _HALF), (end[0], end[1] - _HALF - 3)
    if not passed:
        return curved(a, (a[0], a[1] + 12), (b[0], b[1] - 12), b)
    # A cubic curve gets three quarters of the way towards its control points.
    more = 8.0 * (passed - 1) if away > 0 else -8.0 * (passed - 1)
    middle = WIDTH / 2 + away + more
    first, second = (
        (a[0] + (middle - a[0]) / 0.75, a[1] + 12),
        (b[0] + (middle - b[0]) / 0.75, b[1] - 12),
    )
    return curved(a, first, second, b)
