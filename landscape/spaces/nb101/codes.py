"""The codes of NAS-Bench-101 that searches walk on: 21 edges and 5 operations, used or not."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, NamedTuple, overload

import numpy as np

from landscape.disk.folders import cache_folder
from landscape.errors import OptionError
from landscape.spaces.nb101.graphs import (
    ABSENT,
    INPUT,
    MAX_EDGES,
    MAX_VERTICES,
    OPERATIONS,
    OUTPUT,
    PAIRS,
    adjacency_of,
)
from landscape.spaces.nb101.notation import Graph, drawn, read, write
from landscape.spaces.neighbour_lists import NeighbourLists
from landscape.spaces.product import ProductSpace, Variable
from landscape.spaces.registry import SPACES, SpaceRecord, get_space

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray
    from landscape.spaces.nb101.enumeration import Cells
    from landscape.spaces.space import Space

__all__ = ["NB101Codes"]

_INTERIOR = range(1, MAX_VERTICES - 1)
_ROW_MAJOR = tuple(itertools.combinations(range(MAX_VERTICES), 2))
_N_OPERATIONS = len(OPERATIONS) ** len(_INTERIOR)


class NB101Codes(ProductSpace):
    """The 509,607,936 padded codes of cells with seven places for vertices.

    Variables are the edges (0,1), (0,2), ..., (5,6), each there or not, then the operations of the
    five interior places. A code is valid if what lies on paths from input to output has at most
    nine edges; everything else in it is ignored, so that many codes stand for one cell. Walks and
    samples keep to the valid ones, about 73 % of all: a code has at most as many neighbours as
    `n_neighbours` says.

    A code is written as a cell is, with all seven places. A cell with fewer is read as `of_cells`
    of it. The space is far too large for an exhaustive landscape, which `NB101` is for.

    Examples
    --------
    >>> from landscape import get_space
    >>> codes = get_space("nb101-codes")
    >>> codes.format(codes.parse("conv3x3,conv3x3,conv1x1,conv1x1,maxpool3x3|0-2,1-3,2-6"))
    'conv3x3,conv3x3,conv1x1,conv1x1,maxpool3x3|0-2,1-3,2-6'
    >>> codes.format(codes.parse("conv3x3|0-1,1-2"))
    'conv3x3,conv3x3,conv3x3,conv3x3,conv3x3|0-1,1-6'
    """

    notations = ("nb101", "index")
    codes_of = "nb101"

    def __init__(self) -> None:
        edges = [Variable(f"{x}→{y}", ("absent", "present")) for x, y in _ROW_MAJOR]
        operations = [Variable(f"operation {place}", OPERATIONS) for place in _INTERIOR]
        super().__init__(
            edges + operations, name="nb101-codes", title="NAS-Bench-101 (padded codes)"
        )

    def __reduce__(self) -> tuple[type[NB101Codes], tuple[()]]:
        """Leave the tables behind: another process makes or reads its own."""
        return NB101Codes, ()

    # -- notation -----------------------------------------------------------------------------

    @functools.cached_property
    def cells(self) -> Space:
        """The space of the cells that codes stand for."""
        return get_space(self.codes_of)

    def _parse(self, architecture: object) -> int:
        if isinstance(architecture, dict):
            return super()._parse(architecture)
        if not isinstance(architecture, str) or "|" in architecture:
            read(architecture)  # complains of what is no cell
            edges, operations = drawn(architecture)
            if len(operations) == len(_INTERIOR) and all(x < y for x, y in edges):
                there = [pair in edges for pair in _ROW_MAJOR]
                return int(self.encode([*there, *operations]))
        return int(self.of_cells(np.array(self.cells.parse(architecture))))

    def _format(self, index: int, notation: str) -> str:
        code = self.decode(index).tolist()
        n_edges = len(_ROW_MAJOR)
        edges = itertools.compress(_ROW_MAJOR, code[:n_edges])
        return write(Graph(tuple(edges), tuple(code[n_edges:])))

    def draw(self, index: int) -> str:
        """Return the cell of a code as text, and which cell it is."""
        cell = int(self.configuration(np.array(self._check(index))))
        if cell < 0:
            return "  no cell: no path from input to output, or more than nine edges on such paths"
        return f"  cell {cell:,} of {self.cells.name}\n\n{self.cells.draw(cell)}"

    # -- which are cells --------------------------------------------------------------------

    def valid(self, indices: IntArray) -> BoolArray:
        """Tell which codes stand for a cell: same shape."""
        return np.asarray(_matrices().valid[np.asarray(indices) // _N_OPERATIONS])

    def connected(self, indices: IntArray) -> BoolArray:
        """Tell which codes have a path from input to output, with however many edges."""
        return np.asarray(_matrices().live[np.asarray(indices) // _N_OPERATIONS] != 0)

    def configuration(self, indices: IntArray) -> IntArray:
        """Return the cells of codes, as numbers in `NB101`: same shape, int32; -1 if invalid."""
        from landscape.spaces.nb101.fingerprint import fingerprints

        codes = np.asarray(indices, dtype=self.dtype)
        flat = codes.reshape(-1)
        valid = self.valid(flat)
        cells = np.full(flat.shape, -1, dtype=np.int32)
        edges, labels = self._graphs(flat[valid])
        cells[valid] = self._cells.find(fingerprints(edges, labels))
        return cells.reshape(codes.shape)

    def of_cells(self, cells: IntArray) -> IntArray:
        """Return a valid code of each cell of `NB101`: same shape.

        Interior vertices are where the cell has them; the operations after them are the first.
        Numbers are taken as they are: `NB101.code` also refuses those that are no cell's.
        """
        rows = np.asarray(cells)
        adjacency = adjacency_of(self._cells.edges[rows])
        # The output moves from the last vertex to the last place.
        last = (self._cells.vertices[rows] - 1)[..., None, None]
        to_output = np.take_along_axis(adjacency, last.astype(np.int64), axis=-1)[..., 0]
        place = np.arange(MAX_VERTICES)
        adjacency &= place != last
        adjacency[..., -1] |= to_output
        x, y = np.transpose(_ROW_MAJOR)
        operations = np.maximum(self._cells.operations[rows][..., 1:-1], 0)
        return self.encode(np.concatenate([adjacency[..., x, y], operations], axis=-1))

    def canonical(self, indices: IntArray) -> IntArray:
        """Return `of_cells` of each code's cell; an invalid code stands for itself."""
        codes = np.asarray(indices, dtype=self.dtype)
        cells = self.configuration(codes)
        return np.where(cells < 0, codes, self.of_cells(np.maximum(cells, 0)))

    @functools.cached_property
    def _cells(self) -> Cells:
        from landscape.spaces.nb101.tables import cells_in

        return cells_in(cache_folder())

    def _graphs(self, codes: IntArray) -> tuple[IntArray, IntArray]:
        """Return edge bits and labels of what is live in codes, shapes ``(k,)`` and ``(k, 7)``."""
        matrices, operations = np.divmod(codes, _N_OPERATIONS)
        edges = _matrices().live[matrices]
        labels = np.full((len(codes), MAX_VERTICES), ABSENT, dtype=np.int8)
        labels[:, 0], labels[:, -1] = INPUT, OUTPUT
        for place in reversed(_INTERIOR):
            operations, operation = np.divmod(operations, len(OPERATIONS))
            labels[:, place] = np.where(edges & _TOUCHING[place], operation, ABSENT)
        return edges, labels

    # -- walking ----------------------------------------------------------------------------

    @overload
    def sample(self, rng: np.random.Generator) -> int: ...
    @overload
    def sample(self, rng: np.random.Generator, count: int) -> IntArray: ...
    def sample(self, rng: np.random.Generator, count: int | None = None) -> int | IntArray:
        """Draw valid codes: edges and operations at random, again until they are valid.

        That is uniform over valid codes, not over cells.
        """
        wanted = 1 if count is None else count
        valid = np.empty(0, dtype=self.dtype)
        while len(valid) < wanted:
            drawn = rng.integers(self.size, size=wanted - len(valid), dtype=self.dtype)
            valid = np.concatenate([valid, drawn[self.valid(drawn)]])
        return int(valid[0]) if count is None else valid

    def neighbours(self, index: int, distance: int = 1) -> IntArray:
        """Return the valid codes that differ in `distance` variables from `index`, in order."""
        near = super().neighbours(index, distance)
        return near[self.valid(near)]

    def neighbour_lists(self, indices: IntArray | None = None, distance: int = 1) -> NeighbourLists:
        """Return the valid neighbours of many codes at once.

        Raises
        ------
        OptionError
            If `indices` is left out: nobody has room for those of all codes.
        """
        if indices is None:
            raise OptionError(
                f"the neighbours of all {self.size:,} codes of {self.title} are too many: "
                "expected some indices; the space nb101 has every cell once and is small enough"
            )
        table = self.neighbour_table(np.asarray(indices, dtype=self.dtype), distance)
        valid = self.valid(table)
        offsets = np.zeros(len(table) + 1, dtype=np.int64)
        np.cumsum(valid.sum(axis=1), out=offsets[1:])
        return NeighbourLists(offsets, table[valid])

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        return super().describe() | {
            "neighbours": f"at most {self.n_neighbours(1)} (1-opt), {self.n_neighbours(2)} (2-opt)",
            "valid": "about 73 % of the codes, for 423,624 distinct cells",
        }


_TOUCHING = [
    np.int32(sum(1 << bit for bit, pair in enumerate(PAIRS) if place in pair))
    for place in range(MAX_VERTICES)
]
"""Bits of the edges that a place is an end of."""


class _Matrices(NamedTuple):
    """What is known of each of the 2^21 upper-triangular matrices."""

    live: IntArray  # bits of the edges on paths from input to output
    valid: BoolArray  # whether these are some, and at most nine


@functools.cache
def _matrices() -> _Matrices:
    numbers = np.arange(1 << len(_ROW_MAJOR), dtype=np.int32)
    edge = {pair: (numbers >> shift) & 1 == 1 for shift, pair in enumerate(reversed(_ROW_MAJOR))}
    nowhere = np.zeros(len(numbers), dtype=np.bool_)
    after = [~nowhere, *(nowhere.copy() for _ in range(MAX_VERTICES - 1))]
    for x, y in PAIRS:  # all edges to a place come before those from it
        after[y] |= after[x] & edge[x, y]
    before = [*(nowhere.copy() for _ in range(MAX_VERTICES - 1)), ~nowhere]
    for x, y in reversed(_ROW_MAJOR):
        before[x] |= before[y] & edge[x, y]
    live, n_live = np.zeros_like(numbers), np.zeros(len(numbers), dtype=np.int8)
    for bit, (x, y) in enumerate(PAIRS):
        on_path = edge[x, y] & after[x] & before[y]
        live |= on_path.astype(np.int32) << bit
        n_live += on_path
    return _Matrices(live, (n_live > 0) & (n_live <= MAX_EDGES))


SPACES.register(SpaceRecord("nb101-codes", NB101Codes, drawing="viz.cells.nb101:draw_code"))
