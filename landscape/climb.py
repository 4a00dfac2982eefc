"""Best-improvement climbing of a whole space at once: first every step, then every climb."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces import ProductSpace
from landscape.spaces.neighbourhood import cube_steps, list_steps

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import Space

__all__ = ["attractors", "best_improvement"]


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
