"""Drawn cells of NAS-Bench-201: four nodes, six edges with their operations."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces.nb201 import EDGES, OPERATIONS
from viz.cells.cell_data import RADIUS, CellDrawing, CellNode, edge_of, straight

if TYPE_CHECKING:
    from landscape.spaces.nb201 import NB201
    from viz.cells.cell_data import Shape

__all__ = ["draw_nb201"]

# A complete graph of four nodes without crossings: the second in the middle of the others.
_HEIGHT = 176.0
_NODES = (
    CellNode(20, 144, "0"),
    CellNode(150, 18, "1"),
    CellNode(150, 94, "2"),
    CellNode(280, 144, "3"),
)


def draw_nb201(space: NB201, architecture: int | str) -> CellDrawing:
    """Return the cell as a graph; what no path uses is marked as dead."""
    index = space.parse(architecture)
    codes, lives = _cells(space)
    edges = tuple(
        edge_of(ends, shape, OPERATIONS[option], used)
        for ends, shape, option, used in zip(
            EDGES, _shapes(), codes[index], lives[index], strict=True
        )
    )
    return CellDrawing(space.format(index), _HEIGHT, _NODES, edges)


@lru_cache(maxsize=1)
def _cells(space: NB201) -> tuple[list[list[int]], list[list[bool]]]:
    """Return the options and the live edges of all cells: a page asks for thousands."""
    numbers = np.arange(space.size)
    return space.decode(numbers).tolist(), space.live(numbers).tolist()


@cache
def _shapes() -> tuple[Shape, ...]:
    """Return the six edges, in the order of the architecture string."""
    at = [(node.x, node.y) for node in _NODES]
    return tuple(straight(at[start], at[end], RADIUS) for start, end in EDGES)
