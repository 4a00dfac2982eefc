"""Put several searches beside each other: what they are judged by, and what of it is no chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.metrics import trained_metric
from landscape.comparison.generator import generator
from landscape.errors import DataError, OptionError
from landscape.runs.labels import told_apart
from search.algorithms.registry import get_algorithm
from search.comparison.contests import FITNESS, Contest, SearchComparison
from search.comparison.significance import holm, paired_difference
from search.driver.record import TEST_METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landscape.arrays import FloatArray
    from search.runs.saved import SearchRun

__all__ = ["check_fitness", "compare_searches", "contests_of"]


def compare_searches(
    runs: Sequence[SearchRun], *, resamples: int = 1000, seed: int = 0, alone: bool = False
) -> SearchComparison:
    """Put searches of the same datasets beside each other.

    Parameters
    ----------
    runs
        Two or more. A row of the table is an algorithm with what guides it; where two runs of a
        dataset would share one, the settings that differ tell them apart, or else their folders.
    resamples, seed
        Of the bootstrap interval of each difference.
    alone
        Whether one will do, for rows that papers printed come beside it.

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
    if len(runs) < (1 if alone else 2):
        raise OptionError(
            "one search: expected at least two to compare, or one with --published beside the "
            "rows of papers"
        )
    columns: dict[str, dict[str, SearchRun]] = {}
    labels = _labels(runs)
    several = len({run.summary["space"] for run in runs}) > 1
    for label, run in zip(labels, runs, strict=True):
        columns.setdefault(_column(run, several), {})[label] = run
    contests = (_contest(*column, resamples, seed) for column in columns.items())
    return SearchComparison(tuple(dict.fromkeys(labels)), tuple(contests), resamples, seed)


def contests_of(runs: Sequence[SearchRun]) -> dict[str, tuple[str, str]]:
    """Return the title of each contest of some searches → its space and dataset."""
    several = len({run.summary["space"] for run in runs}) > 1
    return {_column(run, several): (run.summary["space"], run.dataset or "") for run in runs}


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
    return FITNESS


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
