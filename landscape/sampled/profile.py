"""What a sample says of the numbers that describe a landscape: estimates, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.profile import Profile
from landscape.analysis.registry import ANALYSES
from landscape.sampled.estimates import Estimate, z_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.arrays import FloatArray
    from landscape.sampled.sample import Sample

__all__ = ["sample_profile"]

_OF_OPTIMA = ("optima", "basins", "edges", "funnels", "strength", "journeys", "centrality")
_UNSEEN = "a sample may have missed optima and edges that it depends on"
_UNLOOKED = "a sample looks at a part of the configurations, and not at random"
_BEST = "the best that was seen need not be the best there is"
_BOUND = ("fitness_min", "fitness_max", "n_global_optima", "global_basin", "global_basin_share")
_RESAMPLES = 1000


def sample_profile(sample: Sample, *, level: float = 0.95) -> Profile:
    """Return the numbers of a landscape as far as a sample of it tells them.

    Those of fitness and of climbs are estimated from the uniform starts: means with the interval
    of the normal distribution, others with that of a bootstrap over the starts (Efron, Annals of
    Statistics 1979; percentiles of 1,000 resamples).

    Parameters
    ----------
    sample
        What was seen.
    level
        Of the intervals.

    Returns
    -------
    Profile
        Estimates, with their `intervals`; what a sample does not tell is undefined.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from landscape.sampled import sample_profile
    >>> from search.sampling import sample
    >>> heights = np.arange(100.0)
    >>> seen = sample(ProductSpace([10, 10]), lambda metric, i: heights[i], starts=50)
    >>> found = sample_profile(seen)
    >>> low, high = found.intervals["fitness_mean"]
    >>> low < 49.5 < high, found.undefined["lon_edges"]
    (True, 'a sample may have missed optima and edges that it depends on')
    """
    known = _estimates(sample, level)
    values: dict[str, float | str | None] = {}
    undefined: dict[str, str] = {}
    for name, analysis in ANALYSES.items():
        for key in analysis.keys:
            estimate = known.get(key)
            values[key] = None if estimate is None else estimate.value
            if estimate is None:
                why = _UNSEEN if name in _OF_OPTIMA else _UNLOOKED
                undefined[key] = _BEST if key in _BOUND else why
    values["n_configurations"] = sample.space.size
    undefined.pop("n_configurations")
    intervals = {key: (each.low, each.high) for key, each in known.items()}
    return Profile(values, undefined, intervals)


def _estimates(sample: Sample, level: float) -> dict[str, Estimate]:
    optima, size = sample.estimated_optima(level=level), sample.space.size
    shares = Estimate(optima.value / size, optima.low / size, optima.high / size, level)
    found = {
        "n_optima": optima,
        "optima_share": shares,
    }
    if (sample.steps >= 0).all():  # a trace does not tell
        found["climb_length_mean"] = _mean(sample.steps.astype(np.float64), level)
    finite = sample.start_fitness[np.isfinite(sample.start_fitness)]
    if len(finite):
        found["fitness_mean"] = _mean(finite, level)
        found |= {key: _resampled(finite, of, level) for key, of in _OF_FITNESS.items()}
    return found


_OF_FITNESS: dict[str, Callable[[FloatArray], FloatArray]] = {
    "fitness_std": lambda rows: rows.std(axis=1),
    "fitness_q1": lambda rows: np.quantile(rows, 0.25, axis=1),
    "fitness_median": lambda rows: np.quantile(rows, 0.5, axis=1),
    "fitness_q3": lambda rows: np.quantile(rows, 0.75, axis=1),
}


def _mean(values: FloatArray, level: float) -> Estimate:
    mean, spread = float(values.mean()), 0.0
    if len(values) > 1:
        spread = z_of(level) * float(values.std(ddof=1)) / len(values) ** 0.5
    return Estimate(mean, mean - spread, mean + spread, level)


def _resampled(
    values: FloatArray, of: Callable[[FloatArray], FloatArray], level: float
) -> Estimate:
    rng = np.random.default_rng(0)
    drawn = of(rng.choice(values, (_RESAMPLES, len(values))))
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2]).tolist()
    return Estimate(float(of(values[None])[0]), low, high, level)
