"""Answers from untrained networks that are scored when they are asked for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

import numpy as np

from landscape.errors import unknown_name
from landscape.fitness import to_fitness
from search.evaluator import Answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.arrays import FloatArray, IntArray
    from search.protocol import Question

__all__ = ["LiveScores"]


class _Scorer(Protocol):
    def score(self, indices: IntArray) -> dict[str, FloatArray]: ...


class LiveScores:
    """Scores batches of configurations, each once, under all metrics of a scorer at a time.

    What an architecture is charged is measured: the time of its batch, shared equally among its
    architectures and metrics. It differs from run to run, and so does what a budget of seconds
    buys.

    Parameters
    ----------
    scorer
        Such as `proxies.Scorer`.
    minimize
        Name of each of its metrics → whether lower is better.
    size
        Size of the space.
    """

    def __init__(self, scorer: _Scorer, minimize: Mapping[str, bool], size: int) -> None:
        self._scorer, self._minimize = scorer, minimize
        self._fitness = {name: np.full(size, np.nan) for name in minimize}
        self._seconds = np.full(size, np.nan)  # NaN: not scored yet

    def __call__(self, question: Question, indices: IntArray) -> Answers:
        """Return fitness and seconds of configurations, scoring those that are new."""
        if question not in self._fitness or not isinstance(question, str):
            raise unknown_name("metric", str(question), self._fitness)
        new = indices[np.isnan(self._seconds[indices])]
        if len(new):
            start = time.perf_counter()
            columns = self._scorer.score(new)
            taken = time.perf_counter() - start
            self._seconds[new] = taken / len(new) / len(self._minimize)
            for name, lower_is_better in self._minimize.items():
                self._fitness[name][new] = to_fitness(columns[name], minimize=lower_is_better)
        return Answers(self._fitness[question][indices], self._seconds[indices])
