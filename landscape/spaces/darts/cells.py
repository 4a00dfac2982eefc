"""What a cell of DARTS is, as numbers, and which cells are the same network.

A cell has the nodes 0 to 5. Node 0 is the output of the cell before the last and node 1 that of
the last; each of the nodes 2 to 5 adds up two edges from different earlier nodes, each with an
operation; the output of the cell is the concatenation of the nodes 2 to 5.
"""

from __future__ import annotations

import functools
import itertools
import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray

__all__ = [
    "NODES",
    "OPERATIONS",
    "PAIRS",
    "SHAPE",
    "Cell",
    "Edge",
    "Genotype",
    "code_of",
    "edges_of",
    "lowest_equals",
    "n_different_cells",
]

NODES = (2, 3, 4, 5)
"""Nodes that compute something."""

OPERATIONS = (
    "max_pool_3x3",
    "avg_pool_3x3",
    "skip_connect",
    "sep_conv_3x3",
    "sep_conv_5x5",
    "dil_conv_3x3",
    "dil_conv_5x5",
)
"""Operations an edge chooses from, in the authors' order; their ``none`` is never chosen."""

PAIRS = tuple(tuple(itertools.combinations(range(node), 2)) for node in NODES)
"""The pairs of earlier nodes that each node chooses from: 1, 3, 6 and 10."""

Edge: TypeAlias = tuple[str, int]
"""Operation, and the node it comes from."""

Cell: TypeAlias = tuple[tuple[Edge, Edge], ...]
"""The two edges of each of the nodes 2 to 5, that from the lower node first."""


class Genotype(NamedTuple):
    """The two cells of an architecture: of most layers, and of those that halve the image.

    Examples
    --------
    >>> from landscape import get_space
    >>> genotype = get_space("darts").genotype(0)
    >>> genotype.normal[3]  # the edges into node 5
    (('max_pool_3x3', 0), ('max_pool_3x3', 1))
    """

    normal: Cell
    reduce: Cell


# The first of these nodes has no choice of a pair, and so no variable for it.
SHAPE = tuple(n for pairs in PAIRS for n in (len(pairs), len(OPERATIONS), len(OPERATIONS)) if n > 1)
"""Options of the variables of a cell: of each node its pair, and two operations."""

_STRIDES = np.array([math.prod(SHAPE[place + 1 :]) for place in range(len(SHAPE))], np.int64)
_PAIR_AT = np.array([2, 5, 8])
_OPERATIONS_AT = np.array([0, 1, 3, 4, 6, 7, 9, 10])
_N_CHOICES = np.array([len(pairs) for pairs in PAIRS[1:]])
_ORDERS = tuple(itertools.permutations(range(len(NODES))))


def edges_of(code: IntArray) -> Cell:
    """Return the edges of a cell with a code of shape ``(11,)``."""
    chosen = [0, *code[_PAIR_AT].tolist()]
    names = [OPERATIONS[option] for option in code[_OPERATIONS_AT].tolist()]
    return tuple(
        ((names[2 * node], low), (names[2 * node + 1], high))
        for node, (low, high) in enumerate(PAIRS[node][chosen[node]] for node in range(len(NODES)))
    )


def code_of(cell: Cell) -> list[int]:
    """Return the code of a cell, 11 numbers; `ValueError` if it is none."""
    code: list[int] = []
    for pairs, edges in zip(PAIRS, cell, strict=True):
        (first, low), (second, high) = sorted(edges, key=lambda edge: edge[1])
        pair = pairs.index((low, high))
        code += [pair] if len(pairs) > 1 else []
        code += [OPERATIONS.index(first), OPERATIONS.index(second)]
    return code


def lowest_equals(codes: IntArray) -> IntArray:
    """Return, for each cell, the lowest number of those that differ in their nodes' names alone.

    Parameters
    ----------
    codes
        Shape ``(n, 11)``.

    Returns
    -------
    array of shape (n,), int64
        Codes read in mixed radix, as a space numbers its configurations.
    """
    wiring = np.ravel_multi_index(tuple(codes[:, _PAIR_AT].T), tuple(_N_CHOICES))
    operations = codes[:, _OPERATIONS_AT].astype(np.int64)
    lowest = np.full(len(codes), np.iinfo(np.int64).max)
    for renamed in _renamings():
        moved = np.take_along_axis(operations, renamed.takes[wiring], axis=1)
        numbers = renamed.pairs[wiring] + moved @ _STRIDES[_OPERATIONS_AT]
        lowest = np.where(renamed.possible[wiring], np.minimum(lowest, numbers), lowest)
    return lowest


@functools.cache
def n_different_cells(n_operations: int = len(OPERATIONS)) -> int:
    """Return how many cells differ by more than the names of their nodes.

    A class of n equal cells is met n times: every cell counts 1/n. With v possible renamings of a
    cell, s of which leave it as it is, n is v / s; and a renaming leaves as many of the cells of
    its wiring as they are as there are ways to give each of its cycles of edges one operation.
    """
    renamings = _renamings()
    possible = np.sum([renamed.possible for renamed in renamings], axis=0).tolist()
    own = renamings[0].pairs  # the first renaming is none
    count = Fraction()
    for renamed in renamings:
        for wiring in np.flatnonzero(renamed.possible & (renamed.pairs == own)).tolist():
            unchanged = n_operations ** _n_cycles(renamed.takes[wiring].tolist())
            count += Fraction(unchanged, possible[wiring])
    return int(count)


def _n_cycles(takes: list[int]) -> int:
    seen: set[int] = set()
    count = 0
    for start in range(len(takes)):
        count += start not in seen
        while start not in seen:
            seen.add(start)
            start = takes[start]
    return count


class _Renaming(NamedTuple):
    """What giving the nodes 2 to 5 other names does to each wiring, that is, choice of pairs.

    Attributes
    ----------
    possible
        Whether every edge still comes from a lower node, shape ``(180,)``.
    pairs
        What the pairs add to the number of the renamed cell, shape ``(180,)``.
    takes
        From which of its eight places each operation is taken, shape ``(180, 8)``.
    """

    possible: BoolArray
    pairs: IntArray
    takes: IntArray


@functools.cache
def _renamings() -> tuple[_Renaming, ...]:
    """Return all 24; the first leaves every name as it is."""
    wirings = list(itertools.product(*PAIRS))
    return tuple(_renaming(wirings, order) for order in _ORDERS)


def _renaming(wirings: list[tuple[tuple[int, int], ...]], order: tuple[int, ...]) -> _Renaming:
    """Return what becomes of wirings if node ``2 + k`` is called ``2 + order[k]``."""
    possible = np.zeros(len(wirings), dtype=np.bool_)
    pairs = np.zeros(len(wirings), dtype=np.int64)
    takes = np.tile(np.arange(2 * len(NODES)), (len(wirings), 1))
    name = [0, 1, *(node + 2 for node in order)]
    for number, wiring in enumerate(wirings):
        for node, sources in enumerate(wiring):
            new = order[node]
            # The edges of a node are in the order of where they come from.
            (low, first), (high, second) = sorted((name[s], at) for at, s in enumerate(sources))
            if high >= new + 2:
                break
            takes[number, 2 * new : 2 * new + 2] = 2 * node + first, 2 * node + second
            if new:
                pairs[number] += PAIRS[new].index((low, high)) * _STRIDES[_PAIR_AT[new - 1]]
        else:
            possible[number] = True
    return _Renaming(possible, pairs, takes)
