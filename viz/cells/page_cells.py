"""Drawn cells of many nodes in few bytes: what they share is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landscape.errors import ArchitectureError
from landscape.spaces import SPACES, get_space
from viz.cells.cell_svg import BAR_COLOURS, NOTHING, OPERATION_COLOURS
from viz.cells.cells import cell_drawing

if TYPE_CHECKING:
    from landscape.spaces import Space
    from viz.cells.cell_data import CellDrawing
    from viz.network.mlon_data import MlonFigure

__all__ = ["page_cells"]


class _Numbers(dict[Any, int]):
    """Gives everything it is asked for a number, the next one when it is new."""

    def __missing__(self, key: Any) -> int:
        self[key] = len(self)
        return self[key]


def page_cells(figure: MlonFigure) -> dict[str, Any] | None:
    """Return the drawings of all nodes for the page's script; None without drawings.

    A cell is a list of whole numbers: its shape, then of its nodes the labels and the operations,
    then of its edges the operations, doubled, plus 1 where they are live; of rows the labels, the
    texts and the bars in percent, -1 for none. Texts are positions in ``texts``. A node that is no
    architecture of the space has no drawing.
    """
    if figure.space not in SPACES:
        return None
    space, shapes, texts = get_space(figure.space), _Numbers(), _Numbers()
    cells: list[list[int] | None] = []
    for index, name in zip(figure.indices.tolist(), figure.names, strict=True):
        drawing = _drawing(space, index, name)
        cells.append(None if drawing is None else _compact(drawing, shapes, texts))
    return {
        "shapes": [_shape(*shape) for shape in shapes],
        "texts": list(texts),
        "cells": cells,
        "colours": OPERATION_COLOURS,
        "bars": BAR_COLOURS,
        "nothing": NOTHING,
    }


def _drawing(space: Space, index: int, name: str) -> CellDrawing | None:
    """Return the drawing of what is written; a bare number may be of another numbering."""
    if space.is_number(name) and index < 0:
        return None
    try:
        return cell_drawing(space, index if space.is_number(name) else name)
    except ArchitectureError:  # a network made elsewhere may call its nodes anything
        return None


def _compact(drawing: CellDrawing, shapes: _Numbers, texts: _Numbers) -> list[int]:
    places = tuple((node.x, node.y) for node in drawing.nodes)
    lines = tuple((edge.path, edge.x, edge.y) for edge in drawing.edges)
    cell = [shapes[drawing.height, places, lines, len(drawing.rows)]]
    cell += [texts[node.label] for node in drawing.nodes]
    cell += [texts[node.operation] for node in drawing.nodes]
    cell += [2 * texts[edge.operation] + edge.live for edge in drawing.edges]
    cell += [texts[row.label] for row in drawing.rows]
    cell += [texts[row.text] for row in drawing.rows]
    cell += [-1 if row.share is None else round(100 * row.share) for row in drawing.rows]
    return cell


def _shape(height: float, nodes: object, edges: object, rows: int) -> dict[str, Any]:
    return {"height": height, "nodes": nodes, "edges": edges, "rows": rows}
