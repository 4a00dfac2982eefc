"""All distinct cells of NAS-Bench-101, made as the benchmark made them.

The benchmark went through the graphs in the order of their bits and through the labels of each,
and released the first cell of every isomorphism class. If a class has its first cell on some
graph, then on the first of all graphs that are isomorphic to it without labels; so only those
need labels.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import LandscapeError
from landscape.spaces.nb101.fingerprint import fingerprints
from landscape.spaces.nb101.graphs import (
    MAX_EDGES,
    MAX_VERTICES,
    OPERATIONS,
    PAIRS,
    labels_of,
)
from landscape.spaces.nb101.module_hashes import module_hashes

if TYPE_CHECKING:
    import numpy.typing as npt

    from landscape.arrays import IntArray
    from landscape.spaces.nb101.fingerprint import Fingerprints

__all__ = ["SIZE", "Cells", "distinct_cells"]

SIZE = 423_624
"""Number of distinct cells."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The distinct cells, each as the matrix and the operations the benchmark released.

    Attributes
    ----------
    hashes
        Shape ``(n, 16)``, uint8: the bytes of the benchmark's hash, ascending.
    vertices
        Shape ``(n,)``, int8: number of vertices.
    edges
        Shape ``(n,)``, int32: bits of the edges, see `PAIRS`.
    operations
        Shape ``(n, 7)``, int8: positions in `OPERATIONS`; -1 where no operation is.
    fingerprints
        Shape ``(n,)``, uint64, ascending.
    by_fingerprint
        Shape ``(n,)``, int32: the cell that each of `fingerprints` belongs to.
    """

    hashes: npt.NDArray[np.uint8]
    vertices: IntArray
    edges: IntArray
    operations: IntArray
    fingerprints: Fingerprints
    by_fingerprint: IntArray

    def find(self, wanted: Fingerprints) -> IntArray:
        """Return the positions of cells from their fingerprints, -1 where there is none."""
        rank = np.searchsorted(self.fingerprints, wanted)
        rank[rank == len(self.fingerprints)] = 0
        found = self.by_fingerprint[rank]
        found[self.fingerprints[rank] != wanted] = -1
        return found

    def labels(self) -> IntArray:
        """Return the labels of the seven places of every cell, shape ``(n, 7)``, int8."""
        return labels_of(self.vertices, self.operations)


def distinct_cells() -> Cells:
    """Return all distinct cells in the order of their hashes; most of a minute.

    Raises
    ------
    LandscapeError
        If they are not as many as the benchmark has.
    """
    parts = [_labelled(n_vertices) for n_vertices in range(2, MAX_VERTICES + 1)]
    vertices, edges, operations = (np.concatenate(part) for part in zip(*parts, strict=True))
    prints = fingerprints(edges, labels_of(vertices, operations))
    # Were two classes mistaken for one, there would be fewer; were one taken for two, more.
    if len(edges) != SIZE or len(np.unique(prints)) != SIZE:
        raise LandscapeError(
            f"{len(edges)} distinct cells of NAS-Bench-101 were listed: expected {SIZE}; "
            "this is an error in the program, please report it"
        )
    hashes = module_hashes(vertices, edges, operations)
    order = np.lexsort(hashes.view(">u8").T[::-1])
    by_print = np.argsort(prints[order])
    return Cells(
        hashes[order],
        vertices[order],
        edges[order],
        operations[order],
        prints[order][by_print],
        by_print.astype(np.int32),
    )


def _labelled(n_vertices: int) -> tuple[IntArray, IntArray, IntArray]:
    """Return vertices, edges and operations of the distinct cells with `n_vertices`."""
    interior = range(1, n_vertices - 1)
    choices = np.array(list(itertools.product(range(len(OPERATIONS)), repeat=len(interior))))
    graphs = _graphs(n_vertices)
    graphs = graphs[_firsts(n_vertices, graphs, np.zeros((len(graphs), MAX_VERTICES), np.int8))]
    edges = np.repeat(graphs, len(choices))
    operations = np.full((len(edges), MAX_VERTICES), -1, dtype=np.int8)
    operations[:, 1 : n_vertices - 1] = np.tile(choices, (len(graphs), 1))
    first = _firsts(n_vertices, edges, operations)
    vertices = np.full(len(first), n_vertices, dtype=np.int8)
    return vertices, edges[first], operations[first]


def _graphs(n_vertices: int) -> IntArray:
    """Return the graphs whose every vertex is on a path from input to output, ascending.

    In an acyclic graph it is enough that an edge leads to all but the first vertex and from all
    but the last.
    """
    bits = {pair: 1 << bit for bit, pair in enumerate(PAIRS) if pair[1] < n_vertices}
    graphs = np.arange(1 << len(bits), dtype=np.int32)
    for vertex in range(n_vertices):
        for end, needless in ((0, n_vertices - 1), (1, 0)):
            if vertex != needless:
                some = sum(bit for pair, bit in bits.items() if pair[end] == vertex)
                graphs = graphs[(graphs & some) != 0]
    n_edges = sum((graphs >> bit) & 1 for bit in range(len(bits)))
    return graphs[n_edges <= MAX_EDGES]


def _firsts(n_vertices: int, edges: IntArray, operations: IntArray) -> IntArray:
    """Return the positions of the first cell of every isomorphism class, ascending."""
    labels = labels_of(np.full(len(edges), n_vertices), operations)
    _, first = np.unique(fingerprints(edges, labels), return_index=True)
    return np.sort(first)
