"""Landscapes as they might have come out: training runs resampled for each architecture."""

from __future__ import annotations

from collections import Counter
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from landscape.arrays import plain_numbers
from landscape.comparison.generator import generator
from landscape.comparison.uncertainty import Uncertainty
from landscape.errors import DataError, OptionError
from landscape.landscape import Landscape
from landscape.numbers import ESCAPE
from landscape.scores.table import scores_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from landscape.arrays import FloatArray, IntArray
    from landscape.scores.table import Scores
    from landscape.spaces import Space

__all__ = ["mean_of_runs", "resample_runs", "resampled_means", "survey"]


def resample_runs(
    space: Space,
    runs: npt.ArrayLike | Sequence[Scores],
    *,
    metric: str = "fitness",
    minimize: bool = False,
    resolution: float | None = None,
    escape: int = ESCAPE,
    resamples: int = 200,
    rng: np.random.Generator | int = 0,
) -> Uncertainty:
    """Say how much of the landscape of mean scores depends on which training runs there are.

    Every resample draws, for each architecture independently, as many runs as it has, with
    replacement among its own, and takes their mean (Efron and Tibshirani, An Introduction to the
    Bootstrap, 1993). Its landscape is then compared with that of the means of all runs. An
    architecture of a single run never varies, and the mean of two or three varies too little, by a
    factor of √(1 − 1 / runs): what survives here may still be chance.

    Parameters
    ----------
    space
        Who neighbours whom.
    runs
        Shape ``(n_runs, space.size)``, or a list of runs that are labelled by architecture, such
        as the columns of a DataFrame (see `landscape.scores_of`); NaN where an architecture has no
        such run.
    metric, minimize, resolution, escape
        As for `Landscape`; the resolution is that of the means.
    resamples
        How many.
    rng
        Draws the runs; a whole number is a seed.

    Raises
    ------
    DataError
        If `runs` has another shape, or no architecture has two runs.
    OptionError
        If there is less than one resample, or a seed is negative.

    Examples
    --------
    The second best architecture is an optimum in any case; whether it beats the best is chance:

    >>> from landscape import ProductSpace
    >>> from landscape.comparison import resample_runs
    >>> runs = [[3, 0, 1, 2], [3, 0, 1, 3.5]]
    >>> found = resample_runs(ProductSpace([2, 2]), runs, resamples=100, rng=0).summary()
    >>> found["mean_optimum_survival"], 0 < found["global_survival"] < 1
    (1.0, True)
    """
    table = _table(space, runs)
    if table.ndim != 2 or table.shape[1] != space.size:
        raise DataError(
            f"runs of shape {table.shape}: expected (runs, {space.size}), one column for each "
            f"configuration of {space.title}"
        )
    if resamples < 1:
        raise OptionError(f"{resamples} resamples: expected at least 1")
    n_runs = np.count_nonzero(~np.isnan(table), axis=0)
    if n_runs.max(initial=0) < 2:
        raise DataError(
            f"no architecture has two runs of {metric}: expected several runs to resample"
        )

    def landscape(scores: FloatArray) -> Landscape:
        return Landscape(
            space,
            scores,
            metric=metric,
            minimize=minimize,
            resolution=resolution,
            escape=escape,
        )

    means = resampled_means(table, resamples, generator(rng))
    return survey(landscape(mean_of_runs(table)), map(landscape, means), n_runs)


def _table(space: Space, runs: npt.ArrayLike | Sequence[Scores]) -> FloatArray:
    if isinstance(runs, list | tuple):
        unlabelled = (list, tuple, Real, np.ndarray)
        if not all(isinstance(run, unlabelled) for run in runs):
            return np.array([scores_of(space, run, what="runs") for run in runs])
    return plain_numbers(runs, what="runs")


def mean_of_runs(runs: FloatArray) -> FloatArray:
    """Return the mean of the runs there are of each architecture, NaN without any.

    Parameters
    ----------
    runs
        Shape ``(n_runs, size)``.
    """
    present = ~np.isnan(runs)
    return _mean(sum(np.where(present, runs, 0.0)), present.sum(axis=0))


def resampled_means(
    runs: FloatArray, resamples: int, rng: np.random.Generator
) -> Iterator[FloatArray]:
    """Yield the means of runs drawn with replacement, as many as each architecture has.

    Parameters
    ----------
    runs
        Shape ``(n_runs, size)``; NaN where there is none.
    """
    # Runs first, what is missing last: the place of a run is then a number below their count.
    order = np.argsort(np.isnan(runs), axis=0, kind="stable")
    packed = np.take_along_axis(runs, order, axis=0)
    n_runs = np.count_nonzero(~np.isnan(runs), axis=0)
    counts = np.arange(len(runs))[:, None] < n_runs
    for _ in range(resamples):
        drawn = rng.integers(np.maximum(n_runs, 1), size=runs.shape)
        values = np.take_along_axis(packed, drawn, axis=0)
        yield _mean(sum(np.where(counts, values, 0.0)), n_runs)


def _mean(total: npt.ArrayLike, count: npt.ArrayLike) -> FloatArray:
    with np.errstate(invalid="ignore"):  # 0 / 0 is NaN: missing
        return np.asarray(np.divide(total, count), dtype=np.float64)


def survey(landscape: Landscape, resampled: Iterable[Landscape], n_runs: IntArray) -> Uncertainty:
    """Count what of `landscape` is found again in others of the same space, one at a time."""
    size = landscape.space.size
    times = {name: np.zeros(size, dtype=np.int64) for name in ("optimum", "sink", "global")}
    survived: Counter[int] = Counter()
    counts = []
    sinks = _sinks(landscape)
    for other in resampled:
        mlon = other.network("mlon")
        times["optimum"][mlon.index] += 1
        times["sink"][mlon.index[mlon.sink]] += 1
        times["global"][mlon.index[mlon.is_global]] += 1
        plateaus = other.n_plateau_optima
        counts.append((len(mlon.index), plateaus, int(mlon.sink.sum()), len(other.funnels)))
        # Once a funnel, however many optima make up its sink.
        survived.update({sinks[i] for i in mlon.index[mlon.sink].tolist() if i in sinks})
    n_optima, n_plateaus, n_sinks, n_funnels = np.array(counts, dtype=np.int64).reshape(-1, 4).T
    return Uncertainty(
        landscape,
        n_runs,
        n_optima=n_optima,
        n_plateau_optima=n_plateaus,
        n_sinks=n_sinks,
        n_funnels=n_funnels,
        times_optimum=times["optimum"],
        times_sink=times["sink"],
        times_global=times["global"],
        times_funnel=np.array([survived[k] for k in range(len(landscape.funnels))], dtype=np.int64),
    )


def _sinks(landscape: Landscape) -> dict[int, int]:
    """Return each optimum that is part of a sink of the CMLON → the position of its funnel."""
    lon = landscape.network("lon")
    leads, component = lon.components()
    position = {sink: k for k, sink in enumerate(landscape.funnels.sinks.tolist())}
    first: IntArray = lon.index[leads][component]
    return {
        index: position[lead]
        for index, lead in zip(lon.index.tolist(), first.tolist(), strict=True)
        if lead in position
    }
