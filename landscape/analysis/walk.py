"""The random walk on a landscape, and what it remembers: exactly, without walking.

A walker goes to a neighbour drawn uniformly from those of finite fitness, again and again. In the
long run it is at a configuration in proportion to the number of these; that is where it starts,
so that the walk is stationary and reversible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.anova import order_spectrum
from landscape.analysis.scaled import require_varied
from landscape.analysis.undefined import NotDefinedError
from landscape.spaces import ProductSpace
from landscape.spaces.neighbourhood import neighbourhood

if TYPE_CHECKING:
    from landscape.analysis.scaled import Scaled
    from landscape.arrays import FloatArray
    from landscape.landscape import Landscape
    from landscape.spaces import Space

__all__ = ["autocorrelation"]


def autocorrelation(landscape: Landscape, lags: int) -> FloatArray:
    """Return the autocorrelation of fitness along the stationary random walk.

    In a complete product space without order by closed form: the interactions between variables are
    the eigenvectors of a step. Elsewhere by applying the step `lags` times.

    Parameters
    ----------
    landscape
        Any.
    lags
        How many.

    Returns
    -------
    array of shape (lags,)
        Entry ``k - 1`` is the correlation of fitness now and ``k`` steps later, in [-1, 1].

    Raises
    ------
    NotDefinedError
        If the walk cannot step, or finds fitness the same everywhere.

    References
    ----------
    Weinberger, "Correlated and uncorrelated fitness landscapes and how to tell the difference",
    Biological Cybernetics 1990; Stadler, "Landscapes and their correlation functions", Journal
    of Mathematical Chemistry 1996.
    """
    fitness = require_varied(landscape)
    space = landscape.space
    closed = isinstance(space, ProductSpace) and space.is_hamming and fitness.there.all()
    values = _closed_form(landscape, lags) if closed else _stepped(space, fitness, lags)
    return np.clip(values, -1, 1)


def _closed_form(landscape: Landscape, lags: int) -> FloatArray:
    spectrum = order_spectrum(landscape)
    powers = spectrum.eigenvalue ** np.arange(1, lags + 1)[:, None]
    correlations: FloatArray = powers @ spectrum.share
    return correlations


def _stepped(space: Space, fitness: Scaled, lags: int) -> FloatArray:
    neighbours = neighbourhood(space)
    degree = np.where(fitness.there, neighbours.total(fitness.there.astype(np.float64)), 0.0)
    visited = degree > 0
    if not visited.any():
        raise NotDefinedError("no two configurations of finite fitness are neighbours")
    if np.ptp(fitness.values[visited]) == 0:
        raise NotDefinedError("fitness is the same everywhere the walk can go")
    chance = degree / degree.sum()
    deviation = np.where(visited, fitness.values, 0.0)
    deviation = np.where(visited, deviation - np.sum(chance * deviation), 0.0)
    deviation /= np.abs(deviation).max()
    later, covariance = deviation, np.empty(lags)
    for lag in range(lags):
        # What is expected one step later; nobody leaves for where the walk cannot go.
        later = np.where(visited, neighbours.total(later) / np.maximum(degree, 1), 0.0)
        covariance[lag] = np.sum(chance * deviation * later)
    correlations: FloatArray = covariance / np.sum(chance * deviation**2)
    return correlations
