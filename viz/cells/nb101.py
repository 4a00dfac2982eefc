"""Drawn cells of NAS-Bench-101: labelled vertices in rows, sources above targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces.nb101 import OPERATIONS
from landscape.spaces.nb101.notation import read
from viz.cells.cell_data import CellDrawing, CellNode, edge_of
from viz.cells.layered import layered

if TYPE_CHECKING:
    from landscape.spaces import Space
    from landscape.spaces.nb101 import NB101Codes

__all__ = ["draw_code", "draw_nb101"]


def draw_nb101(space: Space, architecture: int | str) -> CellDrawing:
    """Return the cell as a graph.

    A text is drawn as it stands, which needs none of the space's tables.
    """
    is_cell = isinstance(architecture, str) and "|" in architecture
    text = architecture if is_cell else space.format(space.parse(architecture))
    graph = read(text)
    operations = [OPERATIONS[label] for label in graph.operations]
    places, shapes, height = layered(graph.n_vertices, graph.edges)
    labels = ["input", *(name.removesuffix("-bn-relu") for name in operations), "output"]
    nodes = tuple(
        CellNode(*place, label, operation)
        for place, label, operation in zip(places, labels, ["", *operations, ""], strict=True)
    )
    edges = zip(graph.edges, shapes, strict=True)
    return CellDrawing(
        str(text), height, nodes, tuple(edge_of(ends, shape, "", True) for ends, shape in edges)
    )


def draw_code(space: NB101Codes, architecture: int | str) -> CellDrawing:
    """Return the cell that a padded code stands for."""
    cell = space.configuration(np.array(space.parse(architecture)))
    return draw_nb101(space.cells, int(cell))
