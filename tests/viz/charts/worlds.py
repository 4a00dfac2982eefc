"""Small landscapes and searches whose charts can be checked by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from landscape import Landscape, ProductSpace, get_space
from search.driver.result import Result, Step
from search.runs.saved import SearchRun
from tests.runs import searched
from viz.entries import Entry

SPACE = ProductSpace([3, 3, 3], name="toy")


def entry(scores, metric="proxy", dataset="cifar10", **about) -> Entry:
    space = about.pop("space", SPACE)
    minimize = about.pop("minimize", False)
    landscape = Landscape(space, scores, metric=metric, minimize=minimize)
    return Entry(landscape, dataset=dataset, **about)


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=SPACE.size)


def some_entries() -> list[Entry]:
    """Two metrics on two datasets, and the test accuracy of both."""
    found = []
    for number, dataset in enumerate(("cifar10", "cifar100")):
        quality = 90 - 10 * number + noise(number)
        found.append(entry(quality, "test_acc", dataset, epoch=200))
        found += [entry(quality + k * noise(7 + k), f"proxy{k}", dataset) for k in (1, 2)]
    return found


def judges(entries) -> dict[str | None, Entry]:
    return {e.dataset: e for e in entries if e.metric == "test_acc"}


def moves(trials: list[list[tuple[int, float]]]) -> pd.DataFrame:
    """Return trajectories of trials, each a list of (evaluations, value)."""
    rows = [
        {"trial": t, "step": s, "evaluations": x, "value": y}
        for t, steps in enumerate(trials)
        for s, (x, y) in enumerate(steps)
    ]
    return pd.DataFrame(rows)


def search(
    folder: Path,
    name: str,
    *,
    trials: int = 6,
    proxies: tuple[str, ...] = ("size",),
    dataset: str | None = "cifar10",
    algorithm: str = "mf-nas",
    trained: bool = True,
    reported: bool = True,
    space: str = "nb201",
) -> SearchRun:
    """Leave a search: four moves of a proxy, then two of training, a hundred evaluations in all.

    What it moves to gets worse on the test set, what is best so far gets better, up to 94.5.
    """
    rng = np.random.default_rng(len(name))
    scores = np.full(get_space(space).size, np.nan)
    scores[-1] = 94.5
    results = []
    for trial in range(trials):
        accuracy = np.sort(rng.uniform(80, 94, size=6))
        epochs = [12 * max(0, step - 3) if trained else 0 for step in range(6)]
        first = 12 * trial
        scores[first : first + 12] = [*accuracy[::-1], *accuracy]
        steps = tuple(
            Step(1 + k * k, first + k, fitness, first + 6 + k, fitness, epochs[k],
                 0.5 * k + 10.0 * epochs[k])
            for k, fitness in enumerate(accuracy.tolist())
        )  # fmt: skip
        end = (100, epochs[-1], 2.5, 10.0 * epochs[-1])
        results.append(Result(first + 11, float(accuracy[-1]), epochs[-1], *end, steps))
    return SearchRun(
        searched(
            folder / name,
            results,
            algorithm=algorithm,
            title=algorithm.upper(),
            space=space,
            dataset=dataset,
            proxies=proxies,
            reported={"test_acc": scores} if reported else None,
        )
    )
