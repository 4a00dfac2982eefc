"""How a cell of NAS-Bench-101 is written and read: as text, or as a matrix and operations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from landscape.errors import ArchitectureError
from landscape.reason import quoted, shown
from landscape.spaces.nb101.graphs import MAX_EDGES, MAX_VERTICES, OPERATIONS

__all__ = ["EXAMPLE", "Graph", "drawn", "read", "refused", "write"]

EXAMPLE = "conv3x3,conv1x1,maxpool3x3|0-1,0-2,1-3,2-4,3-4"

_SHORT = tuple(name.removesuffix("-bn-relu") for name in OPERATIONS)
_LABELS = {name: label for names in (_SHORT, OPERATIONS) for label, name in enumerate(names)}
# Every repetition is possessive: nothing is looked at twice, whatever the text.
_TEXT = re.compile(
    r"((?:[a-z0-9-]++(?:,[a-z0-9-]++)*+)?+)\|"
    r"([0-9]{1,2}+-[0-9]{1,2}+(?:,[0-9]{1,2}+-[0-9]{1,2}+)*+)"
)


@dataclass(frozen=True)
class Graph:
    """One cell: edges that lead from lower to higher vertices, and the interior's operations."""

    edges: tuple[tuple[int, int], ...]
    operations: tuple[int, ...]

    @property
    def n_vertices(self) -> int:
        """Number of vertices, input and output included."""
        return len(self.operations) + 2


def write(graph: Graph) -> str:
    """Return the text of a cell, such as `EXAMPLE`."""
    operations = ",".join(_SHORT[operation] for operation in graph.operations)
    return f"{operations}|" + ",".join(f"{x}-{y}" for x, y in graph.edges)


def read(architecture: object) -> Graph:
    """Return a cell from its text or from a pair of matrix and operations, dead vertices removed.

    Raises
    ------
    ArchitectureError
        If it is neither, or a graph that the space does not have.
    """
    try:
        return _pruned(*drawn(architecture))
    except _NoCellError as error:
        raise refused(architecture, str(error)) from None


def drawn(architecture: object) -> _Drawn:
    """Return all edges and interior operations of a cell as it is written, dead ones included."""
    if isinstance(architecture, str):
        return _from_text(architecture.strip())
    return _from_pair(architecture)


def refused(architecture: object, reason: str) -> ArchitectureError:
    """Return the error for what is no cell, in one line."""
    return ArchitectureError(f"{quoted(architecture)} is no cell of NAS-Bench-101: {reason}")


class _NoCellError(Exception):
    """Why something is no cell."""


# Edges between any vertices, and the operations of all vertices but the first and the last.
_Drawn: TypeAlias = tuple[set[tuple[int, int]], list[int]]

_FORMS = (
    f"expected text like {EXAMPLE}, the 32 digits of a hash, a pair of matrix and operations, "
    "or a number from 0 to 423623"
)


def _from_text(text: str) -> _Drawn:
    written = _TEXT.fullmatch(text)
    if written is None:
        raise _NoCellError(_FORMS)
    names = written[1].split(",") if written[1] else []
    edges = [tuple(map(int, edge.split("-"))) for edge in written[2].split(",")]
    if len(set(edges)) < len(edges):
        raise _NoCellError("expected each edge once")
    last = len(names) + 1
    for edge in edges:
        if max(edge) > last:
            raise _NoCellError(
                f"edge {edge[0]}-{edge[1]} leads beyond vertex {last}, which "
                f"{len(names)} operations between input and output end with"
            )
    return {(x, y) for x, y in edges}, _labels(names)


def _from_pair(pair: object) -> _Drawn:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise _NoCellError(_FORMS)
    matrix, names = (part.tolist() if isinstance(part, np.ndarray) else part for part in pair)
    if not isinstance(matrix, (tuple, list)) or not isinstance(names, (tuple, list)):
        raise _NoCellError(_FORMS)
    n_vertices = len(matrix)
    if n_vertices < 2 or not all(_is_row(row, n_vertices) for row in matrix):
        raise _NoCellError("expected a square matrix of 0 and 1, one row a vertex")
    if len(names) != n_vertices or names[0] != "input" or names[-1] != "output":
        raise _NoCellError(f"expected {n_vertices} operations from 'input' to 'output'")
    edges = {(x, y) for x, row in enumerate(matrix) for y, edge in enumerate(row) if edge}
    if any(x >= y for x, y in edges):
        raise _NoCellError("expected an upper-triangular matrix")
    return edges, _labels(list(names[1:-1]))


def _is_row(row: Any, n_vertices: int) -> bool:
    if isinstance(row, np.ndarray):
        row = row.tolist()
    if not isinstance(row, (tuple, list)) or len(row) != n_vertices:
        return False
    return all(isinstance(edge, (int, np.integer, np.bool_)) and edge in (0, 1) for edge in row)


def _labels(names: list[Any]) -> list[int]:
    for name in names:
        if not isinstance(name, str) or name not in _LABELS:
            raise _NoCellError(f"{shown(name)} is no operation: expected {', '.join(_SHORT)}")
    return [_LABELS[name] for name in names]


def _pruned(edges: set[tuple[int, int]], operations: list[int]) -> Graph:
    """Return the part of a graph that lies on paths from input to output."""
    last = len(operations) + 1
    live = _reached(0, edges) & _reached(last, {(y, x) for x, y in edges})
    if last not in live:
        raise _NoCellError("expected a path from input to output")
    order = _sorted({(x, y) for x, y in edges if x in live and y in live}, live)
    place = {vertex: position for position, vertex in enumerate(order)}
    kept = sorted((place[x], place[y]) for x, y in edges if x in live and y in live)
    if len(order) > MAX_VERTICES or len(kept) > MAX_EDGES:
        raise _NoCellError(
            f"it has {len(order)} vertices and {len(kept)} edges on paths from input to output: "
            f"expected at most {MAX_VERTICES} and {MAX_EDGES}"
        )
    return Graph(tuple(kept), tuple(operations[vertex - 1] for vertex in order[1:-1]))


def _reached(start: int, edges: set[tuple[int, int]]) -> set[int]:
    reached: set[int] = set()
    further = {start}
    while further:
        reached |= further
        further = {y for x, y in edges if x in further} - reached
    return reached


def _sorted(edges: set[tuple[int, int]], vertices: set[int]) -> list[int]:
    """Return vertices so that every edge leads to a later one: the lowest that can come next."""
    order: list[int] = []
    waiting = set(vertices)
    while waiting:
        free = waiting - {y for x, y in edges if x in waiting}
        if not free:
            raise _NoCellError("expected no cycle")
        order.append(min(free))
        waiting.remove(order[-1])
    return order
