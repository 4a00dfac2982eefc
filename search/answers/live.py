"""Answers from untrained networks that are scored when they are asked for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

import numpy as np

from landscape.disk.work_folder import Parts, part_key
from landscape.errors import unknown_name
from landscape.scores.table import to_fitness
from search.driver.protocol import Answers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from landscape.arrays import FloatArray, IntArray
    from search.driver.protocol import Objective

__all__ = ["LiveScores"]


class _Scorer(Protocol):
    @property
    def score(self) -> Callable[..., dict[str, FloatArray]]: ...


class LiveScores:
    """Scores batches of configurations, each once, under all metrics of a scorer at a time.

    What an architecture is charged is measured: the time of its batch, shared equally among its
    architectures and metrics. It differs from run to run, and so does what a budget of seconds
    buys.

    Parameters
    ----------
    scorer
        Such as `proxies.Scorer`: has ``score(indices)``, or with `parts` ``score(indices, parts)``.
    minimize
        Name of each of its metrics → whether lower is better.

    Attributes
    ----------
    parts
        If given, takes what is scored, and the seconds it took: what it has, an earlier process
        scored, and it is charged what it took then.
    at_once
        How many configurations a scan had better ask for at once; None for all of it.
    on_scored
        Called as the number of configurations that are scored grows, with it and with what it is
        when those at work are done.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import get_space
    >>> from proxies import Scorer, Settings, get_proxy
    >>> from search import LiveScores
    >>> space = get_space("nb201")
    >>> scorer = Scorer(space, [get_proxy("params")], Settings("cifar10"))
    >>> live = LiveScores(scorer, {"params": False})
    >>> answers = live("params", np.array([0, 3906]))  # as a search that asks for two
    >>> answers.fitness.tolist(), bool((answers.seconds > 0).all())
    ([73306.0, 73306.0], True)
    """

    def __init__(self, scorer: _Scorer, minimize: Mapping[str, bool]) -> None:
        self.scorer, self._minimize = scorer, minimize
        # By configuration number: a space may have more than memory has room for.
        self._fitness: dict[str, dict[int, float]] = {name: {} for name in minimize}
        self._seconds: dict[int, float] = {}
        self.parts: Parts | None = None
        self.at_once: int | None = None
        self.on_scored: Callable[[float, int], None] = lambda n_scored, n_soon: None

    def __call__(self, objective: Objective, indices: IntArray) -> Answers:
        """Return fitness and seconds of configurations, scoring those that are new."""
        if objective not in self._fitness or not isinstance(objective, str):
            raise unknown_name("metric", str(objective), self._fitness)
        asked = indices.tolist()
        new = np.array([index for index in asked if index not in self._seconds], indices.dtype)
        if len(new):
            start, parts = time.perf_counter(), self.parts
            if parts is None:
                columns, taken = self.scorer.score(new), time.perf_counter() - start
            else:
                columns, taken = self._in_parts(new, parts)
            numbers = new.tolist()
            for name, lower_is_better in self._minimize.items():
                fitness = to_fitness(columns[name], minimize=lower_is_better).tolist()
                self._fitness[name].update(zip(numbers, fitness, strict=True))
            each = taken / len(new) / len(self._minimize)
            self._seconds.update(dict.fromkeys(numbers, each))
        known = (self._fitness[objective], self._seconds)
        return Answers(*(np.array([of[i] for i in asked], np.float64) for of in known))

    def _in_parts(self, new: IntArray, parts: Parts) -> tuple[dict[str, FloatArray], float]:
        """Return the scores of a batch, and the seconds it took, those before a stop included."""
        key, n_before = part_key("seconds", new), len(self._seconds)
        n_soon = n_before + len(new)
        parts.on_advance = lambda: self.on_scored(n_before + parts.share * len(new), n_soon)
        was_whole, before = parts.get(key) or (np.zeros(1), np.zeros(1))
        start, is_whole = time.perf_counter(), bool(was_whole[0])
        try:
            columns = self.scorer.score(new, parts)
            is_whole = True
        finally:
            taken = before if was_whole[0] else before + (time.perf_counter() - start)
            parts.put(key, np.array([is_whole]), taken)
        return columns, float(taken[0])
