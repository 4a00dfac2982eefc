"""Where the nodes of a cell go and how its edges run, in pixels from the top left corner."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, TypeAlias

from landscape.spaces.nb201 import EDGES as NB201_EDGES
from landscape.spaces.nbasr import SKIPS
from viz.cells.cell_data import WIDTH, CellNode

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "NB201_HEIGHT",
    "NB201_NODES",
    "NBASR_HEIGHT",
    "NBASR_NODES",
    "ROW",
    "Shape",
    "layered",
    "nb201_shapes",
    "nbasr_chain",
    "nbasr_skips",
    "rows_height",
]

Point: TypeAlias = tuple[float, float]
Shape: TypeAlias = tuple[str, float, float]
"""Path of an edge, and where its label goes."""

ROW = 22
"""Height of a row of text."""

_RADIUS = 13.0  # of a node, and some room for the arrowhead
_LAYER = 44.0  # from one row of vertices to the next
_HALF = 11.0  # half the height of a vertex with a label in it

# A complete graph of four nodes without crossings: the second in the middle of the others.
NB201_HEIGHT = 176.0
NB201_NODES = (
    CellNode(20, 144, "0"),
    CellNode(150, 18, "1"),
    CellNode(150, 94, "2"),
    CellNode(280, 144, "3"),
)

NBASR_HEIGHT = 178.0
NBASR_NODES = tuple(CellNode(18 + 88 * node, 96, str(node)) for node in range(4))


@functools.cache
def nb201_shapes() -> tuple[Shape, ...]:
    """Return the six edges of NAS-Bench-201, in the order of the architecture string."""
    at = [(node.x, node.y) for node in NB201_NODES]
    return tuple(_straight(at[start], at[end], _RADIUS) for start, end in NB201_EDGES)


@functools.cache
def nbasr_chain() -> tuple[Shape, ...]:
    """Return the edges of NAS-Bench-ASR that carry an operation, from each node to the next."""
    at = [(node.x, node.y) for node in NBASR_NODES]
    return tuple(_straight(*ends, _RADIUS) for ends in itertools.pairwise(at))


@functools.cache
def nbasr_skips() -> tuple[Shape, ...]:
    """Return the skips of NAS-Bench-ASR: of one node below the line, of more around it."""
    rise = {(0, 2): 62.0, (1, 3): -92.0, (0, 3): 112.0}
    shapes = []
    for start, end in SKIPS:
        left, right, up = NBASR_NODES[start], NBASR_NODES[end], rise.get((start, end), -46.0)
        sign = 1 if up > 0 else -1
        a, b = (left.x + 6, left.y - sign * 9), (right.x - 6, right.y - sign * 11)
        controls = ((a[0] + 14, left.y - up), (b[0] - 14, left.y - up))
        shapes.append(_curved(a, *controls, b))
    return tuple(shapes)


def rows_height(rows: int) -> float:
    """Return the height of that many rows of text."""
    return 8.0 + ROW * rows


def layered(
    vertices: int, edges: Sequence[tuple[int, int]]
) -> tuple[list[Point], list[Shape], float]:
    """Place the vertices of a directed acyclic graph in rows, sources above targets.

    Parameters
    ----------
    vertices
        Their number; the first is the input, the last the output.
    edges
        From lower to higher vertices.

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
            places[vertex] = (across, 16.0 + _LAYER * row)
    shapes, side = [], 1
    for start, end in edges:
        passed = range(depth[start] + 1, depth[end])
        side = -side if passed else side
        wide = max((places[rows[row][-1]][0] - WIDTH / 2 for row in passed), default=0.0)
        shapes.append(_downwards(places[start], places[end], len(passed), side * (wide + 42)))
    return places, shapes, 32.0 + _LAYER * depth[-1]


def _downwards(start: Point, end: Point, passed: int, away: float) -> Shape:
    """Return the edge between two rows; where it passes others it keeps `away` from the middle."""
    a, b = (start[0], start[1] + _HALF), (end[0], end[1] - _HALF - 3)
    if not passed:
        return _curved(a, (a[0], a[1] + 12), (b[0], b[1] - 12), b)
    # A cubic curve gets three quarters of the way towards its control points.
    more = 8.0 * (passed - 1) if away > 0 else -8.0 * (passed - 1)
    middle = WIDTH / 2 + away + more
    first, second = (
        (a[0] + (middle - a[0]) / 0.75, a[1] + 12),
        (b[0] + (middle - b[0]) / 0.75, b[1] - 12),
    )
    return _curved(a, first, second, b)


def _straight(start: Point, end: Point, gap: float) -> Shape:
    across, down = end[0] - start[0], end[1] - start[1]
    length = (across**2 + down**2) ** 0.5
    x, y = across / length * gap, down / length * gap
    a, b = (start[0] + x, start[1] + y), (end[0] - x, end[1] - y)
    path = f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"
    return path, round((a[0] + b[0]) / 2, 1), round((a[1] + b[1]) / 2, 1)


def _curved(start: Point, first: Point, second: Point, end: Point) -> Shape:
    points = (start, first, second, end)
    path = "M{} {}C{} {} {} {} {} {}".format(*(f"{value:.1f}" for at in points for value in at))
    x, y = ((start[axis] + 3 * first[axis] + 3 * second[axis] + end[axis]) / 8 for axis in (0, 1))
    return path, round(x, 1), round(y, 1)
