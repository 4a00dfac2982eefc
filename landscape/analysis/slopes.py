"""What neighbours are like: better ones, and how steep it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.registry import Number, analysis
from landscape.analysis.scaled import scaled
from landscape.analysis.undefined import NotDefinedError, Undefined, or_undefined
from landscape.lazy import once
from landscape.spaces.neighbourhood import neighbourhood

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.arrays import FloatArray
    from landscape.landscape import Landscape

__all__ = ["mean_step", "n_present_neighbours", "slopes"]


@analysis(
    "slopes",
    title="Better neighbours and steepness",
    numbers={
        "evolvability": Number(
            "share of strictly better ones among a configuration's neighbours with fitness, mean "
            "over the configurations that have any",
            "0 to 1",
            "high: a random change often improves; (1 - neutrality) / 2 where every configuration "
            "has as many neighbours",
            "Smith, Husbands, Layzell and O'Shea, Evolutionary Computation 2002",
        ),
        "gradient_intensity": Number(
            "mean absolute difference of fitness between neighbours of finite fitness",
            "≥ 0, in the unit of fitness",
            "high: steep",
        ),
        "gradient_intensity_std": Number(
            "gradient_intensity divided by fitness_std",
            "0 to 2 where every configuration has as many neighbours",
            "the same without the unit: small where neighbours are alike",
        ),
    },
)
def slopes(landscape: Landscape) -> Computed:
    """Return evolvability and gradient intensity."""
    step = or_undefined(lambda: mean_step(landscape))
    return {
        "evolvability": or_undefined(lambda: _evolvability(landscape)),
        "gradient_intensity": step,
        "gradient_intensity_std": _relative(landscape, step),
    }


@once
def n_present_neighbours(landscape: Landscape) -> FloatArray:
    """Return how many neighbours with fitness each configuration with fitness has; else 0."""
    there = ~landscape.missing
    counts = neighbourhood(landscape.space).total(there.astype(np.float64))
    return np.where(there, counts, 0.0)


def _evolvability(landscape: Landscape) -> float:
    counts = n_present_neighbours(landscape)
    met = counts > 0
    if not met.any():
        raise NotDefinedError("no two configurations with fitness are neighbours")
    better = neighbourhood(landscape.space).fold(np.less, landscape.fitness)
    return float(np.mean(better[met] / counts[met]))


def mean_step(landscape: Landscape, values: FloatArray | None = None) -> float:
    """Return the mean absolute difference between neighbours of finite fitness.

    Parameters
    ----------
    landscape
        Any.
    values
        Shape ``(space.size,)``: what differs, NaN where fitness is not finite; by default
        fitness.

    Raises
    ------
    NotDefinedError
        If there are no such neighbours.
    """
    fitness = scaled(landscape)
    neighbours = neighbourhood(landscape.space)
    n_pairs = neighbours.total(fitness.there.astype(np.float64))[fitness.there].sum()
    if n_pairs == 0:
        raise NotDefinedError("no two configurations of finite fitness are neighbours")
    if values is None:
        return mean_step(landscape, fitness.values) * fitness.unit
    return float(neighbours.fold(_difference, values).sum() / n_pairs)


def _difference(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return absolute differences; 0 where either is NaN."""
    difference = np.abs(one - other)
    return np.where(np.isnan(difference), 0.0, difference)


def _relative(landscape: Landscape, step: float | Undefined) -> float | Undefined:
    if isinstance(step, Undefined):
        return step
    fitness = scaled(landscape)
    if np.ptp(fitness.finite) == 0:
        return Undefined("fitness is the same everywhere")
    return float(step / fitness.unit / fitness.finite.std())
