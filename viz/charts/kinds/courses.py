"""The average courses of searches on costs that fit one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError, OptionError
from landscape.registry import find_name
from search.comparison.comparison import check_fitness
from viz.charts.kinds.searches import by_dataset, guide_of, reported_score
from viz.charts.kinds.trend import average_trend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray
    from search.runs.saved import SearchRun
    from viz.charts.kinds.trend import Trend

__all__ = ["COSTS", "Course", "Score", "courses_of", "score_of", "spent_nothing"]

COSTS = {
    "evaluations": "Evaluations",
    "seconds": "Seconds of proxies and training",
    "epochs": "Epochs of training",
}
"""What a trend is drawn over, and its caption."""

_WIDE = 30.0  # costs that grow this many times are spaced by their logarithm


@dataclass(frozen=True)
class Score:
    """What is averaged: name of the score, column of trajectories, and caption of an axis."""

    name: str
    column: str
    label: str

    @property
    def title(self) -> str:
        """The caption without its unit."""
        return self.label.removesuffix(" (%)")

    @property
    def limits(self) -> tuple[float, float] | None:
        """What it can be; None if that is not known."""
        return (0.0, 100.0) if self.label.endswith("(%)") else None


@dataclass(frozen=True, eq=False)
class Course:
    """The trend of a search.

    Attributes
    ----------
    run, name, slot
        The search, what it is called, and its place in the palette.
    trend
        Its average course.
    last
        The last value of each trial that has one.
    over, log
        The cost, and whether it is spaced by its logarithm.
    """

    run: SearchRun
    name: str
    slot: int
    trend: Trend
    last: FloatArray
    over: str
    log: bool


def score_of(runs: Sequence[SearchRun], of: str) -> Score:
    """Return what searches are compared by: test accuracy, or the fitness that guides them all.

    Parameters
    ----------
    runs
        The searches.
    of
        ``best`` or ``current``.

    Raises
    ------
    UnknownNameError
        If `of` is something else.
    DataError
        If they are of different spaces, or report no test accuracy and have different guides (one
        another's, or their own before and after training) or fitness that is relative to a trial.
    """
    of = find_name("solution", of, ("best", "current"))
    reported = reported_score(runs)
    if reported is not None:
        name, label = reported
        return Score(name, f"best_{name}" if of == "best" else name, label)
    guides = list(dict.fromkeys(map(guide_of, runs)))
    if len(guides) > 1:
        raise DataError(
            f"no test accuracy is known of all searches, and they are guided by {guides[0]} and "
            f"{guides[1]}, which cannot be compared: import a benchmark and search again"
        )
    for dataset, group in by_dataset(runs).items():
        if len(group) > 1:
            check_fitness(dataset or "one dataset", [run for _, _, run in group], runs)
    for run in runs if len(runs) > 1 else ():
        if run.proxies and run.trials["epochs"].max() > 0:
            raise DataError(
                f"no test accuracy is known of all searches, and {run.folder} compares by "
                f"{guides[0]} first, by trained networks then: draw it alone, or import a "
                "benchmark and search again"
            )
    return Score("fitness", "best" if of == "best" else "fitness", f"Fitness ({guides[0]})")


def courses_of(
    runs: Sequence[SearchRun], over: str, score: Score, band: str, log: bool | None
) -> list[Course]:
    """Return the average course of each search, those of one dataset beside one another.

    Parameters
    ----------
    runs, over, score, band, log
        See `viz.charts.kinds.trends.trends_chart`.

    Raises
    ------
    OptionError, UnknownNameError
        If a search is given twice, has no value or spent nothing; or there is no such band.
    """
    if log is None:
        log = _is_wide(runs, over)
    found = []
    for group in by_dataset(runs).values():
        for slot, name, run in group:
            lacking = spent_nothing(run, over=over)
            if lacking:
                raise OptionError(f"{run.folder} {lacking}: draw its trend over another cost")
            moves = run.trajectories
            trend = average_trend(
                moves, over, score.column, end=_end(run, over), band=band, log=log
            )
            last = moves.groupby("trial", sort=False)[score.column].last().to_numpy()
            found.append(Course(run, name, slot, trend, last[np.isfinite(last)], over, log))
    return found


def spent_nothing(run: SearchRun, *, over: str = "evaluations", **_: object) -> str | None:
    """Return what a search lacks to be drawn over a cost: that it spent any."""
    over = find_name("cost", over, COSTS)
    return None if _end(run, over) > 0 else f"spent no {over}"


def _end(run: SearchRun, over: str) -> float:
    """Return the most that a trial spent."""
    spent = run.trials
    if over == "seconds":
        return float((spent["proxy_seconds"] + spent["train_seconds"]).max())
    return float(spent[over].max())


def _is_wide(runs: Sequence[SearchRun], over: str) -> bool:
    """Tell whether costs grow a lot, and are positive from where all trials have begun."""
    starts = [run.trajectories.groupby("trial", sort=False)[over].first().max() for run in runs]
    start = float(min(starts))
    return start > 0 and max(_end(run, over) for run in runs) > _WIDE * start
