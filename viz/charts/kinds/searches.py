"""Which searches stand together in a chart, and what they are called there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError, OptionError
from landscape.runs.labels import told_apart
from viz.charts.kinds.grouping import measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.runs.saved import SearchRun
    from viz.charts.kinds.grouping import Quality

__all__ = ["by_dataset", "guide_of", "optimum_of", "reported_score", "search_names"]

_REPORTED = {"test_acc": "Test accuracy (%)", "test_per": "Test phoneme error rate (%)"}


def search_names(runs: Sequence[SearchRun]) -> list[str]:
    """Return what each search is called: by what guides it if they are all of one algorithm.

    Raises
    ------
    OptionError
        If one is given twice.
    """
    folders = [run.folder.resolve() for run in runs]
    if len(set(folders)) < len(folders):
        raise OptionError("a search is given twice: give each once")
    is_one = len({run.algorithm for run in runs}) == 1 and len(runs) > 1
    names = [run.name or (guide_of(run) if is_one else _named(run)) for run in runs]
    groups = [f"{name}\n{run.dataset}" for name, run in zip(names, runs, strict=True)]
    marks = told_apart(groups, [run.summary["settings"] for run in runs], folders)
    for run, mark in zip(runs, marks, strict=True):
        if run.name is not None and mark:
            raise OptionError(f"two searches of one dataset are called {run.name}: give others")
    return [", ".join(filter(None, pair)) for pair in zip(names, marks, strict=True)]


def guide_of(run: SearchRun) -> str:
    """Return the names of the scores that guide a search."""
    metric = run.summary["settings"].get("metric") or run.algorithm
    return ", ".join(run.proxies or [str(metric)])


def _named(run: SearchRun) -> str:
    guide = guide_of(run)
    return run.algorithm if guide == run.algorithm else f"{run.algorithm} ({guide})"


def by_dataset(
    runs: Sequence[SearchRun],
) -> dict[str | None, list[tuple[int, str, SearchRun]]]:
    """Return, by dataset, number of the name, name, and search."""
    names = search_names(runs)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    found: dict[str | None, list[tuple[int, str, SearchRun]]] = {}
    for name, run in zip(names, runs, strict=True):
        found.setdefault(run.dataset, []).append((numbers[name], name, run))
    return found


def reported_score(runs: Sequence[SearchRun]) -> tuple[str, str] | None:
    """Return column and caption of what all searches report of trained networks; None if nothing.

    Raises
    ------
    DataError
        If they are of different spaces.
    """
    spaces = {str(run.summary["space"]) for run in runs}
    if len(spaces) > 1:
        raise DataError(
            f"the searches are of different spaces, {', '.join(sorted(spaces))}: "
            "give searches of one space"
        )
    for column, caption in _REPORTED.items():
        if all(column in run.trials for run in runs):
            return column, caption
    return None


def optimum_of(
    dataset: str | None, runs: Sequence[SearchRun], quality: Quality, score: str
) -> float | None:
    """Return the best score there is on a dataset, if that is known."""
    if dataset in quality:
        reference = quality[dataset]
        known = reference.landscape.fitness[~reference.landscape.missing]
        return float(measured(reference, known.max(initial=-np.inf)))
    for run in runs:
        best = run.summary.get("best_reported", {}).get(score)
        if best is not None:
            return float(best)
    return None
