"""The neighbourhood of any space, from lists of neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.climb import list_steps
from landscape.components import hops_to
from landscape.spaces.neighbourhood import Neighbourhood

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.spaces import NeighbourLists
    from landscape.spaces.neighbourhood import Compare

__all__ = ["Lists"]


class Lists(Neighbourhood):
    """Neighbours in compressed sparse rows.

    Parameters
    ----------
    neighbours
        Those of all configurations.
    """

    def __init__(self, neighbours: NeighbourLists) -> None:
        self.size = len(neighbours)
        self._neighbours = neighbours
        self._there = neighbours.members
        numbers = np.arange(self.size, dtype=neighbours.members.dtype)
        self._here = np.repeat(numbers, np.diff(neighbours.offsets))

    def fold(self, compare: Compare, values: FloatArray) -> FloatArray:
        """Return Σ over the neighbours j of i of ``compare(values[i], values[j])``, for every i."""
        return self._sums(compare(values[self._here], values[self._there]).astype(np.float64))

    def total(self, values: FloatArray) -> FloatArray:
        """Return Σ over the neighbours j of i of ``values[j]``, for every i."""
        return self._sums(values[self._there])

    def _sums(self, values: FloatArray) -> FloatArray:
        return np.bincount(self._here, values, self.size).astype(np.float64, copy=False)

    def level_links(self, values: FloatArray) -> tuple[IntArray, IntArray]:
        """Return all pairs of neighbours of equal value, each in both directions."""
        level = values[self._here] == values[self._there]
        return self._here[level], self._there[level]

    def best_steps(self, fitness: FloatArray) -> IntArray:
        """Return the best-improvement steps."""
        return list_steps(self._neighbours, fitness)

    def distances(self, goals: IntArray) -> IntArray:
        """Return the fewest changes that lead to any of `goals`; -1 where none do."""
        return hops_to(goals, self.size, self._here, self._there)

    def climbs_to(self, goals: IntArray, fitness: FloatArray) -> BoolArray:
        """Tell from where steps to strictly better neighbours can lead to any of `goals`."""
        rises = fitness[self._here] < fitness[self._there]
        return hops_to(goals, self.size, self._here[rises], self._there[rises]) >= 0
