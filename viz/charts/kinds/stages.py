"""What the two stages of MF-NAS find.

Source: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", Figure 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError
from viz.charts.chart import Chart, Panel
from viz.charts.kinds.grouping import dataset_title
from viz.charts.kinds.searches import by_dataset, optimum_of, reported_score
from viz.charts.marks import Points, Rule, Spans
from viz.charts.table import Table
from viz.figures import figure_kind
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray
    from search.runs.saved import SearchRun
    from viz.charts.kinds.grouping import Quality
    from viz.charts.marks import Mark
    from viz.look.look import Look

__all__ = ["stages_chart"]

_ASIDE = 0.09  # so that the ranges of the two stages do not hide each other
_STAGES = ("best of stage 1, by the proxy", "result of stage 2, trained")


@dataclass(frozen=True, eq=False)
class _Found:
    """The score of what each trial had after each stage, shape ``(2, trials)``."""

    name: str
    dataset: str | None
    scores: FloatArray

    @property
    def mean(self) -> FloatArray:
        mean: FloatArray = self.scores.mean(axis=1)
        return mean

    @property
    def std(self) -> FloatArray:
        std: FloatArray = self.scores.std(axis=1)
        return std


def _unfit(run: SearchRun, **_: object) -> str | None:
    """Return what a search lacks of the two stages."""
    if (run.trajectories["epochs"] == 0).any() and (run.trials["epochs"] > 0).any():
        return None
    return "no stage without training before one with"


@figure_kind(
    "stages",
    "Test accuracy after the two stages of MF-NAS",
    needs="searches",
    takes=("quality",),
    source="MF-NAS, Figure 5",
    unfit=_unfit,
)
def stages_chart(
    runs: Sequence[SearchRun],
    *,
    quality: Quality | None = None,
    title: str | None = None,
    look: Look = DEFAULT_LOOK,
) -> Chart:
    """Return the mean score after each stage, by what guides the first; one panel a dataset.

    Parameters
    ----------
    runs
        Finished searches whose first stage trains nothing and whose second does.
    quality
        Landscapes of test accuracy by dataset: their best is drawn as a line.
    title, look
        Caption, None for that of the kind; and how it looks.

    Raises
    ------
    OptionError
        If a search is given twice.
    DataError
        If a search has no such stages, no test accuracy is known, or spaces differ.

    Examples
    --------
    Black images are told from white ones by any network:

    >>> import tempfile
    >>> import numpy as np
    >>> import search, viz
    >>> folder, tones = tempfile.mkdtemp(), np.repeat(np.array([0, 255], dtype=np.uint8), 10)
    >>> images = np.tile(tones[:, None, None, None], (1, 3, 8, 8))
    >>> np.savez(folder + "/tones.npz", images=images, labels=tones // 255)
    >>> what = {"proxy": ["skip"], "data": folder + "/tones.npz", "out": folder + "/run"}
    >>> how = {"settings": {"evaluations": 5}, "k": 2, "rungs": [1, 2], "trials": 1}
    >>> run = search.search("mf-nas", train=True, **what, **how)
    >>> chart = viz.stages_chart([run])
    >>> found = dict(zip(chart.table.columns, chart.table.rows[0]))
    >>> found["stage 1"], found["stage 2"]
    (100.0, 100.0)
    """
    reported = reported_score(runs)
    if reported is None:
        raise DataError(
            "no test accuracy is known of all searches: import a benchmark and search again"
        )
    score, label = reported
    panels, rows = [], []
    for dataset, group in by_dataset(runs).items():
        found = [_found(name, run, score) for _, name, run in group]
        best = optimum_of(dataset, [run for *_, run in group], quality or {}, score)
        panels.append(_panel(found, best, label))
        rows += [_row(one, best) for one in found]
    columns = ("guided by", "dataset", "stage 1", "std 1", "stage 2", "std 2", "best", "trials")
    return Chart(
        tuple(panels),
        Table(columns, tuple(rows)),
        title=f"{label.removesuffix(' (%)')} after each stage" if title is None else title,
        notes=("Points: mean over trials; ranges: ± their standard deviation.",),
        look=look,
        columns=3,
        height=0.85,
    )


def _found(name: str, run: SearchRun, score: str) -> _Found:
    lacking = _unfit(run)
    if lacking:
        raise DataError(
            f"{run.folder} holds a search by {run.algorithm}, which has {lacking}: "
            "give searches by mf-nas"
        )
    moves = run.trajectories
    first = moves[moves["epochs"] == 0].groupby("trial")[f"best_{score}"].last()
    last = run.trials.set_index("trial")[score]
    both = np.stack([first.reindex(last.index).to_numpy(), last.to_numpy()])
    known = both[:, np.isfinite(both).all(axis=0)]
    if not known.size:
        raise DataError(f"{run.folder} has no trial with a {score} after both stages")
    return _Found(name, run.dataset, known)


def _panel(found: Sequence[_Found], best: float | None, label: str) -> Panel:
    places = np.arange(len(found), dtype=np.float64)
    marks: list[Mark] = [] if best is None else [Rule(best, "the best there is")]
    for stage, caption in enumerate(_STAGES):
        mean = np.array([one.mean[stage] for one in found])
        std = np.array([one.std[stage] for one in found])
        hover = tuple(f"{m:.2f} ± {s:.2f}" for m, s in zip(mean, std, strict=True))
        slot = 1 - stage  # squares, then circles
        x = places + (_ASIDE if stage else -_ASIDE)
        marks += [Spans(x, mean - std, mean + std, slot=slot)]
        marks += [Points(x, mean, caption, hover, slot=slot, size=5.0)]
    return Panel(
        tuple(marks),
        title=dataset_title(found[0].dataset),
        y_label=label,
        x_ticks=tuple(one.name for one in found),
    )


def _row(one: _Found, best: float | None) -> tuple[str | float | int | None, ...]:
    (first, second), (first_std, second_std) = one.mean.tolist(), one.std.tolist()
    spread = (first, first_std, second, second_std)
    return (one.name, dataset_title(one.dataset), *spread, best, one.scores.shape[1])
