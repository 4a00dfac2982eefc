"""One search with its cost ledger: what it asks is passed on while its budget covers it."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from search.driver.cost_ledger import CostLedger, shortened, with_missing
from search.driver.protocol import Ask, Move, Objective, Search
from search.driver.result import Result, Step

if TYPE_CHECKING:
    from search.driver.budget import Budget

__all__ = ["Costs", "Trial", "trial"]

Trial: TypeAlias = Generator[Ask, list[float], Result]
"""Yields what its budget may cover, and is sent the answers up to where the ask ends."""

Costs: TypeAlias = Mapping[Objective, Mapping[int, float]]
"""Seconds that answers cost, by objective and architecture; an objective not in it costs none."""


def trial(search: Search, budget: Budget, costs: Costs) -> Trial:
    """Run a search until it ends, or asks for something of which its budget covers nothing."""
    ledger, best, trajectory = CostLedger(budget), Move(-1, math.nan, -1), list[Step]()
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
