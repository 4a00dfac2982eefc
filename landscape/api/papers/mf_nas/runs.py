"""The searches behind the tables, as the paper set them up, and what can be said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import spearmanr

from landscape.api.papers.mf_nas.paper import PROXIES
from landscape.api.papers.report import Cell, printed_as
from landscape.published import published_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.api.papers.context import Context
    from landscape.arrays import FloatArray
    from search.runs.saved import SearchRun

__all__ = [
    "BUDGETS",
    "EPOCHS",
    "Pools",
    "mf_nas_run",
    "pools",
    "printed_cell",
    "schedule_said",
    "test_accuracy",
    "why_guided",
    "why_searched",
    "why_staged",
]

BUDGETS = {"cifar10": "20000s", "cifar100": "40000s", "ImageNet16-120": "120000s"}
"""Seconds that a search may spend on each dataset: Section 5.1."""

EPOCHS = "1192e"
"""What halving 32 networks over epochs 12, 25, 50, 100 and 200 costs, and MF-NAS may spend.

Scores that are built in took no seconds that could be counted; training is all but all of the cost.
"""

_SAME = 0.05
"""Points of accuracy up to which two pools are called equally good."""


def printed_cell(table: str, row: str, column: str) -> dict[str, Any]:
    """Return what the paper prints in a cell, as keywords of `Cell`."""
    return printed_as(published_table("mf-nas", table).cell(row, column))


def test_accuracy(context: Context, dataset: str) -> FloatArray:
    """Return test accuracy after 200 epochs by configuration number."""
    fitness: FloatArray = context.landscape("test_acc", dataset).landscape.fitness
    return fitness


def mf_nas_run(
    context: Context, proxy: str, dataset: str, *, first: str = "local", metric: str = "val_acc"
) -> SearchRun:
    """Return MF-NAS guided by a proxy; its second stage has the rungs that there are data for.

    Raises
    ------
    LandscapeError
        If scores or accuracies are not there.
    """
    return context.search(
        "mf-nas",
        proxy=[proxy],
        dataset=dataset,
        metric=metric,
        budget=EPOCHS,
        rungs=context.rungs(dataset),
        settings={"first": first},
        **context.scores_of(proxy),
    )


@dataclass(frozen=True, eq=False)
class Pools:
    """The candidates that stage 1 of MF-NAS hands to stage 2, and the one chosen, of each trial.

    Attributes
    ----------
    best
        Test accuracy of the best candidate, shape ``(trials,)``.
    rank
        How many candidates are at least as good as the chosen one; 1 is the best.
    """

    best: FloatArray
    rank: FloatArray


def pools(context: Context, proxy: str, dataset: str) -> Pools:
    """Return what the trials of `mf_nas_run` chose from: stage 1 is walked again, as it was.

    Raises
    ------
    LandscapeError
        If scores or accuracies are not there.
    """
    run = mf_nas_run(context, proxy, dataset)
    test = test_accuracy(context, dataset)
    found: Pools = context.once(
        f"pools-{proxy}-{dataset}", lambda: _ranked(_candidates(context, run, proxy), run, test)
    )
    return found


def _ranked(candidates: list[list[int]], run: SearchRun, test: FloatArray) -> Pools:
    chosen = test[run.trials["configuration"].to_numpy()]
    reached = [test[pool] for pool in candidates]
    best = np.array([pool.max() for pool in reached])
    better = [np.count_nonzero(pool > one) for pool, one in zip(reached, chosen, strict=True)]
    return Pools(best, np.array(better, dtype=float) + 1)


def _candidates(context: Context, run: SearchRun, proxy: str) -> list[list[int]]:
    from landscape.fitness import to_fitness
    from search import Budget, local_search, lookup, top, trial_generator, within
    from search import run as run_searches
    from search.driver.walks import walk_space

    landscape = context.proxy_landscape(proxy, run.summary["dataset"]).landscape
    walked, settings = walk_space(landscape.space), run.summary["settings"]
    seen: dict[int, list[int]] = {}

    def first_stage(trial: int) -> Any:
        rng = trial_generator(settings["seed"], trial)
        history = yield from within(
            local_search(walked, proxy, rng), evaluations=settings["evaluations"]
        )
        seen[trial] = top(walked, history, settings["k"])

    answers = lookup({proxy: to_fitness(landscape.fitness, minimize=False)})
    trials = range(settings["trials"])
    run_searches([first_stage(trial) for trial in trials], answers, budget=Budget())
    return [seen[trial] for trial in trials]


def schedule_said(context: Context, run: SearchRun, dataset: str) -> str:
    """Return which training a search saw, and how well that tells test accuracy."""
    trained = run.summary["settings"]["trained"]
    epochs = sorted(map(int, trained))
    early = trained[str(epochs[0])]
    said = f"networks are compared after {' and '.join(map(str, epochs))} epochs"
    if early["hp"] and int(early["hp"]) == epochs[0]:
        value = context.landscape("val_acc", dataset, epoch=epochs[0]).landscape.fitness
        rho = spearmanr(value, test_accuracy(context, dataset), nan_policy="omit").statistic
        which = "" if len(epochs) == 1 else f", {epochs[0]}"
        said += (
            f"{which} of the schedule that ends there (ρ = {rho:.2f} with test accuracy), where "
            "the paper reads the run of 200"
        )
    return said


def why_searched(
    context: Context, run: SearchRun, dataset: str, other: dict[str, Any]
) -> Callable[[Cell], str]:
    """Return what explains the difference of a search: its schedule, and another printed row.

    Parameters
    ----------
    other
        What the paper prints of the same search in Table 7, from work that reads the 12-epoch
        schedule; keywords of `Cell`.
    """

    def why(cell: Cell) -> str:
        said = schedule_said(context, run, dataset)
        if not other:
            return said
        there = Cell(cell.ours, **other)
        met = (
            "which ours is within"
            if there.within
            else f"from which ours is {there.difference:+.2f}"
        )
        return f"{said}; Table 7 prints {there.published_text} for work that does as we do, {met}"

    return why


def why_guided(context: Context, proxies: Sequence[str], dataset: str) -> Callable[[Cell], str]:
    """Return what explains the difference of a search that nothing but proxies guides."""

    def why(cell: Cell) -> str:
        test = test_accuracy(context, dataset)
        told = []
        for proxy in proxies:
            scores = context.proxy_landscape(proxy, dataset).landscape.fitness
            rho = spearmanr(scores, test, nan_policy="omit").statistic
            told.append(f"{proxy} {rho:.2f}")
        return (
            "it is guided by our scores, of one initialisation shared by all and not of the mean "
            f"of three; their ρ with test accuracy: {', '.join(told)}"
        )

    return why


def why_staged(context: Context, proxy: str, dataset: str) -> Callable[[Cell], str]:
    """Return what explains the difference of an MF-NAS: its candidates, or the pick among them."""

    def why(cell: Cell) -> str:
        found = pools(context, proxy, dataset)
        row = PROXIES[proxy]
        printed = {
            what: printed_cell("table4", row, f"{dataset} {what}")["published"]
            for what in ("best of 32", "rank")
        }
        best, rank = float(found.best.mean()), float(found.rank.mean())
        theirs = f"{printed['best of 32']:.2f}"
        compared = f"the best of the 32 candidates has {best:.2f}, in the paper {theirs}"
        if abs(best - printed["best of 32"]) > _SAME:
            return (
                f"{compared}: the proxy's scores, ours of one initialisation shared by all, lead "
                "to other networks"
            )
        said = schedule_said(context, mf_nas_run(context, proxy, dataset), dataset)
        return (
            f"the candidates are alike ({compared}), the pick among them is not (mean rank "
            f"{rank:.1f}, the paper's {printed['rank']:.1f}): {said}"
        )

    return why
