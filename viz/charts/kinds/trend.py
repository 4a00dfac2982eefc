"""The average course of many trials of a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from landscape.errors import OptionError
from landscape.registry import find_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from landscape.arrays import FloatArray, IntArray

__all__ = ["BANDS", "POINTS", "Trend", "average_trend", "on_grid", "trend_grid"]

POINTS = 500
"""A trend is known at this many costs, at most."""

_RESAMPLES = 400
_Ends: TypeAlias = "tuple[FloatArray, FloatArray]"


@dataclass(frozen=True, eq=False)
class Trend:
    """The average over trials at some costs, shape ``(points,)`` each.

    Attributes
    ----------
    x
        Costs, ascending.
    mean
        Over the trials that have a value; NaN where none has.
    low, high
        Ends of the band; None without one.
    trials
        Number of trials with a value at the end.
    """

    x: FloatArray
    mean: FloatArray
    low: FloatArray | None
    high: FloatArray | None
    trials: int


def average_trend(
    moves: pd.DataFrame,
    over: str,
    column: str,
    *,
    end: float,
    band: str = "none",
    log: bool = False,
    rng: np.random.Generator | int = 0,
) -> Trend:
    """Return the mean over trials of a column of trajectories, as a function of cost.

    Between its moves a trial stays where it is, and one that has ended keeps its last value.

    Parameters
    ----------
    moves
        Trajectories: columns ``trial``, `over` and `column`, by trial and step.
    over, column
        Names of the cost, which never falls within a trial, and of what is averaged.
    end
        The cost at which the trend ends.
    band
        A name of `BANDS`, or ``none``.
    log
        Whether costs are spaced by their logarithm, where they are not all kept.
    rng
        Of the bootstrap; a whole number is a seed.

    Raises
    ------
    OptionError
        If no trial has a value, or no cost is known.
    UnknownNameError
        If there is no such band.
    """
    band = find_name("band", band, ("none", *BANDS))
    trial, x, y = (moves[name].to_numpy() for name in ("trial", over, column))
    y = np.where(np.isfinite(y), y, np.nan)
    if not np.isfinite(y).any():
        raise OptionError(f"no trial has a {column}: choose another score or search")
    if not end > 0:
        raise OptionError(f"the search spent no {over}: draw its trend over another cost")
    grid = trend_grid(trial, x, end, log=log)
    values = on_grid(trial, x, y, grid)
    low, high = BANDS[band](values, np.random.default_rng(rng)) if band != "none" else (None, None)
    return Trend(grid, _mean(values), low, high, int(np.isfinite(values[:, -1]).sum()))


def trend_grid(
    trial: IntArray, x: FloatArray, end: float, *, log: bool, points: int = POINTS
) -> FloatArray:
    """Return at most `points` costs, from where all trials have made a move to `end`.

    They are all the costs at which any trial moves, if these are few enough.
    """
    first = np.flatnonzero(np.diff(trial, prepend=trial[0] - 1))
    start = min(float(x[first].max()), end)
    moves = np.unique(x[(x > start) & (x < end)])
    if len(moves) + 2 <= points:
        return np.unique(np.concatenate([[start], moves, [end]]).astype(np.float64))
    if log and start > 0:
        grid = np.geomspace(start, end, points)
    else:
        grid = np.linspace(start, end, points)
    grid[0], grid[-1] = start, end
    return np.unique(grid.round() if np.issubdtype(x.dtype, np.integer) else grid)


def on_grid(trial: IntArray, x: FloatArray, y: FloatArray, grid: FloatArray) -> FloatArray:
    """Return the value of each trial at each cost, shape ``(trials, points)``; NaN before it began.

    Parameters
    ----------
    trial, x, y
        Shape ``(moves,)`` each, by trial and cost: number of the trial, cost, and value from
        there on.
    grid
        Shape ``(points,)``, ascending.
    """
    starts = np.flatnonzero(np.diff(trial, prepend=trial[0] - 1))
    ends = np.append(starts[1:], len(trial))
    values = np.full((len(starts), len(grid)), np.nan)
    for row, start, stop in zip(values, starts.tolist(), ends.tolist(), strict=True):
        position = np.searchsorted(x[start:stop], grid, side="right") - 1
        has_begun = position >= 0
        row[has_begun] = y[start:stop][position[has_begun]]
    return values


def _mean(values: FloatArray) -> FloatArray:
    known = np.isfinite(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    mean: FloatArray = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean


def _std(values: FloatArray, rng: np.random.Generator) -> _Ends:
    mean = _mean(values)
    spread = np.sqrt(_mean((values - mean) ** 2))
    return mean - spread, mean + spread


def _quartiles(values: FloatArray, rng: np.random.Generator) -> _Ends:
    ends = np.full((2, values.shape[1]), np.nan)
    known = np.isfinite(values).any(axis=0)
    ends[:, known] = np.nanquantile(values[:, known], [0.25, 0.75], axis=0)
    return ends[0], ends[1]


def _interval(values: FloatArray, rng: np.random.Generator) -> _Ends:
    n = len(values)
    drawn = rng.multinomial(n, np.full(n, 1 / n), size=_RESAMPLES).astype(np.float64)
    known = np.isfinite(values)
    count = drawn @ known
    means = (drawn @ np.where(known, values, 0.0)) / np.where(count > 0, count, np.nan)
    found = np.full((2, values.shape[1]), np.nan)
    whole = np.isfinite(means).any(axis=0)
    found[:, whole] = np.nanquantile(means[:, whole], [0.025, 0.975], axis=0)
    return found[0], found[1]


BANDS: dict[str, Callable[[FloatArray, np.random.Generator], _Ends]] = {
    "std": _std,
    "quartiles": _quartiles,
    "ci": _interval,
}
"""Mean ± standard deviation of the trials; the middle half of them; the 95 % percentile bootstrap
interval of the mean."""
