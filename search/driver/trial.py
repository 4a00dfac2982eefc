"""One search with its purse: what it asks is passed on while it can pay, its moves written down."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from search.driver.cost_ledger import Purse
from search.driver.protocol import Ask, Move, Question, Search
from search.driver.result import Result, Step
from search.paying import affordable, with_unpaid

if TYPE_CHECKING:
    from search.driver.budget import Budget

__all__ = ["Prices", "Trial", "trial"]

Trial: TypeAlias = Generator[Ask, list[float], Result]
"""Yields what it may pay for, and is sent the answers up to where the ask ends."""

Prices: TypeAlias = Mapping[Question, Mapping[int, float]]
"""Seconds that answers cost, by question and architecture; a question not in it costs none."""


def trial(search: Search, budget: Budget, prices: Prices) -> Trial:
    """Run a search until it ends, or asks for something and can pay nothing of it."""
    purse, best, trajectory = Purse(budget), Move(-1, math.nan, -1), list[Step]()
    with contextlib.suppress(StopIteration):
        said = next(search)
        while True:
            if isinstance(said, Move):
                best = _better(best, said)
                trajectory.append(_step(purse, said, best))
                said = next(search)
                continue
            room = purse.room(said.question)
            if room <= 0:
                break
            asked = affordable(said, room)
            answers = yield asked
            paid = purse.pay(said, answers, prices.get(said.question))
            if answers and not paid:
                break
            is_whole = paid is answers and asked is said
            if len(paid) == len(asked.architectures) < len(said.architectures):
                purse.close()  # the next answer would have gone over the budget
            said = search.send(answers if is_whole else with_unpaid(paid, said))
    search.close()
    return Result(
        None if best.stage < 0 else best.architecture,
        best.fitness,
        best.stage,
        *(purse.evaluations, purse.epochs, purse.proxy_seconds, purse.train_seconds),
        tuple(trajectory),
    )


def _better(best: Move, move: Move) -> Move:
    """Return the better of two moves, the first of equals; a missing one is never better."""
    if move.stage == best.stage:
        return move if move.fitness > best.fitness else best
    return move if move.stage > best.stage and not math.isnan(move.fitness) else best


def _step(purse: Purse, move: Move, best: Move) -> Step:
    return Step(
        purse.evaluations,
        move.architecture,
        move.fitness,
        best.architecture,
        best.fitness,
        purse.epochs,
        purse.proxy_seconds + purse.train_seconds,
    )
