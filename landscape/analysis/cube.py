"""The neighbourhood of a product space: no lists, only arithmetic along the axes of a cube."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.climb import cube_steps
from landscape.spaces import ProductSpace
from landscape.spaces.neighbour_matrix import neighbour_matrices
from landscape.spaces.neighbourhood import Neighbourhood
from landscape.spaces.space import index_dtype

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.spaces.neighbourhood import Compare

__all__ = ["Cube"]


class Cube(Neighbourhood):
    """Configurations numbered in mixed radix; neighbours differ along one axis.

    Parameters
    ----------
    shape
        Number of options of each variable.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._space = ProductSpace(shape)
        self.size = self._space.size
        # Seen along one axis, the cube has three: what is before, the axis, what is after.
        self._views = [
            (-1, n_options, stride)
            for n_options, stride in zip(shape, self._space.strides, strict=True)
            if n_options > 1
        ]

    def fold(self, compare: Compare, values: FloatArray) -> FloatArray:
        """Return Σ over the neighbours j of i of ``compare(values[i], values[j])``, for every i."""
        result = np.zeros(self.size)
        for view, low, high in self._shifts():
            cube, sums = values.reshape(view), result.reshape(view)
            sums[:, low] += compare(cube[:, low], cube[:, high])
            sums[:, high] += compare(cube[:, high], cube[:, low])
        return result

    def _shifts(self) -> Iterator[tuple[tuple[int, int, int], slice, slice]]:
        """Yield views, each with two slices of axis 1 that pair all options some way apart."""
        for view in self._views:
            for shift in range(1, view[1]):
                yield view, slice(None, -shift), slice(shift, None)

    def total(self, values: FloatArray) -> FloatArray:
        """Return Σ over the neighbours j of i of ``values[j]``, for every i."""
        result = values * -float(len(self._views))  # each axis sums i itself, too
        for view in self._views:
            result.reshape(view)[...] += values.reshape(view).sum(axis=1, keepdims=True)
        return result

    def level_links(self, values: FloatArray) -> tuple[IntArray, IntArray]:
        """Return, along each axis, the next configuration of equal value of each."""
        numbers = np.arange(self.size, dtype=index_dtype(self.size))
        sources, targets = [numbers[:0]], [numbers[:0]]
        linked, axis = np.zeros(0, dtype=np.bool_), None
        for view, low, high in self._shifts():
            if view is not axis:
                linked, axis = np.zeros(self.size, dtype=np.bool_), view
            cube, done, number = (values.reshape(view), linked.reshape(view), numbers.reshape(view))
            level = (cube[:, low] == cube[:, high]) & ~done[:, low]
            done[:, low] |= level
            sources.append(number[:, low][level])
            targets.append(number[:, high][level])
        return np.concatenate(sources), np.concatenate(targets)

    def best_steps(self, fitness: FloatArray) -> IntArray:
        """Return the best-improvement steps."""
        return cube_steps(self._space, fitness)

    def distances(self, goals: IntArray) -> IntArray:
        """Return the Hamming distance to the nearest of `goals`; -1 if there are none."""
        distance = np.full(self.size, len(self._space.shape) + 1, dtype=np.int32)
        distance[goals] = 0
        for view in self._views:  # one change along each axis, or none: the order is all one
            cube = distance.reshape(view)
            np.minimum(cube, cube.min(axis=1, keepdims=True) + 1, out=cube)
        return distance if len(goals) else np.full_like(distance, -1)

    def climbs_to(self, goals: IntArray, fitness: FloatArray) -> BoolArray:
        """Tell from where steps to strictly better neighbours can lead to any of `goals`."""
        reached, fresh = np.zeros((2, self.size), dtype=np.bool_)
        fresh[goals] = True
        while len(frontier := np.flatnonzero(fresh)):
            reached |= fresh
            fresh[frontier] = False
            for first, matrix in neighbour_matrices(self._space, frontier, distance=1):
                height = fitness[frontier[first : first + len(matrix)], None]
                fresh[matrix[fitness[matrix] < height]] = True
            fresh &= ~reached
        return reached
