"""Cells of NAS-Bench-101 as numbers: edges are bits, operations are labels.

Arrays of many cells hold the edges of a cell in the bits of one integer and a label for each of
the seven places a vertex may have. A place without a vertex has no edges.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray

__all__ = [
    "ABSENT",
    "INPUT",
    "MAX_EDGES",
    "MAX_VERTICES",
    "OPERATIONS",
    "OUTPUT",
    "PAIRS",
    "adjacency_of",
    "edges_of",
    "labels_of",
    "pairs_of",
]

OPERATIONS = ("conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3")
"""Operations an interior vertex chooses from, in the benchmark's order."""

MAX_VERTICES = 7
"""Vertices a cell may have, input and output included."""

MAX_EDGES = 9
"""Edges a cell may have."""

INPUT, OUTPUT, ABSENT = 3, 4, 5
"""Labels of what is no operation; the label of an operation is its position in `OPERATIONS`."""

PAIRS = tuple((x, y) for y in range(MAX_VERTICES) for x in range(y))
"""Edge ``(from, to)`` of each bit: bit ``x + y (y - 1) / 2``, whatever the number of vertices."""

_FROM, _TO = (np.array(ends) for ends in zip(*PAIRS, strict=True))
_BITS = np.arange(len(PAIRS), dtype=np.int32)


def adjacency_of(edges: IntArray) -> BoolArray:
    """Return the adjacency matrices of edge bits: shape ``(...)`` gives ``(..., 7, 7)``."""
    adjacency = np.zeros((*edges.shape, MAX_VERTICES, MAX_VERTICES), dtype=np.bool_)
    adjacency[..., _FROM, _TO] = (edges[..., None] >> _BITS) & 1
    return adjacency


def edges_of(adjacency: BoolArray) -> IntArray:
    """Return the edge bits of upper-triangular matrices: ``(..., 7, 7)`` gives ``(...)``."""
    bits = adjacency[..., _FROM, _TO].astype(np.int32)
    return np.asarray(bits @ (np.int32(1) << _BITS), dtype=np.int32)


def labels_of(vertices: IntArray, operations: IntArray) -> IntArray:
    """Return the labels of the seven places.

    Parameters
    ----------
    vertices
        Shape ``(k,)``: numbers of vertices; the last is the output.
    operations
        Shape ``(k, 7)``: positions in `OPERATIONS`, read at interior vertices only.

    Returns
    -------
    array of shape (k, 7), int8
    """
    place = np.arange(MAX_VERTICES)
    last = vertices[:, None] - 1
    labels = np.where(place < last, operations, np.where(place == last, OUTPUT, ABSENT))
    labels[:, 0] = INPUT
    return labels.astype(np.int8)


def pairs_of(edges: int) -> list[tuple[int, int]]:
    """Return the edges of one cell, by where they start, then by where they end."""
    return [
        (x, y)
        for x, y in itertools.combinations(range(MAX_VERTICES), 2)
        if edges >> (x + y * (y - 1) // 2) & 1
    ]
