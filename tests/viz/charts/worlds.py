"""Small landscapes and searches whose charts can be checked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from landscape import Landscape, ProductSpace
from search.saved import SearchRun
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
    """Write a search: four moves of a proxy, then two of training, a hundred evaluations in all."""
    path = folder / name
    path.mkdir()
    rng = np.random.default_rng(len(name))
    steps = np.arange(6)
    rows, found = [], []
    for trial in range(trials):
        accuracy = np.sort(rng.uniform(80, 94, size=6))
        epochs = np.where(steps < 4, 0, 12 * (steps - 3)) if trained else np.zeros(6, dtype=int)
        about = {
            "trial": trial, "step": steps, "evaluations": 1 + steps * steps, "epochs": epochs,
            "seconds": 0.5 * steps + 10.0 * epochs, "configuration": steps, "fitness": accuracy,
            "best_configuration": steps, "best": accuracy,
        }  # fmt: skip
        tested = {"test_acc": accuracy[::-1], "best_test_acc": accuracy} if reported else {}
        rows.append(pd.DataFrame(about | tested))
        row = {
            "trial": trial, "configuration": 5, "fitness": accuracy[-1], "stage": int(epochs[-1]),
            "evaluations": 100, "epochs": int(epochs[-1]),
            "proxy_seconds": 2.5, "train_seconds": 10.0 * epochs[-1],
        }  # fmt: skip
        found.append(row | ({"test_acc": accuracy[-1]} if reported else {}))
    pd.concat(rows).to_parquet(path / "trajectories.parquet", index=False)
    pd.DataFrame(found).to_parquet(path / "trials.parquet", index=False)
    summary = {
        "format": 1, "kind": "search", "algorithm": algorithm, "title": algorithm.upper(),
        "space": space, "dataset": dataset, "settings": {"proxies": list(proxies)},
        "trials": trials, "results": {}, "costs": {},
        "best_reported": {"test_acc": 94.5} if reported else {},
    }  # fmt: skip
    (path / "summary.json").write_text(json.dumps(summary))
    return SearchRun(path)
