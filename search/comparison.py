"""Several searches beside each other: algorithm × dataset, and what of it is no chance."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.comparison.text import latex_table, markdown_table
from landscape.errors import DataError, OptionError
from search.record import mean_and_std
from search.significance import CONFIDENCE, Difference, holm, paired_difference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from landscape.arrays import FloatArray
    from search.saved import SearchRun

__all__ = ["Contest", "SearchComparison", "compare_searches"]

_MINIMIZED = {"test_acc": False, "test_per": True}
_FITNESS = "fitness"
_LEVEL = 0.05


@dataclass(frozen=True, eq=False)
class Contest:
    """The searches of one dataset.

    Attributes
    ----------
    title
        The dataset; with its space, where several are compared.
    metric
        What they are judged by: ``test_acc``, ``test_per``, or the fitness they all searched by.
    outcomes
        Label of a search → what its trials found, shape ``(trials,)``, NaN where nothing.
    best
        The label with the best mean.
    against
        Label → how the best differs from it, in the direction of better; not of itself.
    p
        Label → p value of that difference, corrected for the number of them (Holm).
    """

    title: str
    metric: str
    outcomes: Mapping[str, FloatArray]
    best: str
    against: Mapping[str, Difference]
    p: Mapping[str, float]

    def is_best(self, label: str) -> bool:
        """Tell whether nothing says that another search is better: not at a level of 5 %."""
        return label == self.best or self.p[label] > _LEVEL

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a search: its outcomes in numbers, and how far it is behind the best."""
        rows = []
        for label, values in self.outcomes.items():
            row: dict[str, Any] = {"algorithm": label, "dataset": self.title, "metric": self.metric}
            row |= {"trials": len(values), **mean_and_std(values), "is_best": self.is_best(label)}
            if label in self.against:
                row |= {"best": self.best, **asdict(self.against[label]), "p_holm": self.p[label]}
            rows.append(row)
        return rows


@dataclass(frozen=True, eq=False)
class SearchComparison:
    """The papers' table of searches.

    Attributes
    ----------
    labels
        Of the rows, in the order in which the searches were given.
    contests
        The columns.
    resamples, seed
        Of the bootstrap.
    """

    labels: tuple[str, ...]
    contests: tuple[Contest, ...]
    resamples: int
    seed: int

    def table(self) -> pd.DataFrame:
        """Return one row a search: what it found, and how the best of its dataset differs."""
        import pandas as pd  # slow to import: only who asks pays

        return pd.DataFrame([row for contest in self.contests for row in contest.rows()])

    def cells(self) -> tuple[list[str], list[list[str]], set[tuple[int, int]]]:
        """Return header and rows of mean ± standard deviation, and which cells nothing beats.

        The second number of a cell's place counts columns from 0, the labels included.
        """
        header = ["algorithm", *(f"{c.title} ({c.metric})" for c in self.contests)]
        rows = [[label, *(_cell(c, label) for c in self.contests)] for label in self.labels]
        best = {
            (row, column)
            for row, label in enumerate(self.labels)
            for column, contest in enumerate(self.contests, 1)
            if label in contest.outcomes and contest.is_best(label)
        }
        return header, rows, best

    def to_markdown(self) -> str:
        """Return the table as Markdown; bold is what nothing beats at a level of 5 %."""
        return markdown_table(*self.cells())

    def to_latex(self) -> str:
        """Return the same as a LaTeX ``tabular``."""
        return latex_table(*self.cells())

    def to_dict(self) -> dict[str, Any]:
        """Return everything in plain Python; what is missing is None."""
        rows = self.table().to_dict("records")
        return {
            "settings": {
                "resamples": self.resamples,
                "seed": self.seed,
                "confidence": CONFIDENCE,
                "level": _LEVEL,
                "test": "Wilcoxon signed-rank of paired trials, zeros by Pratt, two-sided; "
                "Holm's correction within a dataset",
            },
            "searches": [{str(k): None if v != v else v for k, v in row.items()} for row in rows],
        }


def compare_searches(
    runs: Sequence[SearchRun], *, resamples: int = 1000, seed: int = 0
) -> SearchComparison:
    """Put searches of the same datasets beside each other.

    Parameters
    ----------
    runs
        Two or more. A row of the table is an algorithm with what guides it; where two runs of a
        dataset would share one, the names of their folders tell them apart.
    resamples, seed
        Of the bootstrap interval of each difference.

    Raises
    ------
    OptionError
        If there are less than two.
    DataError
        If searches of one dataset have nothing in common to be judged by.
    """
    if len(runs) < 2:
        raise OptionError("one search: expected at least two to compare")
    columns: dict[str, dict[str, SearchRun]] = {}
    labels = _labels(runs)
    several = len({run.summary["space"] for run in runs}) > 1
    for label, run in zip(labels, runs, strict=True):
        columns.setdefault(_column(run, several), {})[label] = run
    contests = (_contest(*column, resamples, seed) for column in columns.items())
    return SearchComparison(tuple(dict.fromkeys(labels)), tuple(contests), resamples, seed)


def _column(run: SearchRun, several: bool) -> str:
    dataset = run.dataset or ""
    space = run.summary["space"]
    return " ".join(filter(None, [space, dataset])) if several or not dataset else dataset


def _labels(runs: Sequence[SearchRun]) -> list[str]:
    keys = [(run.label, run.summary["space"], run.dataset) for run in runs]
    shared = {label for label, *where in keys if keys.count((label, *where)) > 1}
    return [
        f"{run.label} [{run.folder.resolve().name}]" if run.label in shared else run.label
        for run in runs
    ]


def _contest(title: str, runs: Mapping[str, SearchRun], resamples: int, seed: int) -> Contest:
    metric = _judged_by(title, runs)
    outcomes = {
        label: run.trials.sort_values("trial")[metric].to_numpy(np.float64)
        for label, run in runs.items()
    }
    sign = -1.0 if _MINIMIZED.get(metric) else 1.0
    means = {label: sign * _mean(values) for label, values in outcomes.items()}
    best = max(means, key=means.__getitem__)  # of equals, the first
    against = {
        label: paired_difference(
            sign * outcomes[best],
            sign * values,
            np.random.default_rng(seed),
            resamples=resamples,
        )
        for label, values in outcomes.items()
        if label != best
    }
    corrected = holm([difference.p for difference in against.values()])
    return Contest(
        title, metric, outcomes, best, against, dict(zip(against, corrected, strict=True))
    )


def _judged_by(title: str, runs: Mapping[str, SearchRun]) -> str:
    for metric in _MINIMIZED:
        if all(metric in run.trials for run in runs.values()):
            return metric
    guides = {_guide(run) for run in runs.values()}
    if len(guides) == 1:
        return _FITNESS
    lacking = [str(r.folder) for r in runs.values() if not _MINIMIZED.keys() & {*r.trials}]
    raise DataError(
        f"the searches of {title} followed different scores, and {', '.join(lacking) or 'they'} "
        "report no test accuracy to judge all by: import a benchmark that has it (landscape data "
        "list), search again, and compare then"
    )


def _guide(run: SearchRun) -> str:
    settings = run.summary["settings"]
    return repr([settings.get(name) for name in ("proxies", "metric", "scores", "trained")])


def _mean(values: FloatArray) -> float:
    found = mean_and_std(values)["mean"]
    return -np.inf if found is None else float(found)


def _cell(contest: Contest, label: str) -> str:
    if label not in contest.outcomes:
        return "-"
    found = mean_and_std(contest.outcomes[label])
    if found["mean"] is None:
        return "-"
    style = ".6g" if contest.metric == _FITNESS else ".2f"
    return f"{found['mean']:{style}} ± {found['std']:{style}}"
