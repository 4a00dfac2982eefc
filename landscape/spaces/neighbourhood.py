"""What is asked of the neighbourhood of a whole space at once, however it is stored.

A product space needs no neighbour lists: values of its configurations are a cube, and the best
neighbour along one variable is the best of an axis.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from landscape.arrays import index_dtype
from landscape.lazy import once
from landscape.spaces.product import ProductSpace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.spaces.neighbour_lists import NeighbourLists
    from landscape.spaces.space import Space

    Compare: TypeAlias = Callable[[FloatArray, FloatArray], FloatArray | BoolArray]
    """Takes the values of configurations and those of one neighbour each, elementwise."""


__all__ = [
    "Neighbourhood",
    "cube_steps",
    "hops_to",
    "list_steps",
    "neighbour_matrices",
    "neighbourhood",
]


@once
def neighbourhood(space: Space) -> Neighbourhood:
    """Return the neighbourhood of `space`: arithmetic on a cube, or lists."""
    return Cube(space) if isinstance(space, ProductSpace) else Lists(space.neighbour_lists())


class Neighbourhood(ABC):
    """The neighbours at distance 1 of every configuration of a space.

    A neighbour's neighbour is the configuration itself: the relation is symmetric. All arrays
    have shape ``(space.size,)``.
    """

    @abstractmethod
    def fold(self, compare: Compare, values: FloatArray) -> FloatArray:
        """Return Σ over the neighbours j of i of ``compare(values[i], values[j])``, for every i."""

    @abstractmethod
    def total(self, values: FloatArray) -> FloatArray:
        """Return Σ over the neighbours j of i of ``values[j]``, for every i."""

    @abstractmethod
    def level_links(self, values: FloatArray) -> tuple[IntArray, IntArray]:
        """Return pairs of neighbours of equal value, enough to join all that are connected.

        NaN equals nothing.
        """

    @abstractmethod
    def best_steps(self, fitness: FloatArray) -> IntArray:
        """Return the best-improvement steps; see `landscape.climb.best_improvement`."""

    @abstractmethod
    def distances(self, goals: IntArray) -> IntArray:
        """Return the fewest changes that lead to any of `goals`; -1 where none do.

        Missing configurations are passed like others.
        """

    @abstractmethod
    def climbs_to(self, goals: IntArray, fitness: FloatArray) -> BoolArray:
        """Tell from where steps to strictly better neighbours can lead to any of `goals`."""


class Cube(Neighbourhood):
    """Configurations numbered in mixed radix; neighbours differ along one axis.

    Parameters
    ----------
    space
        Whose configurations they are. It is not kept.
    """

    def __init__(self, space: ProductSpace) -> None:
        self._space = ProductSpace(space.variables)
        self.size = self._space.size
        # Seen along one axis, the cube has three: what is before, the axis, what is after.
        axes = zip(space.shape, space.strides, space.ordinal, strict=True)
        self._axes = [((-1, n, stride), ordinal) for n, stride, ordinal in axes if n > 1]

    def fold(self, compare: Compare, values: FloatArray) -> FloatArray:
        """Return Σ over the neighbours j of i of ``compare(values[i], values[j])``, for every i."""
        result = np.zeros(self.size)
        for view, low, high in self._shifts():
            cube, sums = values.reshape(view), result.reshape(view)
            sums[:, low] += compare(cube[:, low], cube[:, high])
            sums[:, high] += compare(cube[:, high], cube[:, low])
        return result

    def _shifts(self) -> Iterator[tuple[tuple[int, int, int], slice, slice]]:
        """Yield views, each with two slices of axis 1 that pair all options some way apart.

        Those of ordinal variables are neighbours if they are one apart.
        """
        for view, ordinal in self._axes:
            for shift in range(1, 2 if ordinal else view[1]):
                yield view, slice(None, -shift), slice(shift, None)

    def total(self, values: FloatArray) -> FloatArray:
        """Return Σ over the neighbours j of i of ``values[j]``, for every i."""
        # An axis without order sums i itself, too.
        result = values * -float(sum(not ordinal for _, ordinal in self._axes))
        for view, ordinal in self._axes:
            cube, sums = values.reshape(view), result.reshape(view)
            if ordinal:
                sums[:, 1:] += cube[:, :-1]
                sums[:, :-1] += cube[:, 1:]
            else:
                sums += cube.sum(axis=1, keepdims=True)
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
        """Return the distance to the nearest of `goals`; -1 if there are none."""
        furthest = sum(view[1] - 1 if ordinal else 1 for view, ordinal in self._axes)
        distance = np.full(self.size, furthest + 1, dtype=np.int32)
        distance[goals] = 0
        for view, ordinal in self._axes:  # changes along each axis: the order is all one
            cube = distance.reshape(view)
            if ordinal:
                _walk(cube)
                _walk(cube[:, ::-1])
            else:
                np.minimum(cube, cube.min(axis=1, keepdims=True) + 1, out=cube)
        return distance if len(goals) else np.full_like(distance, -1)

    def climbs_to(self, goals: IntArray, fitness: FloatArray) -> BoolArray:
        """Tell from where steps to strictly better neighbours can lead to any of `goals`."""
        reached, fresh = np.zeros((2, self.size), dtype=np.bool_)
        fresh[goals] = True
        height_of = np.append(fitness, np.nan)  # nobody's is below anything
        while len(frontier := np.flatnonzero(fresh)):
            reached |= fresh
            fresh[frontier] = False
            for first, matrix in neighbour_matrices(self._space, frontier, distance=1):
                height = fitness[frontier[first : first + len(matrix)], None]
                fresh[matrix[height_of[matrix] < height]] = True
            fresh &= ~reached
        return reached


def _walk(distance: IntArray) -> None:
    """Make every option along axis 1 at most one further than the one before, in place."""
    for option in range(1, distance.shape[1]):
        here = distance[:, option]
        np.minimum(here, distance[:, option - 1] + 1, out=here)


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


def cube_steps(space: ProductSpace, fitness: FloatArray) -> IntArray:
    """Return the best-improvement steps of a product space: a few elementwise passes an axis."""
    height = _climbable(fitness)
    numbers = np.arange(space.size, dtype=space.dtype)
    best, step = fitness.copy(), numbers.copy()  # nothing is better than NaN
    for n_options, stride, ordinal in zip(space.shape, space.strides, space.ordinal, strict=True):
        cube = (-1, n_options, stride)
        if ordinal:
            along = best.reshape(cube), step.reshape(cube)
            _next_options(height.reshape(cube), numbers.reshape(cube), *along)
            continue
        peak, summit = _peaks(height.reshape(cube), numbers.reshape(cube))
        # Strictly better than the axes before: ties stay with the first variable.
        better = peak > best.reshape(cube)
        np.maximum(best.reshape(cube), peak, out=best.reshape(cube))
        np.copyto(step.reshape(cube), summit, where=better)
    return step


def _next_options(height: FloatArray, numbers: IntArray, best: FloatArray, step: IntArray) -> None:
    """Step to the next smaller or larger option along axis 1, where that is better, in place."""
    low, high = slice(None, -1), slice(1, None)
    for here, there in ((high, low), (low, high)):  # ties stay with the smaller one
        better = height[:, there] > best[:, here]
        np.copyto(best[:, here], height[:, there], where=better)
        np.copyto(step[:, here], numbers[:, there], where=better)


def _peaks(height: FloatArray, numbers: IntArray) -> tuple[FloatArray, IntArray]:
    """Return the best value along axis 1 and its number: the first of equals."""
    peak, summit = height[:, :1].copy(), numbers[:, :1].copy()
    for option in range(1, height.shape[1]):
        here = slice(option, option + 1)
        better = height[:, here] > peak
        np.maximum(peak, height[:, here], out=peak)
        np.copyto(summit, numbers[:, here], where=better)
    return peak, summit


def list_steps(neighbours: NeighbourLists, fitness: FloatArray) -> IntArray:
    """Return the best-improvement steps of any space, from the neighbours of all of it."""
    height = _climbable(fitness)
    step = np.arange(len(neighbours), dtype=index_dtype(len(neighbours)))
    degrees = np.diff(neighbours.offsets)
    rows = np.flatnonzero(degrees)  # reduceat has no answer for an empty row
    if len(rows) == 0:
        return step
    starts = neighbours.offsets[rows]
    heights = height[neighbours.members]
    best = np.maximum.reduceat(heights, starts)
    hits = np.flatnonzero(heights == np.repeat(best, degrees[rows]))
    first = neighbours.members[hits[np.searchsorted(hits, starts)]]
    better = best > fitness[rows]  # never, where that is NaN
    step[rows[better]] = first[better]
    return step


def _climbable(fitness: FloatArray) -> FloatArray:
    """Return fitness with the missing at -inf, to which no step leads."""
    return np.where(np.isnan(fitness), -np.inf, fitness)


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
        Configuration numbers in neighbour order. Rows with fewer than ``k`` neighbours have -1 in
        some places, so that an array with one entry more than configurations can be indexed with
        it: the last entry answers for nobody.
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


def hops_to(goals: IntArray, n_nodes: int, source: IntArray, target: IntArray) -> IntArray:
    """Return the number of edges on the shortest path from every node to any of `goals`.

    Parameters
    ----------
    goals
        Shape ``(k,)``, nodes.
    n_nodes
        Nodes are numbered 0 to ``n_nodes - 1``.
    source, target
        Shape ``(n_edges,)`` each; edges lead from one to the other.

    Returns
    -------
    array of shape (n_nodes,), int64
        -1 where no path leads to a goal.

    Examples
    --------
    >>> hops_to(np.array([2]), 4, np.array([0, 1]), np.array([1, 2])).tolist()
    [2, 1, 0, -1]
    """
    hops = np.full(n_nodes, -1, dtype=np.int64)
    hops[goals] = 0
    if len(goals) == 0 or len(source) == 0:
        return hops
    # Loaded here because it takes longer to import than a small network to search.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    # Older SciPy walks on nothing longer than a C int.
    ends = target.astype(np.intc), source.astype(np.intc)
    backwards = csr_array((np.ones(len(source)), ends), shape=(n_nodes, n_nodes))
    lengths = dijkstra(backwards, indices=goals, unweighted=True, min_only=True)
    there = np.isfinite(lengths)
    hops[there] = lengths[there].astype(np.int64)
    return hops
