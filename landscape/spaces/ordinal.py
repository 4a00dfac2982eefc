"""Neighbours where variables have an order: next options, and fewer of them at the ends."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import IntArray

__all__ = ["WITH_ORDER", "either_way", "most_neighbours", "moves_of", "table_with_ends"]


WITH_ORDER = {
    "distance": "the sum of the steps between the options of ordinal variables, and of 1 for each "
    "other variable that differs",
    "escape": "to every configuration at distance exactly 2 from an optimum: two variables "
    "changed, or an ordinal one by two steps",
}
"""What `Space.conventions` say of spaces with ordinal variables."""


def most_neighbours(shape: Sequence[int], ordinal: Sequence[bool], distance: int) -> int:
    """Return the number of neighbours at exactly `distance` that no configuration exceeds.

    Without ordinal variables all have as many.

    >>> most_neighbours([2, 3], [False, False], 2), most_neighbours([4, 2], [True, False], 2)
    (2, 3)
    """
    counts = [1] + [0] * distance  # at each distance, by the variables so far
    for n_options, in_order in zip(shape, ordinal, strict=True):
        # So many options of a variable, at most, are so many steps away.
        away = _at_most(n_options, distance) if in_order else [n_options - 1]
        counts = [
            counts[k] + sum(n * counts[k - step] for step, n in enumerate(away[:k], 1))
            for k in range(distance + 1)
        ]
    return counts[distance]


def _at_most(n_options: int, distance: int) -> list[int]:
    """Return how many of so many ordered options are 1, 2, ... steps from one of them, at most."""
    return [(2 * step < n_options) + (step < n_options) for step in range(1, distance + 1)]


def either_way(n_options: int, distance: int) -> IntArray:
    """Return all steps along so many ordered options, down and up, that are at most so far.

    >>> either_way(3, 5).tolist()
    [-2, -1, 1, 2]
    """
    furthest = min(distance, n_options - 1)
    return np.array([step for step in range(-furthest, furthest + 1) if step], dtype=np.int64)


@functools.lru_cache(maxsize=32)
def moves_of(shape: tuple[int, ...], ordinal: tuple[bool, ...], distance: int) -> IntArray:
    """Return which single moves make up each move of so many steps, in neighbour order.

    Returns
    -------
    array of shape (moves, distance)
        Columns of all single moves, see `table_with_ends`; 0 for none.
    """
    columns, lengths, begin = [], [], 1  # of each variable; the first of all is to stay
    for n_options, in_order in zip(shape, ordinal, strict=True):
        far = np.ones(n_options - 1, np.int64)
        far = abs(either_way(n_options, distance)) if in_order else far
        columns.append(np.arange(begin, begin + len(far)))
        lengths.append(far)
        begin += len(far)
    moves = [np.empty((0, distance), np.int64)]
    n_axes = range(1, distance + 1)
    for axes in sorted(a for k in n_axes for a in itertools.combinations(range(len(shape)), k)):
        grid = np.meshgrid(*(lengths[axis] for axis in axes), indexing="ij", copy=False)
        picked = np.nonzero(functools.reduce(np.add, grid) == distance)
        found = np.zeros((len(picked[0]), distance), np.int64)
        for place, (axis, pick) in enumerate(zip(axes, picked, strict=True)):
            found[:, place] = columns[axis][pick]
        moves.append(found)
    return np.concatenate(moves)


def table_with_ends(
    numbers: IntArray,
    codes: IntArray,
    axes: Sequence[tuple[int, int, bool]],
    distance: int,
) -> IntArray:
    """Return the neighbours of configurations, -1 where a move would lead beyond the last option.

    All single moves of all variables are columns; a move to a neighbour adds up as many of them as
    it takes, of variables that differ.

    Parameters
    ----------
    numbers, codes
        The configurations: shapes ``(n,)`` and ``(n, n_variables)``.
    axes
        Number of options, stride, and whether there is an order, of each variable.
    distance
        Exactly how far.

    Returns
    -------
    array of shape (n, moves)
    """
    rows, dtype = len(codes), numbers.dtype
    adds, inside = [np.zeros((rows, 1), dtype)], [np.ones((rows, 1), np.bool_)]  # stay
    for code, (n_options, stride, in_order) in zip(codes.T, axes, strict=True):
        if in_order:
            by = either_way(n_options, distance)
            target = code[:, None] + by
        else:
            target = np.arange(n_options - 1) + (np.arange(n_options - 1) >= code[:, None])
            by = target - code[:, None]
        # What is outside may be too large a number, which is not looked at.
        adds.append(np.broadcast_to((by * stride).astype(dtype), target.shape))
        inside.append((target >= 0) & (target < n_options))
    every, known = np.concatenate(adds, axis=1), np.concatenate(inside, axis=1)
    shape, _, ordinal = zip(*axes, strict=True)
    first, *others = moves_of(shape, ordinal, distance).T
    table, there = numbers[:, None] + every[:, first], known[:, first]
    for column in others:
        table += every[:, column]
        there &= known[:, column]
    return np.where(there, table, dtype.type(-1))
