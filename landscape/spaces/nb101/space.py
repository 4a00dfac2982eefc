"""NAS-Bench-101: all cells of at most seven vertices and nine edges, each once.

Source: Ying et al., "NAS-Bench-101: Towards Reproducible Neural Architecture Search", ICML 2019.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import numpy as np

from landscape.arrays import whole_argument
from landscape.disk.folders import cache_folder
from landscape.errors import OptionError
from landscape.spaces.nb101.graphs import (
    MAX_EDGES,
    MAX_VERTICES,
    OPERATIONS,
    adjacency_of,
    pairs_of,
)
from landscape.spaces.nb101.notation import EXAMPLE, Graph, read, refused, write
from landscape.spaces.registry import SPACES, SpaceRecord
from landscape.spaces.space import Space

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray
    from landscape.spaces.nb101.codes import NB101Codes
    from landscape.spaces.nb101.enumeration import Cells
    from landscape.spaces.neighbour_lists import NeighbourLists

__all__ = ["NB101"]

_HASH_BYTES = 16


class NB101(Space):
    """The 423,624 distinct cells of NAS-Bench-101.

    A cell is a graph whose every vertex lies on a path from input to output. Isomorphic cells are
    one configuration; its number is its place among the benchmark's hashes, sorted, which is its
    place in the benchmark's file, and its matrix and operations are those of that file.

    Two cells are neighbours if one comes from the other by adding or removing one edge, changing
    one operation, or inserting or removing one interior vertex of in-degree and out-degree one
    together with its two edges. Nothing else changes, and both are cells as they stand. Edges are
    those of the graph, which no order of its vertices restricts. Neighbours are in the order of
    their numbers. At distance 2 are the neighbours of neighbours that are not nearer.

    Notations: ``nb101`` (operations of the interior vertices and edges; vertex 0 is the input, the
    last the output), ``hash`` (the benchmark's) and ``index``. `parse` also takes the 16 bytes of a
    hash, and a pair of an upper-triangular matrix and operations ``("input", ..., "output")``; it
    removes from any graph what lies on no path from input to output, as the benchmark's own reader
    does.

    The cells and their neighbours are made when first asked for, which takes a minute or two, and
    kept in `landscape.disk.folders.cache_folder`.

    Examples
    --------
    >>> from landscape.spaces import NB101
    >>> space = NB101()
    >>> space.size
    423624
    """

    name = "nb101"
    title = "NAS-Bench-101"
    size = 423_624
    notations = ("nb101", "hash", "index")
    benchmark_indices = ("nb101",)  # the order of its file, which is this one

    def __reduce__(self) -> tuple[type[NB101], tuple[()]]:
        """Leave the tables behind: another process reads them from the cache."""
        return NB101, ()

    # -- cells ------------------------------------------------------------------------------

    @functools.cached_property
    def _cells(self) -> Cells:
        from landscape.spaces.nb101.tables import cells_in

        return cells_in(cache_folder())

    @functools.cached_property
    def _near(self) -> NeighbourLists:
        from landscape.spaces.nb101.tables import neighbours_in

        return neighbours_in(cache_folder())

    def vertices(self, indices: IntArray) -> IntArray:
        """Return how many vertices cells have, input and output included: same shape."""
        return self._cells.vertices[self._members(indices)]

    def adjacency(self, indices: IntArray) -> BoolArray:
        """Return the matrices of cells: shape ``(...)`` gives ``(..., 7, 7)``.

        Entry ``x, y`` is the edge from `x` to `y`; False after the last vertex.
        """
        return adjacency_of(self._cells.edges[self._members(indices)])

    def operations(self, indices: IntArray) -> IntArray:
        """Return the operations of cells: shape ``(...)`` gives ``(..., 7)``, int8.

        Positions in `OPERATIONS`; -1 for the input, the output and after it.
        """
        return self._cells.operations[self._members(indices)]

    def _members(self, indices: IntArray) -> IntArray:
        return self._numbers(indices).astype(np.int64, copy=False)

    # -- notation ---------------------------------------------------------------------------

    def _parse(self, architecture: object) -> int:
        if isinstance(architecture, bytes) and len(architecture) == _HASH_BYTES:
            architecture = architecture.hex()
        if isinstance(architecture, str) and re.fullmatch(r"[0-9a-fA-F]{32}", architecture.strip()):
            return self._hashed(architecture.strip())
        graph = read(architecture)
        number = self._released(graph)
        if number >= 0:
            return number
        from landscape.spaces.nb101.module_hash import module_hash

        return self._hashed(module_hash(graph.edges, (-1, *graph.operations, -2)))

    def _hashed(self, digits: str) -> int:
        """Return the cell of a hash."""
        given = bytes.fromhex(digits)
        # As an uint64: numpy would compare a Python integer with a copy in another type.
        start = np.uint64(int.from_bytes(given[:8]))
        number = int(np.searchsorted(self._hash_starts, start))
        if number < self.size and bytes(self._cells.hashes[number]) == given:
            return number
        raise refused(digits, "expected the hash of a cell")

    @functools.cached_property
    def _hash_starts(self) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        """First eight bytes of every hash, all different."""
        return self._cells.hashes.view(">u8")[:, 0].astype(np.uint64)

    def _released(self, graph: Graph) -> int:
        """Return the cell that was released as just this matrix and operations, else -1."""
        edges = sum(1 << (x + y * (y - 1) // 2) for x, y in graph.edges)
        keys, numbers = self._releases
        key = edges
        for operation in (*graph.operations, *(0,) * (MAX_VERTICES - graph.n_vertices)):
            key = key * len(OPERATIONS) + operation
        rank = int(np.searchsorted(keys, key))
        return int(numbers[rank]) if rank < len(keys) and keys[rank] == key else -1

    @functools.cached_property
    def _releases(self) -> tuple[IntArray, IntArray]:
        """One number for each matrix with operations, ascending, and the cell it belongs to."""
        keys = self._cells.edges.astype(np.int64)
        for place in range(1, MAX_VERTICES - 1):
            keys = keys * len(OPERATIONS) + np.maximum(self._cells.operations[:, place], 0)
        order = np.argsort(keys)
        return keys[order], order

    def _format(self, index: int, notation: str) -> str:
        if notation == "hash":
            return bytes(self._cells.hashes[index]).hex()
        return write(self._graph(index))

    def _graph(self, index: int) -> Graph:
        last = int(self._cells.vertices[index]) - 1
        operations = self._cells.operations[index, 1:last].tolist()
        return Graph(_edges(int(self._cells.edges[index])), tuple(operations))

    # -- neighbourhood ----------------------------------------------------------------------

    def neighbours(self, index: int, distance: int = 1) -> IntArray:
        """Return the neighbours of `index` at exactly `distance`, 1 or 2, ascending."""
        return self.neighbour_lists(np.array([self._check(index)]), distance).members

    def neighbour_lists(self, indices: IntArray | None = None, distance: int = 1) -> NeighbourLists:
        """Return the neighbours of many cells (default: all) at once.

        At distance 2 those of all cells are a hundred million numbers.

        Raises
        ------
        ArchitectureError
            If `indices` has a number that is no cell's.
        OptionError
            If `distance` is neither 1 nor 2.
        """
        from landscape.spaces.nb101.moves import rows_of, two_moves

        if whole_argument("distance", distance, 1) > 2:
            raise OptionError(f"distance {distance} in {self.title}: expected 1 or 2")
        if indices is None and distance == 1:
            return self._near
        rows = np.arange(self.size) if indices is None else self._members(indices)
        return rows_of(self._near, rows) if distance == 1 else two_moves(self._near, rows)

    # -- codes ------------------------------------------------------------------------------

    @functools.cached_property
    def codes(self) -> NB101Codes:
        """The padded codes that searches walk on; many stand for the same cell."""
        from landscape.spaces.nb101.codes import NB101Codes

        return NB101Codes()

    def code(self, indices: IntArray) -> IntArray:
        """Return a valid code of each cell, as a number in `codes`: same shape.

        Interior vertices are where the cell has them; the operations after them are the first.
        """
        return self.codes.of_cells(self._members(indices))

    # -- words ------------------------------------------------------------------------------

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        return super().describe() | {
            "vertices": f"2 to {MAX_VERTICES}, input and output included",
            "edges": f"at most {MAX_EDGES}",
            "operations": ", ".join(OPERATIONS),
            "neighbours": "3 to 83, 17.2 on average (1-opt)",
            "canonical": "every configuration (isomorphic cells are one)",
            "notations": ", ".join(self.notations),
            "example": EXAMPLE,
        }

    def conventions(self) -> dict[str, str]:
        """Return what its numbers, neighbours and their order are, for saved summaries."""
        return {
            "numbering": "a configuration's index is its place in the benchmark's sorted hashes",
            "distance": "the least number of moves that lead from one to the other; a move adds or "
            "removes one edge, changes one operation, or inserts or removes one vertex of "
            "in-degree and out-degree one with its two edges",
            "ties": "of equally good neighbours a climb takes the first by index",
            "escape": "to every configuration that is two moves, and no fewer, from an optimum",
        }

    def draw(self, index: int) -> str:
        """Return the cell as text: one line a vertex, with the vertices whose output it gets."""
        graph = self._graph(self._check(index))
        names = ("input", *(OPERATIONS[k] for k in graph.operations), "output")
        lines = ["  a vertex adds up what arrives; the output joins it channel by channel", ""]
        for vertex, name in enumerate(names):
            sources = ", ".join(str(x) for x, y in graph.edges if y == vertex)
            arrow = f"◀── {sources}" if sources else ""
            lines.append(f"  {vertex} {name:<16} {arrow}".rstrip())
        return "\n".join(lines)


@functools.cache
def _edges(bits: int) -> tuple[tuple[int, int], ...]:
    """Return the edges of a matrix; there are some thousands in the space."""
    return tuple(pairs_of(bits))


SPACES.register(
    SpaceRecord(
        "nb101",
        NB101,
        networks="proxies.networks.nb101:NB101Networks",
        drawing="viz.cells.nb101:draw_nb101",
        rungs=(4, 12, 36, 108),
        k=16,
        benchmarks=("nb101", "nbsuite-zero-101"),
    )
)
