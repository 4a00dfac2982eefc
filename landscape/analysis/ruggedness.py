"""How far fitness is from a sum of effects of the variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.anova import require_product
from landscape.analysis.registry import Number, analysis
from landscape.analysis.scaled import require_finite
from landscape.analysis.slopes import mean_step
from landscape.analysis.undefined import Undefined

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.arrays import FloatArray
    from landscape.landscape import Landscape

__all__ = ["additive_fit", "ruggedness"]

_NOTHING = 1e-12
"""A slope below this, relative to the largest fitness, is a rounding."""


@analysis(
    "ruggedness",
    title="Roughness to slope",
    source="Aita, Iwakura and Husimi, Protein Engineering 2001; Szendro et al., Journal of "
    "Statistical Mechanics 2013",
    numbers={
        "roughness": Number(
            "root mean squared residual of finite fitness from its additive fit, a constant and "
            "an effect of every option, by least squares",
            "≥ 0, in the unit of fitness",
            "high: variables interact",
        ),
        "slope": Number(
            "mean absolute difference of the additive fit between neighbours of finite fitness; "
            "with two options everywhere, the mean absolute effect of a variable",
            "≥ 0, in the unit of fitness",
            "high: single variables matter",
        ),
        "roughness_to_slope": Number(
            "roughness / slope", "≥ 0", "0: additive, a single peak; high: rugged"
        ),
    },
)
def ruggedness(landscape: Landscape) -> Computed:
    """Return roughness, slope and their ratio."""
    require_product(landscape)
    fitness = require_finite(landscape)
    fit = additive_fit(landscape)
    slope = mean_step(landscape, fit)
    residual = (fitness.values - fit)[fitness.there]
    roughness = float(np.sqrt(np.mean(residual**2)))
    flat = Undefined("the slope is 0: no variable has an effect of its own")
    return {
        "roughness": roughness * fitness.unit,
        "slope": slope * fitness.unit,
        "roughness_to_slope": roughness / slope if slope > _NOTHING else flat,
    }


def additive_fit(landscape: Landscape) -> FloatArray:
    """Return what a sum of effects of the options says of fitness, by least squares.

    Returns
    -------
    array of shape (space.size,)
        In units of `Scaled.unit`; NaN where fitness is not finite. It is unique, even where
        options that are never there leave the effects open.
    """
    shape = require_product(landscape).shape
    fitness = require_finite(landscape)
    level = fitness.finite.mean()
    deviation = np.where(fitness.there, fitness.values - level, 0.0)
    counts, sums = _joint_sums(fitness.there.astype(np.float64), shape), _sums(deviation, shape)
    # Normal equations: few unknowns, however large the space. The smallest of many solutions.
    effects = np.linalg.lstsq(counts, sums, rcond=None)[0]
    fit = np.full(1, level)
    for n_options, begin in zip(shape, _begins(shape), strict=False):
        fit = (fit[:, None] + effects[begin : begin + n_options]).reshape(-1)
    return np.where(fitness.there, fit, np.nan)


def _begins(shape: tuple[int, ...]) -> list[int]:
    """Return where the options of each variable begin in a list of all, and where that ends."""
    return [sum(shape[:axis]) for axis in range(len(shape) + 1)]


def _sums(values: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Return the sum over the configurations with each option, shape ``(Σ options,)``."""
    sums = [values[:0]]
    for n_options in shape:  # the variables before are summed up: half and half again
        cube = values.reshape(n_options, -1)
        sums.append(cube.sum(axis=1))
        values = cube.sum(axis=0)
    return np.concatenate(sums)


def _joint_sums(values: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Return the sum over the configurations with each two options, a symmetric matrix."""
    begins = _begins(shape)
    joint = np.zeros((begins[-1], begins[-1]))
    for axis, n_options in enumerate(shape):
        here = slice(begins[axis], begins[axis + 1])
        cube = values.reshape(n_options, -1)
        joint[here, here] = np.diag(cube.sum(axis=1))
        joint[here, begins[axis + 1] :] = [_sums(options, shape[axis + 1 :]) for options in cube]
        values = cube.sum(axis=0)
    return np.triu(joint) + np.triu(joint, 1).T
