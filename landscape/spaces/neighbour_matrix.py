"""The neighbours of some configurations of any space as a rectangle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces import ProductSpace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.arrays import IntArray
    from landscape.spaces import Space

__all__ = ["neighbour_matrices"]

_ENTRIES = 1 << 19
"""Entries of a matrix: enough for numpy to pay, few enough for a processor's cache."""

_ROWS = 1 << 10
"""Rows of a matrix where the number of neighbours is not known beforehand."""


def neighbour_matrices(
    space: Space, indices: IntArray, distance: int
) -> Iterator[tuple[int, IntArray]]:
    """Yield the neighbours of `indices` at exactly `distance`, some rows at a time.

    Yields
    ------
    first : int
        Position in `indices` of the matrix's first row.
    matrix : array of shape (rows, k)
        Configuration numbers in neighbour order. Rows with fewer than ``k`` neighbours end in -1,
        so that an array with one entry more than configurations can be indexed with it: the last
        entry answers for nobody.
    """
    if isinstance(space, ProductSpace):
        rows = max(1, _ENTRIES // max(1, space.n_neighbours(distance)))
        for first in range(0, len(indices), rows):
            yield first, space.neighbour_table(indices[first : first + rows], distance)
    else:
        for first in range(0, len(indices), _ROWS):
            yield first, _padded(space, indices[first : first + _ROWS], distance)


def _padded(space: Space, indices: IntArray, distance: int) -> IntArray:
    lists = space.neighbour_lists(indices, distance)
    degrees = np.diff(lists.offsets)
    matrix = np.full((len(lists), degrees.max(initial=0)), -1, dtype=space.dtype)
    matrix[np.arange(matrix.shape[1]) < degrees[:, None]] = lists.members
    return matrix
