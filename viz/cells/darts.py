"""Drawn cells of DARTS: nodes down a line, the two edges of each from its left and its right."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from landscape.spaces.darts import NODES
from viz.cells.cell_data import RADIUS, WIDTH, CellDrawing, CellEdge, CellNode, edge_of

if TYPE_CHECKING:
    from landscape.spaces.darts import DARTS
    from viz.cells.cell_data import Shape

__all__ = ["draw_darts"]

_MIDDLE = WIDTH / 2
_LAYER = 31.0  # from one node to the next
_FIRST = 18.0
_CELL = 212.0  # from the first node of the normal cell to that of the reduction cell
_HEADS = ("normal", "reduction")
_AWAY = (24.0, 11.5)  # how far edges reach out, and how much more for each node on their way
_LABEL = 110.0  # from the line of nodes to the middle of a label


def draw_darts(space: DARTS, architecture: int | str) -> CellDrawing:
    """Return both cells, the normal one above; the last two nodes before a cell are 0 and 1."""
    index = space.parse(architecture)
    nodes, edges = list[CellNode](), list[CellEdge]()
    for place, (head, cell) in enumerate(zip(_HEADS, space.genotype(index), strict=True)):
        top, first = _FIRST + _CELL * place, len(nodes)
        nodes += [CellNode(_MIDDLE, top + _LAYER * k, str(k)) for k in range(len(NODES) + 2)]
        for target, sides in zip(NODES, cell, strict=True):
            for side, (operation, source) in zip((-1, 1), sides, strict=True):
                ends = (first + source, first + target)
                edges.append(edge_of(ends, _arc(source, target, side, top), operation, True))
        nodes.append(CellNode(36.0 if head == "normal" else 42.0, top, head))
    return CellDrawing(
        space.format(index), _CELL + 2 * _FIRST + 5 * _LAYER, tuple(nodes), tuple(edges)
    )


@cache
def _arc(source: int, target: int, side: int, top: float) -> Shape:
    """Return an edge beside the line of nodes; its label is beside the node where it ends."""
    # What leaves a node does so below what arrives there.
    start, end = top + _LAYER * source + 4, top + _LAYER * target - 3
    away = _MIDDLE + side * (_AWAY[0] + _AWAY[1] * (target - source))
    a, b = _MIDDLE + side * 10.0, _MIDDLE + side * RADIUS
    points = (a, start, away, start, away, end, b, end)
    path = "M{} {}C{} {} {} {} {} {}".format(*(f"{value:.1f}" for value in points))
    return path, _MIDDLE + side * _LABEL, end + 3
