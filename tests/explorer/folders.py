"""Folders as ``landscape build`` and ``landscape search`` leave them, of landscapes with hills."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa

from landscape import Landscape
from landscape.files import write_bytes
from landscape.run import Run, summary_json
from landscape.scores import ScoreTable, write_scores
from landscape.scores.parquet import to_parquet
from landscape.spaces import NB201

MARKUP = "<img src=x onerror=alert(1)>"
"""What would be read as markup where it is not escaped."""


def hills(seed: int, noise: float = 1.0) -> np.ndarray:
    """Return scores of the cells of NAS-Bench-201: a slope, with noise on it."""
    space = NB201()
    codes = space.decode(np.arange(space.size))
    slope = np.array([0.0, 1.5, 2.0, 3.0, 1.0])[codes].sum(axis=1)
    return slope + np.random.default_rng(seed).normal(scale=noise, size=space.size).round(3)


def save_landscape(folder, scores, metric, dataset, *, space=None, fitness_label=None):
    """Leave what the explorer reads of a run; return its folder."""
    space = space or NB201()
    folder.mkdir(parents=True)
    run = Run(folder)
    landscape = Landscape(space, scores, metric=metric)
    write_scores(run.scores, ScoreTable(space.name, {metric: np.asarray(scores, float)}), space)
    run.write_landscape(landscape)
    head = {"space": space.name, "metric": metric, "dataset": dataset}
    figure = {"title": metric, "fitness_label": fitness_label or metric}
    run.write_summary(head | landscape.summary() | {"figure": figure})
    return folder


def save_search(folder, scores, moves, *, title="Local search", dataset="cifar10", settings=None):
    """Leave a search whose trials went through the configurations of `moves`, one list each."""
    folder.mkdir(parents=True)
    trial = np.repeat(np.arange(len(moves)), [len(walk) for walk in moves])
    step = np.concatenate([np.arange(len(walk)) for walk in moves])
    here = np.concatenate([np.asarray(walk, dtype=np.int64) for walk in moves])
    best = np.concatenate([_best_so_far(scores, walk) for walk in moves])
    trajectories = {
        "trial": trial, "step": step, "evaluations": 5 * (step + 1), "configuration": here,
        "fitness": scores[here], "best_configuration": best, "best": scores[best],
    }  # fmt: skip
    ends = [_best_so_far(scores, walk)[-1] if len(walk) else -1 for walk in moves]
    trials = {
        "trial": np.arange(len(moves)), "configuration": np.array(ends),
        "fitness": scores[ends], "evaluations": np.full(len(moves), 9),
        "epochs": np.zeros(len(moves), dtype=np.int64),
    }  # fmt: skip
    for name, columns in (("trials", trials), ("trajectories", trajectories)):
        write_bytes(folder / f"{name}.parquet", to_parquet(pa.table(columns)))
    about = {
        "kind": "search", "algorithm": "local-search", "title": title, "space": "nb201",
        "dataset": dataset, "trials": len(moves), "results": {}, "costs": {},
        "settings": settings or {"proxies": ["synflow"]},
    }  # fmt: skip
    write_bytes(folder / "summary.json", summary_json(about))
    return folder


def edit_summary(folder, **changes):
    """Change values of a summary; None takes one away."""
    path = folder / "summary.json"
    summary = json.loads(path.read_bytes()) | changes
    kept = {name: value for name, value in summary.items() if value is not None}
    path.write_text(json.dumps(kept))


def _best_so_far(scores, walk):
    best, found = -1, []
    for configuration in walk:
        if best < 0 or scores[configuration] > scores[best]:
            best = configuration
        found.append(best)
    return np.array(found, dtype=np.int64)
