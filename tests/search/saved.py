"""Folders that ``landscape search`` leaves, with outcomes of the test's choice."""

from __future__ import annotations

import math

import numpy as np

from search.driver.result import Result, Step
from tests.runs import searched

_SIZE = 15_625


def save_search(
    folder,
    outcomes,
    *,
    algorithm="rea",
    dataset="cifar10",
    metric="test_acc",
    proxies=(),
    stages=None,
    settings=None,
):
    """Leave a search of one move a trial; `metric` None reports nothing but fitness."""
    stages = [0] * len(outcomes) if stages is None else stages
    results = [
        _nothing() if math.isnan(value) else _found(place, value, stage)
        for place, (value, stage) in enumerate(zip(outcomes, stages, strict=True))
    ]
    scores = np.full(_SIZE, np.nan)
    scores[: len(outcomes)] = outcomes
    return searched(
        folder,
        results,
        algorithm=algorithm,
        title=algorithm.upper(),
        dataset=dataset,
        proxies=proxies,
        reported=None if metric is None else {metric: scores},
        settings=settings,
    )


def _found(configuration, fitness, stage):
    step = Step(7, configuration, fitness, configuration, fitness)
    return Result(configuration, fitness, stage, 7, 0, 0.0, 0.0, (step,))


def _nothing():
    return Result(None, math.nan, -1, 7, 0, 0.0, 0.0, ())
