"""Architectures as drawings: the cell as a graph where there is one, else a list of variables."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces import NB101, NB201, NBASR, SSS, ProductSpace
from landscape.spaces.nb101 import OPERATIONS as NB101_OPERATIONS
from landscape.spaces.nb101.notation import read
from landscape.spaces.nb201 import EDGES as NB201_EDGES
from landscape.spaces.nb201 import OPERATIONS as NB201_OPERATIONS
from landscape.spaces.nbasr import OPERATIONS as NBASR_OPERATIONS
from landscape.spaces.nbasr import SKIPS
from landscape.spaces.sss import LAYERS
from viz.cells.cell_data import CellDrawing, CellEdge, CellNode, CellRow
from viz.cells.cell_shapes import (
    NB201_HEIGHT,
    NB201_NODES,
    NBASR_HEIGHT,
    NBASR_NODES,
    Shape,
    layered,
    nb201_shapes,
    nbasr_chain,
    nbasr_skips,
    rows_height,
)
from viz.cells.cell_svg import to_svg

if TYPE_CHECKING:
    from landscape.spaces import Space

__all__ = ["CellDrawing", "CellEdge", "CellNode", "CellRow", "cell_drawing", "to_svg"]

_MOST_CHANNELS = 64


def cell_drawing(space: Space, architecture: int | str) -> CellDrawing | None:
    """Return the drawing of an architecture, or None for a space without cells or variables.

    A pure function of its arguments.

    Parameters
    ----------
    space
        ``nb201``, ``nb101``, ``nbasr`` and ``sss`` have drawings of their own; any other product
        space is a list of variables and options.
    architecture
        Its configuration number, or its text in any notation of the space. A text of
        NAS-Bench-101 is drawn as it stands, which needs none of that space's tables.

    Raises
    ------
    ArchitectureError
        If it names no configuration of the space.
    """
    if isinstance(space, NB101):
        return _nb101(space, architecture)
    if not isinstance(space, ProductSpace):
        return None
    index = space.parse(architecture)
    if isinstance(space, NB201):
        return _nb201(space, index)
    if isinstance(space, NBASR):
        return _nbasr(space, index)
    return _sss(space, index) if isinstance(space, SSS) else _variables(space, index)


def _edge(ends: tuple[int, int], shape: Shape, operation: str, live: bool) -> CellEdge:
    (source, target), (path, x, y) = ends, shape
    return CellEdge(source, target, path, x, y, operation, live)


def _nb201(space: NB201, index: int) -> CellDrawing:
    codes, lives = _nb201_cells(space)
    edges = tuple(
        _edge(ends, shape, NB201_OPERATIONS[option], used)
        for ends, shape, option, used in zip(
            NB201_EDGES, nb201_shapes(), codes[index], lives[index], strict=True
        )
    )
    return CellDrawing(space.format(index), NB201_HEIGHT, NB201_NODES, edges)


@lru_cache(maxsize=1)
def _nb201_cells(space: NB201) -> tuple[list[list[int]], list[list[bool]]]:
    """Return the options and the live edges of all cells: a page asks for thousands."""
    numbers = np.arange(space.size)
    return space.decode(numbers).tolist(), space.live(numbers).tolist()


def _nbasr(space: NBASR, index: int) -> CellDrawing:
    """Draw operations along a line and skips, where there are some, as arcs beside it."""
    numbers = np.asarray(index)
    code, live = space.decode(numbers).tolist(), space.live(numbers).tolist()
    edges = []
    for place, node, shape in zip((0, 2, 5), (1, 2, 3), nbasr_chain(), strict=True):
        operation = NBASR_OPERATIONS[code[place]]
        edges.append(_edge((node - 1, node), shape, operation, live[place]))
    for place, ends, shape in zip((1, 3, 4, 6, 7, 8), SKIPS, nbasr_skips(), strict=True):
        if code[place]:
            edges.append(_edge(ends, shape, "skip", live[place]))
    return CellDrawing(space.format(index), NBASR_HEIGHT, NBASR_NODES, tuple(edges))


def _nb101(space: NB101, architecture: int | str) -> CellDrawing:
    is_cell = isinstance(architecture, str) and "|" in architecture
    text = architecture if is_cell else space.format(space.parse(architecture))
    graph = read(text)
    operations = [NB101_OPERATIONS[label] for label in graph.operations]
    places, shapes, height = layered(graph.n_vertices, graph.edges)
    labels = ["input", *(name.removesuffix("-bn-relu") for name in operations), "output"]
    nodes = tuple(
        CellNode(*place, label, operation)
        for place, label, operation in zip(places, labels, ["", *operations, ""], strict=True)
    )
    edges = zip(graph.edges, shapes, strict=True)
    return CellDrawing(
        str(text), height, nodes, tuple(_edge(ends, shape, "", True) for ends, shape in edges)
    )


def _sss(space: SSS, index: int) -> CellDrawing:
    channels = space.channels(np.asarray(index)).tolist()
    rows = tuple(
        CellRow(layer, str(count), count / _MOST_CHANNELS)
        for layer, count in zip(LAYERS, channels, strict=True)
    )
    return CellDrawing(space.format(index), rows_height(len(rows)), rows=rows)


def _variables(space: ProductSpace, index: int) -> CellDrawing:
    code = space.decode(np.asarray(index)).tolist()
    rows = tuple(
        CellRow(variable.name, variable.options[option])
        for variable, option in zip(space.variables, code, strict=True)
    )
    return CellDrawing(space.format(index), rows_height(len(rows)), rows=rows)
