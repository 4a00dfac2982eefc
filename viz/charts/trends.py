"""How good what a search has found is on average, over what it has spent.

Source: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", Figures 4 and 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import unknown_name
from viz.charts.chart import Chart, Panel
from viz.charts.courses import COSTS, Course, courses_of, score_of
from viz.charts.grouping import dataset_title
from viz.charts.look import DEFAULT_LOOK
from viz.charts.marks import Line, Rule
from viz.charts.searches import optimum_of
from viz.charts.table import Table
from viz.figures import figure_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.saved import SearchRun
    from viz.charts.courses import Score
    from viz.charts.grouping import Judges
    from viz.charts.look import Look

__all__ = ["trends_chart"]

_SAID = {
    "none": "Lines: mean over trials.",
    "std": "Lines and bands: mean over trials ± their standard deviation.",
    "quartiles": "Lines: mean over trials; bands: the middle half of them.",
    "ci": "Lines and bands: mean over trials and its 95 % bootstrap interval.",
}
_FEW = 4  # the bands of more searches would hide one another


@figure_kind(
    "trends",
    "Average test accuracy of searches over what they spend",
    needs="searches",
    takes=("quality", "over", "of", "band", "log", "lowest"),
    source="MF-NAS, Figures 4 and 8",
)
def trends_chart(
    runs: Sequence[SearchRun],
    *,
    quality: Judges | None = None,
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
        What is spent: a name of `viz.charts.courses.COSTS`.
    of
        ``best`` for the best so far by what guides the search, ``current`` for where it stands.
    band
        A name of `viz.charts.trend.BANDS`, or ``none``; None takes ``std`` for a few searches.
    log
        Whether costs are spaced by their logarithm; None does where they grow a lot.
    lowest
        The lowest value shown; None takes all.
    title, look
        Caption, None for that of the kind; and how it looks.

    Raises
    ------
    UnknownNameError, OptionError
        If there is no such cost, solution or band, a search is given twice, or it spent nothing.
    DataError
        If searches are of different spaces, or nothing is known that they can be compared by.
    """
    if over not in COSTS:
        raise unknown_name("cost", over, COSTS)
    score = score_of(runs, of)
    if band is None:
        datasets = [run.dataset for run in runs]
        band = "std" if max(map(datasets.count, datasets)) <= _FEW else "none"
    courses = courses_of(runs, over, score, band, log)
    panels = []
    for dataset in dict.fromkeys(course.run.dataset for course in courses):
        group = [course for course in courses if course.run.dataset == dataset]
        best = optimum_of(dataset, [course.run for course in group], quality or {}, score.name)
        panels.append(_panel(dataset, group, best, score, lowest))
    subject = "the best solution so far" if of == "best" else "the current solution"
    return Chart(
        tuple(panels),
        Table(("dataset", "search", over, "mean", "low", "high"), tuple(_rows(courses))),
        title=f"{score.title} of {subject}" if title is None else title,
        notes=(_SAID[band], *_trials_said(courses)),
        look=look,
        columns=3,
        height=0.75,
        digest=_digest(courses, over),
    )


def _panel(
    dataset: str | None,
    group: Sequence[Course],
    best: float | None,
    score: Score,
    lowest: float | None,
) -> Panel:
    lines = [
        Line(
            *(course.trend.x, course.trend.mean, course.trend.low, course.trend.high),
            label=course.name,
            slot=course.slot,
            step=True,
        )
        for course in group
    ]
    rules = [] if best is None else [Rule(best, "the best there is")]
    tops = [float(np.nanmax(line.y)) for line in lines]
    top = max([*tops, *(rule.value for rule in rules)])
    return Panel(
        (*rules, *lines),
        title=dataset_title(dataset),
        x_label=COSTS[group[0].over],
        y_label=score.label,
        x_scale="log" if group[0].log else "linear",
        y_range=None if lowest is None else (lowest, top + 0.06 * (top - lowest)),
    )


def _trials_said(courses: Sequence[Course]) -> Iterator[str]:
    counts = sorted({course.trend.trials for course in courses})
    if len(counts) == 1:
        yield f"{counts[0]:,} trials each."
    else:
        yield f"From {counts[0]:,} to {counts[-1]:,} trials each."
    lost = sum(len(course.run.trials) - course.trend.trials for course in courses)
    if lost:
        yield f"{lost:,} trials without a value are left out."


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
