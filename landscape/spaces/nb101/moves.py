"""Which cells of NAS-Bench-101 neighbour each other.

A move adds or removes one edge, changes one operation, or inserts or removes one interior vertex
of in-degree and out-degree one together with its two edges; nothing else changes, and what comes
of it must be a cell as it stands. Whatever grows a cell is the way back of what shrinks another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces.nb101.fingerprint import fingerprints
from landscape.spaces.nb101.graphs import ABSENT, MAX_VERTICES, OPERATIONS, PAIRS, adjacency_of
from landscape.spaces.neighbour_lists import NeighbourLists

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from landscape.arrays import BoolArray, IntArray
    from landscape.spaces.nb101.enumeration import Cells

    # Positions of cells, and the edges and the labels that a move gives them.
    _Moved: TypeAlias = tuple[IntArray, IntArray, IntArray]

__all__ = ["rows_of", "single_moves", "two_moves"]

_ROWS = 1 << 12  # so that a row times the size of the space still is a small number to sort by


def single_moves(cells: Cells) -> NeighbourLists:
    """Return the neighbours of every cell, ascending; some seconds."""
    size = len(cells.edges)
    keys = []
    for source, edges, labels in _shrinking_moves(cells):
        target = cells.find(fingerprints(edges, labels)).astype(np.int64)
        keys += [source * size + target, target * size + source]
    source, target = np.divmod(_distinct(np.concatenate(keys)), size)
    offsets = np.searchsorted(source, np.arange(size + 1))
    return NeighbourLists(offsets.astype(np.int64), target.astype(np.int32))


def _distinct(keys: IntArray) -> IntArray:
    """Return the distinct of `keys`, ascending; numpy.unique hashes them, fifty times slower."""
    keys.sort()
    first = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    return keys[first]


def _shrinking_moves(cells: Cells) -> Iterator[_Moved]:
    """Yield the moves of one direction: a move the other way is one of these seen from its end."""
    yield from _without_edge(cells)
    yield from _without_vertex(cells)
    yield from _relabelled(cells)


def _without_edge(cells: Cells) -> Iterator[_Moved]:
    spare_out, spare_in = _spare(cells)
    labels = cells.labels()
    for bit, (x, y) in enumerate(PAIRS):
        there = (cells.edges >> bit) & 1 == 1
        rows = np.flatnonzero(there & spare_out[:, x] & spare_in[:, y])
        yield rows, cells.edges[rows] ^ np.int32(1 << bit), labels[rows]


def _without_vertex(cells: Cells) -> Iterator[_Moved]:
    spare_out, spare_in = _spare(cells)
    adjacency, labels = adjacency_of(cells.edges), cells.labels()
    thin = (adjacency.sum(axis=1) == 1) & (adjacency.sum(axis=2) == 1)
    for vertex in range(1, MAX_VERTICES - 1):
        # Its only predecessor leads elsewhere too, and its only successor is led to from elsewhere.
        before = (adjacency[:, :, vertex] & spare_out).any(axis=1)
        after = (adjacency[:, vertex, :] & spare_in).any(axis=1)
        rows = np.flatnonzero(thin[:, vertex] & before & after)
        others = sum(1 << bit for bit, pair in enumerate(PAIRS) if vertex not in pair)
        moved = labels[rows]
        moved[:, vertex] = ABSENT
        yield rows, cells.edges[rows] & np.int32(others), moved


def _relabelled(cells: Cells) -> Iterator[_Moved]:
    """Yield the cells with one operation changed to a later one."""
    labels = cells.labels()
    for vertex in range(1, MAX_VERTICES - 1):
        for operation in range(1, len(OPERATIONS)):
            rows = np.flatnonzero(labels[:, vertex] < operation)
            moved = labels[rows]
            moved[:, vertex] = operation
            yield rows, cells.edges[rows], moved


def _spare(cells: Cells) -> tuple[BoolArray, BoolArray]:
    """Tell which places have more than one edge from them, and which more than one to them."""
    adjacency = adjacency_of(cells.edges)
    return adjacency.sum(axis=2) > 1, adjacency.sum(axis=1) > 1


def rows_of(lists: NeighbourLists, rows: IntArray) -> NeighbourLists:
    """Return some rows of neighbour lists, in the order given."""
    starts, ends = lists.offsets[rows], lists.offsets[np.asarray(rows) + 1]
    offsets = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(ends - starts, out=offsets[1:])
    # Counting on from each row's start.
    entries = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], ends - starts)
    return NeighbourLists(offsets, lists.members[entries])


def two_moves(near: NeighbourLists, rows: IntArray) -> NeighbourLists:
    """Return who is two moves, and no fewer, away from the cells of `rows`; ascending."""
    members, degrees = [near.members[:0]], [np.empty(0, dtype=np.int64)]
    for first in range(0, len(rows), _ROWS):
        row, member = _two_moves(near, rows[first : first + _ROWS])
        members.append(member)
        degrees.append(np.bincount(row, minlength=len(rows[first : first + _ROWS])))
    offsets = np.concatenate([[0], np.cumsum(np.concatenate(degrees))]).astype(np.int64)
    return NeighbourLists(offsets, np.concatenate(members))


def _two_moves(near: NeighbourLists, rows: IntArray) -> tuple[IntArray, IntArray]:
    """Return pairs of a position in `rows` and a number, sorted."""
    size = len(near)
    first = rows_of(near, rows)
    second = rows_of(near, first.members)
    key = np.arange(len(rows), dtype=np.int32) * np.int32(size)
    key_of_first = np.repeat(key, np.diff(first.offsets))
    keys = _distinct(np.repeat(key_of_first, np.diff(second.offsets)) + second.members)
    nearer = np.concatenate([key_of_first + first.members, key + rows])
    further = np.ones(len(keys), dtype=np.bool_)
    rank = np.searchsorted(keys, nearer)
    rank[rank == len(keys)] = 0
    further[rank[keys[rank] == nearer]] = False
    row, member = np.divmod(keys[further], np.int32(size))
    return row, member
