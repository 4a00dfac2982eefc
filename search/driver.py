"""Run many searches in lockstep: one batch of evaluations serves them all."""

from __future__ import annotations

import contextlib
import math
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from landscape.errors import DataError, OptionError, unknown_name
from search.protocol import Ask, Move, Result, Search, Step

if TYPE_CHECKING:
    import numpy.typing as npt

    from landscape.arrays import FloatArray, IntArray

__all__ = ["Evaluate", "lookup", "run"]

Evaluate: TypeAlias = "Callable[[str, IntArray], npt.ArrayLike]"
"""Called as ``evaluate(metric, indices)``; returns one fitness an index."""

_Trial: TypeAlias = Generator[Ask, list[float], Result]
_Known: TypeAlias = defaultdict[str, dict[int, float]]


def run(searches: Iterable[Search], evaluate: Evaluate, *, budget: int) -> list[Result]:
    """Run searches side by side, each until it ends or has spent its budget.

    In each round every search goes on until it asks for something that nobody has asked before;
    all of that is evaluated at once. The result of a search does not depend on its company.

    Parameters
    ----------
    searches
        Generators that have not started.
    evaluate
        Fitness of many architectures at once, maximised; NaN and +inf are missing. It must be a
        function of metric and architecture: it is called once for each pair, with distinct
        numbers in ascending order. `lookup` makes one of a table.
    budget
        Evaluations each search may spend. An architecture evaluated twice is charged twice,
        whoever evaluated it first.

    Returns
    -------
    list of Result
        In the order of `searches`.

    Raises
    ------
    OptionError
        If `budget` is negative.
    DataError
        If `evaluate` returns anything but one number an index.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape.spaces import ProductSpace
    >>> from search import local_search, lookup, run
    >>> space = ProductSpace([10, 10])
    >>> table = {"height": np.arange(100.0)}
    >>> searches = [local_search(space, "height", r) for r in np.random.default_rng(0).spawn(3)]
    >>> [result.architecture for result in run(searches, lookup(table), budget=200)]
    [99, 99, 99]
    """
    if budget < 0:
        raise OptionError(f"a budget of {budget} evaluations: expected 0 or more")
    trials = [_trial(search, budget) for search in searches]
    known: _Known = defaultdict(dict)
    states: list[Ask | Result | None] = [None] * len(trials)
    while True:
        states = [
            state if isinstance(state, Result) else _advance(trial, state, known)
            for trial, state in zip(trials, states, strict=True)
        ]
        asks = [state for state in states if isinstance(state, Ask)]
        if not asks:
            return [state for state in states if isinstance(state, Result)]
        _learn(asks, evaluate, known)


def lookup(columns: Mapping[str, FloatArray]) -> Evaluate:
    """Return the evaluation that reads a table: the fitness of a whole space, by metric.

    Raises
    ------
    UnknownNameError
        By the evaluation, if the table has no such metric.
    """

    def evaluate(metric: str, indices: IntArray) -> FloatArray:
        if metric not in columns:
            raise unknown_name("metric", metric, columns)
        return columns[metric][indices]

    return evaluate


def _trial(search: Search, budget: int) -> _Trial:
    """Pass on what a search asks while it can pay, and write down where it moves."""
    left, best, trajectory = budget, Move(-1, math.nan), list[Step]()
    with contextlib.suppress(StopIteration):
        said = next(search)
        while left or isinstance(said, Move):
            if isinstance(said, Move):
                if said.fitness > best.fitness or math.isnan(best.fitness):
                    best = said
                trajectory.append(Step(budget - left, *said, best.fitness))
                said = next(search)
            else:
                answers = yield _affordable(said, left)
                left -= len(answers)
                said = search.send(answers if left else _with_unpaid(answers, said))
    search.close()
    found = None if math.isnan(best.fitness) else best.architecture
    return Result(found, best.fitness, budget - left, tuple(trajectory))


def _affordable(ask: Ask, left: int) -> Ask:
    if len(ask.architectures) <= left:
        return ask
    return ask._replace(architectures=ask.architectures[:left])


def _with_unpaid(answers: list[float], ask: Ask) -> list[float]:
    """Return the last answers of a trial, with those it could not pay for as missing."""
    if ask.until and ask.until(answers[-1]):
        return answers
    return answers + [math.nan] * (len(ask.architectures) - len(answers))


def _advance(trial: _Trial, ask: Ask | None, known: _Known) -> Ask | Result:
    """Run a trial as far as what is known reaches; return its next ask, or its result."""
    try:
        ask = ask or next(trial)
        while (answers := _answer(ask, known[ask.metric])) is not None:
            ask = trial.send(answers)
    except StopIteration as end:
        result: Result = end.value
        return result
    return ask


def _answer(ask: Ask, known: dict[int, float]) -> list[float] | None:
    """Return the answers up to where the ask ends; None if they are not all known."""
    architectures, _, until = ask
    answers = []
    try:
        for architecture in architectures:
            answers.append(known[architecture])
            if until and until(answers[-1]):
                break
    except KeyError:
        return None
    return answers


def _learn(asks: Iterable[Ask], evaluate: Evaluate, known: _Known) -> None:
    """Evaluate what is asked for the first time, in one batch a metric."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for ask in asks:
        wanted[ask.metric].update(ask.architectures)
    for metric, architectures in wanted.items():
        new = sorted(architectures.difference(known[metric]))
        known[metric].update(zip(new, _evaluate(evaluate, metric, new), strict=True))


def _evaluate(evaluate: Evaluate, metric: str, architectures: list[int]) -> list[float]:
    fitness = np.array(evaluate(metric, np.array(architectures)), dtype=np.float64)
    if fitness.shape != (len(architectures),):
        raise DataError(
            f"the evaluation of {metric!r} returned shape {fitness.shape}: "
            f"expected ({len(architectures)},), one fitness an architecture"
        )
    fitness[fitness == np.inf] = np.nan
    values: list[float] = fitness.tolist()
    return values
