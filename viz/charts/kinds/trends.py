"""How good what a search has found is on average, over what it has spent.

Source: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", Figures 4 and 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.numbers import counted
from landscape.registry import find_name
from viz.charts.chart import Chart, Panel
from viz.charts.kinds.courses import COSTS, Course, courses_of, score_of, spent_nothing
from viz.charts.kinds.grouping import dataset_title
from viz.charts.kinds.searches import optimum_of
from viz.charts.kinds.trend import BANDS
from viz.charts.marks import Line, Rule
from viz.charts.table import Table
from viz.figures import figure_kind
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from landscape.arrays import FloatArray
    from search.runs.saved import SearchRun
    from viz.charts.kinds.courses import Score
    from viz.charts.kinds.grouping import Quality
    from viz.charts.kinds.trend import Trend
    from viz.look.look import Look

__all__ = ["cost_extent", "course_extent", "trends_chart"]

_SAID = {
    "none": "Lines: mean over trials.",
    "std": "Lines and bands: mean over trials ± their standard deviation.",
    "quartiles": "Lines: mean over trials; bands: the middle half of them.",
    "ci": "Lines and bands: mean over trials and its 95 % bootstrap interval.",
}
_ENDS = "The large mark on a line is where its last trial ended; there it stays."
_CUT = "Starts of courses that are far from the rest are not shown."
_ANY = (-np.inf, np.inf)
_FEW = 4  # the bands of more searches would hide one another


@figure_kind(
    "trends",
    "Average test accuracy of searches over what they spend",
    needs="searches",
    takes=("quality", "over", "of", "band", "log", "lowest"),
    source="MF-NAS, Figures 4 and 8",
    unfit=spent_nothing,
)
def trends_chart(
    runs: Sequence[SearchRun],
    *,
    quality: Quality | None = None,
    over: str = "evaluations",
    of: str = "best",
    band: str | None = None,
    log: bool | None = None,
    lowest: float | None = None,
    title: str | None = None,
    look: Look = DEFAULT_LOOK,
) -> Chart:
    """Return the average course of searches, one panel a dataset.

    Where no test accuracy is known, it is the course of the fitness that guides them.

    Parameters
    ----------
    runs
        Finished searches of one space.
    quality
        Landscapes of test accuracy by dataset: their best is drawn as a line.
    over
        What is spent: a name of `viz.charts.kinds.courses.COSTS`.
    of
        ``best`` for the best so far by what guides the search, ``current`` for where it stands.
    band
        A name of `viz.charts.kinds.trend.BANDS`, or ``none``; None takes ``std`` for a few
        searches, or ``quartiles`` where that would leave what a percentage can be.
    log
        Whether costs are spaced by their logarithm; None does where they grow a lot.
    lowest
        The lowest value shown; None takes all but what only the first costs would need.
    title, look
        Caption, None for that of the kind; and how it looks.

    Raises
    ------
    UnknownNameError, OptionError
        If there is no such cost, solution or band, a search is given twice, or it spent nothing.
    DataError
        If searches are of different spaces, or nothing is known that they can be compared by.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> import search, viz
    >>> folder, numbers = tempfile.mkdtemp(), range(32768)
    >>> table = pd.DataFrame({"configuration": numbers, "height": numbers})
    >>> table.to_csv(folder + "/slope.csv", index=False)
    >>> how = {"space": "sss", "scores": folder + "/slope.csv", "budget": 500, "trials": 3}
    >>> run = search.search("local-search", proxy=["height"], out=folder + "/run", **how)
    >>> chart = viz.trends_chart([run])
    >>> dict(zip(chart.table.columns, chart.table.rows[-1]))["mean"]  # after 500 evaluations
    32767.0
    """
    over, of = find_name("cost", over, COSTS), find_name("solution", of, ("best", "current"))
    band = band if band is None else find_name("band", band, ("none", *BANDS))
    score = score_of(runs, of)
    band, courses = _banded(runs, over, score, band, log)
    panels, is_cut = [], False
    for dataset in dict.fromkeys(course.run.dataset for course in courses):
        group = [course for course in courses if course.run.dataset == dataset]
        best = optimum_of(dataset, [course.run for course in group], quality or {}, score.name)
        shown, leaves = _shown(group, best, lowest)
        is_cut |= leaves
        panels.append(_panel(dataset, group, best, score, shown))
    subject = "the best solution so far" if of == "best" else "the current solution"
    return Chart(
        tuple(panels),
        Table(("dataset", "search", over, "mean", "low", "high"), tuple(_rows(courses))),
        title=f"{score.title} of {subject}" if title is None else title,
        notes=(_SAID[band], *_trials_said(courses), _ENDS, *([_CUT] if is_cut else [])),
        look=look,
        columns=3,
        height=0.75,
        digest=_digest(courses, over),
    )


def _banded(
    runs: Sequence[SearchRun], over: str, score: Score, band: str | None, log: bool | None
) -> tuple[str, list[Course]]:
    """Return the courses, and the name of their band: the one that fits if none is given."""
    if band is not None:
        return band, courses_of(runs, over, score, band, log)
    datasets = [run.dataset for run in runs]
    band = "std" if max(map(datasets.count, datasets)) <= _FEW else "none"
    courses = courses_of(runs, over, score, band, log)
    if score.limits is None or all(_is_within(course.trend, score.limits) for course in courses):
        return band, courses
    return "quartiles", courses_of(runs, over, score, "quartiles", log)


def _is_within(trend: Trend, limits: tuple[float, float]) -> bool:
    if trend.low is None or trend.high is None:
        return True
    return not ((trend.low < limits[0]) | (trend.high > limits[1])).any()


def _shown(
    group: Sequence[Course], best: float | None, lowest: float | None
) -> tuple[tuple[float, float] | None, bool]:
    """Return the ends of the axis of a panel, and whether courses leave them unasked."""
    also = [] if best is None else [best]
    trends = [course.trend for course in group]
    if lowest is None:
        return course_extent(trends, also, log=group[0].log)
    top = max([*(float(np.nanmax(trend.mean)) for trend in trends), *also])
    return (lowest, top + 0.06 * (top - lowest)), False


def _panel(
    dataset: str | None,
    group: Sequence[Course],
    best: float | None,
    score: Score,
    shown: tuple[float, float] | None,
) -> Panel:
    log, over = group[0].log, group[0].over
    costs = cost_extent([course.trend for course in group], log=log)
    lines = [_line(course, costs[1], score.limits) for course in group]
    rules = [] if best is None else [Rule(best, "the best there is")]
    return Panel(
        (*rules, *lines),
        title=dataset_title(dataset),
        x_label=COSTS[over],
        y_label=score.label,
        x_scale="log" if log else "linear",
        x_range=costs,
        y_range=shown,
        x_whole=over != "seconds",
    )


def _line(course: Course, right: float, limits: tuple[float, float] | None) -> Line:
    """Return a course, carried to the right end of the axis: what has ended stays as it is."""
    trend = course.trend
    x = np.append(trend.x, right)
    mean = np.append(trend.mean, trend.mean[-1])
    low, high = (
        None if side is None else np.clip(np.append(side, side[-1]), *(limits or _ANY))
        for side in (trend.low, trend.high)
    )
    end = (float(trend.x[-1]), float(trend.mean[-1]))
    return Line(x, mean, low, high, label=course.name, slot=course.slot, step=True, end=end)


def _trials_said(courses: Sequence[Course]) -> Iterator[str]:
    counts = sorted({course.trend.trials for course in courses})
    if len(counts) == 1:
        yield f"{counted(counts[0], 'trial')} each."
    else:
        yield f"From {counts[0]:,} to {counts[-1]:,} trials each."
    lost = sum(len(course.run.trials) - course.trend.trials for course in courses)
    if lost:
        are = "is" if lost == 1 else "are"
        yield f"{counted(lost, 'trial')} without a value {are} left out."


def _rows(courses: Sequence[Course]) -> Iterator[tuple[str | float | None, ...]]:
    for course in courses:
        trend, of = course.trend, dataset_title(course.run.dataset)
        none = [None] * len(trend.x)
        ends = [none if end is None else end.tolist() for end in (trend.low, trend.high)]
        for row in zip(trend.x.tolist(), trend.mean.tolist(), *ends, strict=True):
            yield (of, course.name, *row)


def _digest(courses: Sequence[Course], over: str) -> Table:
    """Return one row a search: what it ends at."""
    rows = []
    for course in courses:
        values = course.last
        of = dataset_title(course.run.dataset)
        ends = (float(values.mean()), float(values.std()))
        rows.append((course.name, of, len(values), float(course.trend.x[-1]), *ends))
    return Table(("search", "dataset", "trials", over, "mean", "std"), tuple(rows))


_AROUND = 0.03  # beside the first and the last cost, as a share of what is between
_ABOVE = 0.06  # above and below, as a share of what is between
_EARLY, _EARLY_LOG = 0.05, 0.2  # this share of a course, as it is drawn, may lie outside
_LATE = 0.5  # from here on bands are seen, too


def cost_extent(trends: Sequence[Trend], *, log: bool) -> tuple[float, float]:
    """Return the ends of an axis of costs, some way beyond the first and the last of all trends.

    Parameters
    ----------
    trends
        At least one.
    log
        Whether costs are spaced by their logarithm.
    """
    last = max(float(trend.x[-1]) for trend in trends)
    first = min(float(trend.x[(trend.x > 0) | (not log)][0]) for trend in trends)
    if log:
        ratio = (last / first if last > first else 10.0) ** _AROUND
        return first / ratio, last * ratio
    beside = _AROUND * (last - first or last)
    return first - beside, last + beside


def course_extent(
    trends: Sequence[Trend], also: Sequence[float] = (), *, log: bool
) -> tuple[tuple[float, float] | None, bool]:
    """Return the ends of an axis of values, and whether a mean leaves them.

    The first 5 % of what each search spends do not count, or 20 % of the way along a logarithmic
    axis: there it may be far worse than it ever is again, and would squeeze all that follows. Bands
    count from half of what it spends on.

    Parameters
    ----------
    trends
        At least one.
    also
        Other values that are seen.
    log
        Whether costs are spaced by their logarithm.
    """
    seen = [np.array(also), *(found for trend in trends for found in _seen(trend, log=log))]
    values = np.concatenate(seen)
    values = values[np.isfinite(values)]
    if not len(values):
        return None, False
    low, high = float(values.min()), float(values.max())
    around = _ABOVE * (high - low or abs(high) or 1.0)
    low, high = low - around, high + around
    means = np.concatenate([trend.mean for trend in trends])
    return (low, high), bool(((means < low) | (means > high)).any())


def _seen(trend: Trend, *, log: bool) -> list[FloatArray]:
    end = trend.x[-1]
    first = trend.x[trend.x > 0][0]
    early = first * (end / first) ** _EARLY_LOG if log else _EARLY * end
    found = [trend.mean[_from(trend.x, early)]]
    if trend.low is not None and trend.high is not None:
        found += [side[_from(trend.x, _LATE * end)] for side in (trend.low, trend.high)]
    return found


def _from(x: FloatArray, cost: float) -> slice:
    """Return the costs from one on, with the step in which that one is."""
    return slice(max(0, int(np.searchsorted(x, cost, side="right")) - 1), None)
