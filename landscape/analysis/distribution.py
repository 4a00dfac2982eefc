"""How fitness is distributed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.registry import Number, analysis
from landscape.analysis.scaled import scaled
from landscape.analysis.undefined import Undefined

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.analysis.scaled import Scaled
    from landscape.arrays import FloatArray
    from landscape.landscape import Landscape

__all__ = ["distribution"]

_UNITS = "the unit of fitness"


@analysis(
    "distribution",
    title="Distribution of fitness",
    numbers={
        "n_configurations": Number("configurations of the space", "≥ 1", "size of the space"),
        "n_missing": Number(
            "configurations without fitness: NaN or +inf",
            "0 to n_configurations",
            "nothing steps on them and nothing counts them",
        ),
        "n_scored": Number(
            "configurations with fitness",
            "0 to n_configurations",
            "what shares of configurations are shares of",
        ),
        "scored_share": Number(
            "n_scored / n_configurations",
            "0 to 1",
            "below 1: every number is of the part with fitness; below a tenth they say nothing of "
            "the whole space",
        ),
        "n_minus_infinity": Number(
            "configurations of fitness -inf, the legal worst",
            "0 to n_configurations",
            "left out where fitness itself is computed with; the worst where only order matters",
        ),
        "n_distinct": Number(
            "different finite values of fitness",
            "0 to n_configurations",
            "few: the landscape has many ties",
        ),
        "fitness_mean": Number("mean of finite fitness", _UNITS, "the level"),
        "fitness_std": Number(
            "root of the mean squared deviation from the mean (divided by n)", "≥ 0", "the spread"
        ),
        "fitness_min": Number("smallest finite fitness", _UNITS, "the worst, but for -inf"),
        "fitness_max": Number("largest finite fitness", _UNITS, "the best"),
        "fitness_q1": Number("first quartile, linear between values", _UNITS, "25 % are lower"),
        "fitness_median": Number("median, linear between values", _UNITS, "50 % are lower"),
        "fitness_q3": Number("third quartile, linear between values", _UNITS, "75 % are lower"),
        "fitness_skewness": Number(
            "third central moment divided by the cube of the standard deviation",
            "any",
            "negative: a tail of bad configurations",
        ),
        "fitness_kurtosis": Number(
            "fourth central moment divided by the square of the variance, minus 3",
            "≥ -2",
            "high: far outliers; 0 for a normal distribution",
        ),
    },
)
def distribution(landscape: Landscape) -> Computed:
    """Return counts and moments of finite fitness."""
    fitness = scaled(landscape)
    n_finite = int(np.count_nonzero(fitness.there))
    counts: Computed = {
        "n_configurations": landscape.space.size,
        "n_missing": landscape.n_missing,
        "n_scored": landscape.n_scored,
        "scored_share": landscape.scored_share,
        "n_minus_infinity": landscape.n_scored - n_finite,
        "n_distinct": len(np.unique(fitness.finite)),
    }
    return {**counts, **_levels(fitness), **_moments(fitness)}


def _levels(fitness: Scaled) -> Computed:
    names = ("min", "q1", "median", "q3", "max")
    if not fitness.there.any():
        reason = Undefined("no configuration has a finite fitness")
        return {f"fitness_{name}": reason for name in (*names, "mean")}
    finite = fitness.finite
    levels = np.quantile(finite, [0, 0.25, 0.5, 0.75, 1]) * fitness.unit
    # The mean of equal values must not differ from them by a rounding.
    mean = float(np.clip(finite.mean(), finite.min(), finite.max())) * fitness.unit
    values = dict(zip(names, levels.tolist(), strict=True)) | {"mean": mean}
    return {f"fitness_{name}": value for name, value in values.items()}


def _moments(fitness: Scaled) -> Computed:
    names = ("fitness_std", "fitness_skewness", "fitness_kurtosis")
    finite = fitness.finite
    if len(finite) == 0:
        return dict.fromkeys(names, Undefined("no configuration has a finite fitness"))
    if np.ptp(finite) == 0:
        reason = Undefined("fitness is the same everywhere")
        return {"fitness_std": 0.0, names[1]: reason, names[2]: reason}
    spread, deviation = _standardised(finite)
    third, fourth = float(np.mean(deviation**3)), float(np.mean(deviation**4))
    return dict(zip(names, (spread * fitness.unit, third, fourth - 3), strict=True))


def _standardised(values: FloatArray) -> tuple[float, FloatArray]:
    """Return the standard deviation, and the deviations from the mean in units of it."""
    deviation = values - values.mean()
    largest = np.abs(deviation).max()
    deviation = deviation / largest
    spread = np.sqrt(np.mean(deviation**2))
    return float(spread * largest), deviation / spread
