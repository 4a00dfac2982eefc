"""Several searches beside each other: algorithm × dataset, and what of it is no chance."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.benchmarks.metrics import trained_metric
from landscape.comparison.generator import generator
from landscape.comparison.text import latex_table, markdown_table
from landscape.display import short_repr
from landscape.errors import DataError, OptionError
from landscape.labels import told_apart
from search.algorithms.registry import get_algorithm
from search.comparison.significance import CONFIDENCE, Difference, holm, paired_difference
from search.driver.record import TEST_METRICS, mean_and_std

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from landscape.arrays import FloatArray
    from search.runs.saved import SearchRun

__all__ = ["Contest", "SearchComparison", "check_fitness", "compare_searches"]

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
        Label → p value of that difference, corrected for the number of them (Holm); not of one
        that found nothing.
    """

    title: str
    metric: str
    outcomes: Mapping[str, FloatArray]
    best: str
    against: Mapping[str, Difference]
    p: Mapping[str, float]

    __repr__ = short_repr

    def is_best(self, label: str) -> bool:
        """Tell whether nothing says that another search is better: not at a level of 5 %."""
        return label == self.best or self.p.get(label, 0.0) > _LEVEL

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a search: its outcomes in numbers, and how far it is behind the best."""
        rows = []
        for label, values in self.outcomes.items():
            row: dict[str, Any] = {"algorithm": label, "dataset": self.title, "metric": self.metric}
            row |= {"trials": len(values), **mean_and_std(values), "is_best": self.is_best(label)}
            if label in self.against:
                row |= {"best": self.best, **asdict(self.against[label])}
                row |= {"p_holm": self.p.get(label, np.nan)}
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

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> import search
    >>> folder, numbers = tempfile.mkdtemp(), range(32768)
    >>> table = pd.DataFrame({"configuration": numbers, "height": numbers})
    >>> table.to_csv(folder + "/slope.csv", index=False)
    >>> how = {"space": "sss", "scores": folder + "/slope.csv", "budget": 500, "trials": 3}
    >>> names = ("local-search", "random-search")
    >>> runs = [search.search(n, proxy=["height"], out=f"{folder}/{n}", **how) for n in names]
    >>> found = search.compare_searches(runs)
    >>> found.contests[0].best, found.contests[0].title, found.contests[0].metric
    ('First-improvement hill climbing with escape (height)', 'sss', 'fitness')
    >>> found.to_markdown().splitlines()[2]
    '| First-improvement hill climbing with escape (height) | **32767 ± 0** |'
    """

    labels: tuple[str, ...]
    contests: tuple[Contest, ...]
    resamples: int
    seed: int

    __repr__ = short_repr

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
            "searches": [{str(k): _plain(v) for k, v in row.items()} for row in rows],
        }


def compare_searches(
    runs: Sequence[SearchRun], *, resamples: int = 1000, seed: int = 0
) -> SearchComparison:
    """Put searches of the same datasets beside each other.

    Parameters
    ----------
    runs
        Two or more. A row of the table is an algorithm with what guides it; where two runs of a
        dataset would share one, the settings that differ tell them apart, or else their folders.
    resamples, seed
        Of the bootstrap interval of each difference.

    Raises
    ------
    OptionError
        If there are less than two, or a number is not possible.
    DataError
        If searches of one dataset have nothing in common to be judged by, or found nothing.

    Examples
    --------
    One search wins in each of three trials, which is too few to tell it from chance:

    >>> import tempfile
    >>> import pandas as pd
    >>> import search
    >>> folder, numbers = tempfile.mkdtemp(), range(32768)
    >>> table = pd.DataFrame({"configuration": numbers, "height": numbers})
    >>> table.to_csv(folder + "/slope.csv", index=False)
    >>> how = {"space": "sss", "scores": folder + "/slope.csv", "budget": 500, "trials": 3}
    >>> names = ("local-search", "random-search")
    >>> runs = [search.search(n, proxy=["height"], out=f"{folder}/{n}", **how) for n in names]
    >>> search.compare_searches(runs).table()[["superiority", "p"]].values.tolist()  # 2 / 2³
    [[nan, nan], [1.0, 0.25]]
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
    space = str(run.summary["space"])
    return " ".join(filter(None, [space, dataset])) if several or not dataset else dataset


def _labels(runs: Sequence[SearchRun]) -> list[str]:
    """Return what rows are called: what tells runs of one dataset apart is in brackets."""
    groups = ["\n".join([run.label, run.summary["space"], run.dataset or ""]) for run in runs]
    settings = [run.summary["settings"] for run in runs]
    marks = told_apart(groups, settings, [run.folder for run in runs])
    for run, mark in zip(runs, marks, strict=True):
        if run.name is not None and mark:
            raise OptionError(f"two searches of one dataset are called {run.name}: give others")
    return [
        f"{run.label} [{mark}]" if mark else run.label
        for run, mark in zip(runs, marks, strict=True)
    ]


def _contest(title: str, runs: Mapping[str, SearchRun], resamples: int, seed: int) -> Contest:
    metric = _judged_by(title, list(runs.values()))
    outcomes = {label: _outcomes(run, metric) for label, run in runs.items()}
    sign = -1.0 if trained_metric(metric).minimize else 1.0
    best = max(outcomes, key=lambda label: _standing(sign * outcomes[label]))  # the first of equals
    if np.isnan(outcomes[best]).all():
        raise DataError(f"no search of {title} found anything: there is nothing to compare")
    against = {
        label: paired_difference(
            sign * outcomes[best], sign * values, generator(seed), resamples=resamples
        )
        for label, values in outcomes.items()
        if label != best
    }
    tested = {label: one.p for label, one in against.items() if one.pairs}
    corrected = dict(zip(tested, holm(list(tested.values())), strict=True))
    return Contest(title, metric, outcomes, best, against, corrected)


def _outcomes(run: SearchRun, metric: str) -> FloatArray:
    values = run.trials.sort_values("trial")[metric].to_numpy()
    return values.astype(np.float64)


def _standing(values: FloatArray) -> tuple[float, float, float]:
    """Return what orders searches: the mean, then how often it is finite, and that mean."""
    finite = values[np.isfinite(values)]
    infinite = np.isinf(values).any() or not len(finite)
    mean = -np.inf if infinite else float(finite.mean())
    known = int(np.count_nonzero(~np.isnan(values)))
    return mean, len(finite) / max(known, 1), float(finite.mean()) if len(finite) else -np.inf


def _judged_by(title: str, runs: Sequence[SearchRun]) -> str:
    for metric in TEST_METRICS:
        if all(metric in run.trials for run in runs):
            return metric
    check_fitness(title, runs, runs)
    return _FITNESS


def check_fitness(title: str, runs: Sequence[SearchRun], among: Sequence[SearchRun]) -> None:
    """Make sure that the fitness which several searches end with is one score.

    Parameters
    ----------
    title
        What they have in common, for the error.
    runs
        Searches of one space and one dataset.
    among
        All that are looked at, for the error: not all of them report a test metric.

    Raises
    ------
    DataError
        If it is of other scores, relative to what a trial saw, or of several stages.
    """
    kinds = {_kind_of_fitness(run) for run in runs}
    if len(kinds) == 1 and None not in kinds:
        return
    lacking = [str(run.folder) for run in among if not {*TEST_METRICS} & {*run.trials}]
    raise DataError(
        f"the fitness of the searches of {title} cannot be compared (of other scores, relative to "
        f"what a trial saw, or of several stages), and {', '.join(lacking) or 'they'} report no "
        "test accuracy to judge all by: import a benchmark that has it (landscape data list), run "
        "the same searches again, which then report it, and compare"
    )


def _kind_of_fitness(run: SearchRun) -> str | None:
    """Return what the fitness of all trials is; None if it cannot be compared."""
    settings = run.summary["settings"]
    stages = run.trials["stage"][run.trials["stage"] >= 0].unique().tolist()
    if len(stages) > 1 or get_algorithm(run.algorithm).is_relative(len(run.proxies)):
        return None
    guides = [settings.get(name) for name in ("proxies", "metric", "sha256", "trained")]
    return repr([*guides, *stages])


def _cell(contest: Contest, label: str) -> str:
    if label not in contest.outcomes:
        return "-"
    found = mean_and_std(contest.outcomes[label])
    if found["mean"] is None:
        return "-"
    style = ".6g" if contest.metric == _FITNESS else ".2f"
    return f"{found['mean']:{style}} ± {found['std']:{style}}"


def _plain(value: Any) -> Any:
    """Return a number that JSON has, None for NaN and text for infinities."""
    if not isinstance(value, float) or np.isfinite(value):
        return value
    return None if np.isnan(value) else str(value)
