"""Drawn cells of NAS-Bench-ASR: a line of operations, and skips as arcs beside it."""

from __future__ import annotations

import itertools
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces.nbasr import OPERATIONS, SKIPS
from viz.cells.cell_data import RADIUS, CellDrawing, CellNode, curved, edge_of, straight

if TYPE_CHECKING:
    from landscape.spaces.nbasr import NBASR
    from viz.cells.cell_data import Shape

__all__ = ["draw_nbasr"]

_HEIGHT = 178.0
_NODES = tuple(CellNode(18 + 88 * node, 96, str(node)) for node in range(4))


def draw_nbasr(space: NBASR, architecture: int | str) -> CellDrawing:
    """Return operations along a line and skips, where there are some, as arcs beside it."""
    index = space.parse(architecture)
    numbers = np.asarray(index)
    code, live = space.decode(numbers).tolist(), space.live(numbers).tolist()
    edges = []
    for place, node, shape in zip((0, 2, 5), (1, 2, 3), _chain(), strict=True):
        operation = OPERATIONS[code[place]]
        edges.append(edge_of((node - 1, node), shape, operation, live[place]))
    for place, ends, shape in zip((1, 3, 4, 6, 7, 8), SKIPS, _skips(), strict=True):
        if code[place]:
            edges.append(edge_of(ends, shape, "skip", live[place]))
    return CellDrawing(space.format(index), _HEIGHT, _NODES, tuple(edges))


@cache
def _chain() -> tuple[Shape, ...]:
    """Return the edges that carry an operation, from each node to the next."""
    at = [(node.x, node.y) for node in _NODES]
    return tuple(straight(*ends, RADIUS) for ends in itertools.pairwise(at))


@cache
def _skips() -> tuple[Shape, ...]:
    """Return the skips: of one node below the line, of more around it."""
    rise = {(0, 2): 62.0, (1, 3): -92.0, (0, 3): 112.0}
    shapes = []
    for start, end in SKIPS:
        left, right, up = _NODES[start], _NODES[end], rise.get((start, end), -46.0)
        sign = 1 if up > 0 else -1
        a, b = (left.x + 6, left.y - sign * 9), (right.x - 6, right.y - sign * 11)
        controls = ((a[0] + 14, left.y - up), (b[0] - 14, left.y - up))
        shapes.append(curved(a, *controls, b))
    return tuple(shapes)
