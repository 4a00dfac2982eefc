"""Best-improvement climbing of a whole space at once: first every step, then every climb.

A product space needs no neighbour lists: its scores are a cube, and the best neighbour along one
variable is the best of an axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces import ProductSpace
from landscape.spaces.space import index_dtype

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import NeighbourLists, Space

__all__ = ["attractors", "best_improvement", "cube_steps", "list_steps"]


def best_improvement(space: Space, fitness: FloatArray) -> IntArray:
    """Return where one best-improvement step leads from every configuration.

    The step goes to the best neighbour if that is strictly better, to the first of equally good
    ones in neighbour order; otherwise the configuration is its own step. A missing configuration
    is its own step and nobody else's.

    Parameters
    ----------
    space
        The neighbourhood.
    fitness
        Shape ``(space.size,)``, maximised; NaN is missing.

    Returns
    -------
    array of shape (space.size,), of space.dtype
    """
    if isinstance(space, ProductSpace):
        return cube_steps(space, fitness)
    return list_steps(space.neighbour_lists(), fitness)


def cube_steps(space: ProductSpace, fitness: FloatArray) -> IntArray:
    """Return the best-improvement steps of a product space: a few elementwise passes an axis."""
    height = _climbable(fitness)
    numbers = np.arange(space.size, dtype=space.dtype)
    best, step = fitness.copy(), numbers.copy()  # nothing is better than NaN
    for n_options, stride in zip(space.shape, space.strides, strict=True):
        cube = (-1, n_options, stride)
        peak, summit = _peaks(height.reshape(cube), numbers.reshape(cube))
        # Strictly better than the axes before: ties stay with the first variable.
        better = peak > best.reshape(cube)
        np.maximum(best.reshape(cube), peak, out=best.reshape(cube))
        np.copyto(step.reshape(cube), summit, where=better)
    return step


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


def attractors(step: IntArray, fitness: FloatArray) -> IntArray:
    """Return the local optimum where the climb from every configuration ends; -1 if missing.

    Pointer jumping: every round doubles the steps taken, so the rounds are the logarithm of the
    longest climb.

    Parameters
    ----------
    step
        Shape ``(n,)``, from `best_improvement`.
    fitness
        Shape ``(n,)``; NaN is missing.
    """
    end, further = step, step[step]
    while not np.array_equal(end, further):
        end, further = further, further[further]
    return np.where(np.isnan(fitness), end.dtype.type(-1), end)


def _climbable(fitness: FloatArray) -> FloatArray:
    """Return fitness with the missing at -inf, to which no step leads."""
    return np.where(np.isnan(fitness), -np.inf, fitness)
