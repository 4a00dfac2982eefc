"""Run many searches in lockstep: one batch of evaluations serves them all."""

from __future__ import annotations

import contextlib
import math
from collections import defaultdict
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from landscape.arrays import plain_numbers
from landscape.errors import DataError
from search.driver.budget import Budget
from search.driver.cost_ledger import CostLedger, shortened, with_missing
from search.driver.protocol import Answers, Ask, Move, Objective, Search
from search.driver.result import Result, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy.typing as npt

    from landscape.arrays import FloatArray
    from search.driver.protocol import Evaluate, Search

__all__ = ["Costs", "Trial", "run", "trial"]

_Known: TypeAlias = "defaultdict[Objective, dict[int, float]]"


def run(
    searches: Iterable[Search],
    evaluate: Evaluate,
    *,
    budget: Budget | int,
    usual: Budget | None = None,
    on_round: Callable[[float], None] = lambda share: None,
) -> list[Result]:
    """Run searches side by side, each until it ends or has spent its budget.

    In each round every search goes on until it asks for something that nobody has asked before;
    all of that is evaluated at once. The result of a search does not depend on its company.

    Parameters
    ----------
    searches
        Generators that have not started.
    evaluate
        Fitness of many architectures at once, maximised; NaN and +inf are missing. It must be a
        function of objective and architecture: it is called once for each pair, with distinct
        numbers in ascending order. `lookup` makes one of tables.
    budget
        What each search may spend; a number is one of evaluations. An architecture evaluated
        twice is charged twice, whoever evaluated it first.
    usual
        What a search spends, as far as that is known; by default the budget.
    on_round
        Called before each evaluation with how much of what the searches spend will be spent with
        it, from 0 to 1.

    Returns
    -------
    list of Result
        In the order of `searches`.

    Raises
    ------
    OptionError
        If `budget` is negative.
    DataError
        If `evaluate` returns anything but one number an index, or seconds that are no cost.

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
    budget = budget if isinstance(budget, Budget) else Budget(budget)
    known: _Known = defaultdict(dict)
    costs: dict[Objective, dict[int, float]] = {}
    started = [*searches]
    ledgers = [CostLedger(budget) for _ in started]
    trials = [
        trial(search, budget, costs, ledger)
        for search, ledger in zip(started, ledgers, strict=True)
    ]
    states: list[Ask | Result | None] = [None] * len(trials)
    while True:
        states = [
            state if isinstance(state, Result) else _advance(trial, state, known)
            for trial, state in zip(trials, states, strict=True)
        ]
        pending = [state for state in states if isinstance(state, Ask)]
        if not pending:
            return [state for state in states if isinstance(state, Result)]
        on_round(_share(ledgers, states, usual or budget))
        _evaluate(pending, evaluate, known, costs)


def _share(
    ledgers: Sequence[CostLedger], states: Sequence[Ask | Result | None], usual: Budget
) -> float:
    """Return how much of what the searches spend is spent when all asks are answered."""
    shares = [
        ledger.share(usual, state) if isinstance(state, Ask) else 1.0
        for ledger, state in zip(ledgers, states, strict=True)
    ]
    return sum(shares) / len(shares)


def _advance(trial: Trial, ask: Ask | None, known: _Known) -> Ask | Result:
    """Run a trial as far as what is known reaches; return its next ask, or its result."""
    try:
        ask = ask or next(trial)
        while (answers := _answer(ask, known[ask.objective])) is not None:
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


def _evaluate(
    pending: Iterable[Ask],
    evaluate: Evaluate,
    known: _Known,
    costs: dict[Objective, dict[int, float]],
) -> None:
    """Evaluate what is asked for the first time, in one batch an objective."""
    wanted: defaultdict[Objective, set[int]] = defaultdict(set)
    for ask in pending:
        wanted[ask.objective].update(ask.architectures)
    for objective, architectures in wanted.items():
        new = sorted(architectures.difference(known[objective]))
        answers = evaluate(objective, np.array(new))
        if isinstance(answers, Answers):
            seconds = _checked(answers.seconds, objective, new, "seconds")
            _check_costs(seconds, objective, new)
            costs.setdefault(objective, {}).update(zip(new, seconds.tolist(), strict=True))
            answers = answers.fitness
        fitness = _checked(answers, objective, new, "fitness")
        fitness[fitness == np.inf] = np.nan
        known[objective].update(zip(new, fitness.tolist(), strict=True))


def _checked(
    answers: npt.ArrayLike, objective: Objective, architectures: list[int], what: str
) -> FloatArray:
    values = plain_numbers(answers, what=f"{what} for {objective!r}", rows=architectures)
    if values.shape != (len(architectures),):
        raise DataError(
            f"the evaluation of {objective!r} returned shape {values.shape}: "
            f"expected ({len(architectures)},), one {what} an architecture"
        )
    return values


def _check_costs(seconds: FloatArray, objective: Objective, architectures: list[int]) -> None:
    wrong = np.flatnonzero(~(np.isfinite(seconds) & (seconds >= 0)))
    if len(wrong):
        raise DataError(
            f"the evaluation of {objective!r} says that architecture {architectures[wrong[0]]} "
            f"takes {seconds[wrong[0]]} seconds: expected a number of at least 0"
        )


Trial: TypeAlias = Generator[Ask, list[float], Result]
"""Yields what its budget may cover, and is sent the answers up to where the ask ends."""

Costs: TypeAlias = Mapping[Objective, Mapping[int, float]]
"""Seconds that answers cost, by objective and architecture; an objective not in it costs none."""


def trial(search: Search, budget: Budget, costs: Costs, ledger: CostLedger | None = None) -> Trial:
    """Run a search until it ends, or asks for something of which its budget covers nothing.

    What it is charged is counted in `ledger`, if one is given.
    """
    ledger = CostLedger(budget) if ledger is None else ledger
    best, trajectory = Move(-1, math.nan, -1), list[Step]()
    with contextlib.suppress(StopIteration):
        event = next(search)
        while True:
            if isinstance(event, Move):
                best = _better(best, event)
                trajectory.append(_step(ledger, event, best))
                event = next(search)
                continue
            left = ledger.covers(event.objective)
            if left <= 0:
                break
            asked = shortened(event, left)
            answers = yield asked
            charged = ledger.charge(event, answers, costs.get(event.objective))
            if answers and not charged:
                break
            is_whole = charged is answers and asked is event
            if len(charged) == len(asked.architectures) < len(event.architectures):
                ledger.close()  # the next answer would have gone over the budget
            event = search.send(answers if is_whole else with_missing(charged, event))
    search.close()
    return Result(
        None if best.stage < 0 else best.architecture,
        best.fitness,
        best.stage,
        *(ledger.evaluations, ledger.epochs, ledger.proxy_seconds, ledger.train_seconds),
        tuple(trajectory),
    )


def _better(best: Move, move: Move) -> Move:
    """Return the better of two moves, the first of equals; a missing one is never better."""
    if move.stage == best.stage:
        return move if move.fitness > best.fitness else best
    return move if move.stage > best.stage and not math.isnan(move.fitness) else best


def _step(ledger: CostLedger, move: Move, best: Move) -> Step:
    return Step(
        ledger.evaluations,
        move.architecture,
        move.fitness,
        best.architecture,
        best.fitness,
        ledger.epochs,
        ledger.seconds,
    )
