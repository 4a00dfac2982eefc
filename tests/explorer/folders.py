"""Folders that ``landscape build`` and ``landscape search`` leave, of landscapes with hills."""

from __future__ import annotations

import numpy as np

from landscape.spaces import NB201
from search.answers.lookup import lookup
from search.driver.driver import run
from search.driver.protocol import Ask, Move
from tests.runs import built, edit_summary, searched

__all__ = ["MARKUP", "edit_summary", "hills", "save_landscape", "save_search"]

MARKUP = "<img src=x onerror=alert(1)>"
"""What would be read as markup where it is not escaped."""


def hills(seed: int, noise: float = 1.0) -> np.ndarray:
    """Return scores of the cells of NAS-Bench-201: a slope, with noise on it."""
    space = NB201()
    codes = space.decode(np.arange(space.size))
    slope = np.array([0.0, 1.5, 2.0, 3.0, 1.0])[codes].sum(axis=1)
    return slope + np.random.default_rng(seed).normal(scale=noise, size=space.size).round(3)


def save_landscape(folder, scores, metric, dataset, **about):
    """Leave what the explorer reads of a run; return its folder."""
    return built(folder, scores, metric, dataset=dataset, **about)


def save_search(folder, scores, moves, *, title="Local search", dataset="cifar10", space="nb201"):
    """Leave a search whose trials went through the configurations of `moves`, one list each."""
    trials = [_walking(walk) for walk in moves]
    results = run(trials, lookup({"synflow": scores}), budget=10_000)
    about = {"title": title, "dataset": dataset, "proxies": ["synflow"], "space": space}
    return searched(folder, results, **about)


def _walking(walk):
    """Ask about one configuration after the other, five times, and go there."""
    for configuration in walk:
        answers = yield Ask([configuration] * 5, "synflow")
        yield Move(configuration, answers[0])
