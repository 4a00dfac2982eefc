"""The benchmark's hash of hundreds of thousands of cells: `module_hash` on all of them at once."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces.nb101.graphs import MAX_VERTICES, OPERATIONS, adjacency_of
from landscape.spaces.nb101.md5 import md5

if TYPE_CHECKING:
    import numpy.typing as npt

    from landscape.arrays import BoolArray, IntArray
    from landscape.spaces.nb101.md5 import Bytes

__all__ = ["module_hashes"]

_CHUNK = 1 << 15  # cells
# Two digits a byte, as one number: numpy gathers numbers faster than pairs.
_HEX = np.array([list(b"%02x" % byte) for byte in range(256)], dtype=np.uint8).view(np.uint16)[:, 0]
_BAR = ord("|")


def module_hashes(vertices: IntArray, edges: IntArray, operations: IntArray) -> Bytes:
    """Return the bytes of the hashes of cells.

    Parameters
    ----------
    vertices, edges, operations
        Shapes ``(k,)``, ``(k,)`` and ``(k, 7)``, as in `Cells`.

    Returns
    -------
    array of shape (k, 16), uint8
    """
    hashes = np.empty((len(edges), 16), dtype=np.uint8)
    for n_vertices in np.unique(vertices).tolist():
        rows = np.flatnonzero(vertices == n_vertices)
        for first in range(0, len(rows), _CHUNK):
            chunk = rows[first : first + _CHUNK]
            adjacency = adjacency_of(edges[chunk])[:, :n_vertices, :n_vertices]
            hashes[chunk] = _of_one_size(adjacency, operations[chunk, :n_vertices])
    return hashes


def _of_one_size(adjacency: BoolArray, operations: IntArray) -> Bytes:
    """Return the hashes of cells that all have the same number of vertices."""
    digests = _first_digests(adjacency, operations)
    n_cells, n_vertices, _ = digests.shape
    for _ in range(n_vertices):
        digests = _next_digests(adjacency, digests)
    text = str(["0" * 32] * n_vertices).encode()
    message = np.tile(np.frombuffer(text, dtype=np.uint8), (n_cells, 1))
    digests = np.take_along_axis(digests, _order(digests)[:, :, None], axis=1)
    message[:, message[0] == ord("0")] = _hex(digests).reshape(n_cells, -1)
    return md5(message)


def _first_digests(adjacency: BoolArray, operations: IntArray) -> Bytes:
    """Return what is known of each vertex by itself, shape ``(k, n_vertices, 16)``."""
    labels = (-1, -2, *range(len(OPERATIONS)))
    degrees = range(MAX_VERTICES)
    table = np.empty((MAX_VERTICES, MAX_VERTICES, len(labels), 16), dtype=np.uint8)
    for before, after, label in itertools.product(degrees, degrees, labels):
        text = str((after, before, label)).encode()
        table[before, after, label] = md5(np.frombuffer(text, dtype=np.uint8)[None])[0]
    label_of = operations.copy()
    label_of[:, 0], label_of[:, -1] = -1, -2
    digests: Bytes = table[adjacency.sum(axis=1), adjacency.sum(axis=2), label_of]
    return digests


def _next_digests(adjacency: BoolArray, digests: Bytes) -> Bytes:
    """Hash each vertex with those before it and those after it."""
    n_cells, n_vertices, _ = digests.shape
    order = _order(digests)
    before = _Sorted(adjacency.swapaxes(1, 2), order)
    after = _Sorted(adjacency, order)
    text = _hex(digests).reshape(-1, 32)
    new = np.empty((n_cells * n_vertices, 16), dtype=np.uint8)
    kinds = before.degrees * MAX_VERTICES + after.degrees
    for kind in np.unique(kinds).tolist():
        rows = np.flatnonzero(kinds == kind)
        bar = np.full((len(rows), 1), _BAR, dtype=np.uint8)
        parts = [before.texts(rows, text), bar, after.texts(rows, text), bar, text[rows]]
        new[rows] = md5(np.concatenate(parts, axis=1))
    return new.reshape(digests.shape)


class _Sorted:
    """The neighbours of every vertex on one side, in the order of their hashes."""

    def __init__(self, adjacency: BoolArray, order: IntArray) -> None:
        """Take `adjacency` of shape ``(k, vertex, neighbour)`` and `order` ``(k, neighbour)``."""
        n_vertices = adjacency.shape[1]
        ordered = np.take_along_axis(adjacency, order[:, None, :], axis=2)
        cell, _, rank = np.nonzero(ordered)
        self.degrees: IntArray = ordered.sum(axis=2).reshape(-1)
        self._starts = np.cumsum(self.degrees) - self.degrees
        self._rows = cell * n_vertices + order[cell, rank]

    def texts(self, rows: IntArray, text: Bytes) -> Bytes:
        """Return the joined texts of the neighbours of vertices that all have as many."""
        entries = self._starts[rows, None] + np.arange(self.degrees[rows[0]])
        texts: Bytes = np.take(text, self._rows[entries], axis=0).reshape(len(rows), -1)
        return texts


def _order(digests: Bytes) -> npt.NDArray[np.intp]:
    """Return the vertices of each cell by their hashes.

    Eight bytes decide: of the millions of hashes of the space no two different ones share them.
    """
    return np.argsort(np.ascontiguousarray(digests[:, :, :8]).view(">u8")[:, :, 0], axis=1)


def _hex(digests: Bytes) -> Bytes:
    """Return hexadecimal digits: shape ``(..., 16)`` gives ``(..., 32)``."""
    return np.take(_HEX, digests).view(np.uint8)
