"""From a column of scores to fitness: one direction, one lattice, one kind of missing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from landscape.plain_numbers import plain_numbers

if TYPE_CHECKING:
    import numpy.typing as npt

    from landscape.arrays import BoolArray, FloatArray

__all__ = ["is_best", "to_fitness"]


def to_fitness(
    scores: npt.ArrayLike, *, minimize: bool = False, resolution: float | None = None
) -> FloatArray:
    """Return scores as fitness, which is maximised.

    The steps, in this order: a minimised score is negated; NaN and +inf *fitness* become NaN,
    which means missing; fitness is snapped to the lattice ``round(f / resolution) * resolution``.

    So +inf is missing where scores are maximised (a proxy that overflowed) and the legal worst
    where they are minimised (a loss that diverged); -inf is the legal worst where scores are
    maximised (an architecture with no path) and missing where they are minimised.

    Parameters
    ----------
    scores
        Any shape, of any type that `plain_numbers` reads; None and NaN are missing. Labels would
        be lost here: `scores_of` lines up what has some.
    minimize
        Whether lower scores are better.
    resolution
        Spacing of the lattice, in units of the score. Published accuracies are counts of images
        carrying float noise, which hides ties between them. Fitness too large for float64 to
        resolve the lattice is left as it is.

    Returns
    -------
    array of the shape of `scores`, float64
        A copy; never holds +inf or -0.0.

    Raises
    ------
    DataError
        If `scores` are no numbers, or have labels.
    OptionError
        If `resolution` is not a positive finite number.

    Examples
    --------
    >>> from landscape import to_fitness
    >>> to_fitness([0.25, None, float("inf")], minimize=True).tolist()  # a loss; the last diverged
    [-0.25, nan, -inf]
    >>> to_fitness([71.00001, 70.99998], resolution=0.5).tolist()
    [71.0, 71.0]
    """
    if resolution is not None and not (math.isfinite(resolution) and resolution > 0):
        raise OptionError(f"resolution {resolution}: expected a positive finite number, or None")
    fitness = plain_numbers(scores)
    if minimize:
        np.negative(fitness, out=fitness)
    fitness[fitness == np.inf] = np.nan
    return _snap(fitness, resolution) + 0.0  # -0.0 + 0.0 is 0.0: one spelling of zero


def _snap(fitness: FloatArray, resolution: float | None) -> FloatArray:
    if resolution is None:
        return fitness
    with np.errstate(over="ignore"):  # handled by the choice below
        steps = fitness / resolution
        return np.where(np.isfinite(steps), np.round(steps) * resolution, fitness)


def is_best(fitness: FloatArray) -> BoolArray:
    """Tell of each fitness whether it is the best of all: who is a global optimum.

    >>> is_best(np.array([1.0, 3.0, 3.0])).tolist(), is_best(np.array([])).tolist()
    ([False, True, True], [])
    """
    return np.asarray(fitness == fitness.max(initial=-np.inf))
