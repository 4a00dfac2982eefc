"""What one search is charged, what its budget still covers, and what it hears of the rest."""

from __future__ import annotations

import math
import sys
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from search.driver.protocol import Fidelity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.driver.budget import Budget
    from search.driver.protocol import Ask, Objective

__all__ = ["CostLedger", "shortened", "with_missing"]


class CostLedger:
    """Counts what a search is charged, and ends at what would go over its budget.

    Attributes
    ----------
    evaluations, epochs, proxy_seconds, train_seconds
        See `Result`.
    """

    def __init__(self, budget: Budget) -> None:
        self.evaluations, self.epochs = 0, 0
        self.proxy_seconds, self.train_seconds = 0.0, 0.0
        self._evaluations = _limit(budget.evaluations)
        self._epochs = _limit(budget.epochs)
        self._seconds = math.inf if budget.seconds is None else budget.seconds

    @property
    def seconds(self) -> float:
        """Seconds of proxies and of training together."""
        return self.proxy_seconds + self.train_seconds

    def covers(self, objective: Objective) -> int:
        """Return how many answers the budget covers, as far as that is known before they come."""
        left = self._evaluations - self.evaluations
        if isinstance(objective, Fidelity):
            epochs = objective.epochs - objective.after
            left = min(left, (self._epochs - self.epochs) // epochs)
        return left

    def charge(
        self, ask: Ask, answers: list[float], costs: Mapping[int, float] | None
    ) -> list[float]:
        """Charge answers, and return those that the budget covers; after any other, it does none.

        The list itself is returned if it covers all.

        Parameters
        ----------
        ask, answers
            What was asked, and all answers up to where the ask ends.
        costs
            Seconds by architecture; None costs none.
        """
        if costs is not None:
            answers, seconds = self._covered(ask, answers, costs)
            if isinstance(ask.objective, Fidelity):
                self.train_seconds += seconds
            else:
                self.proxy_seconds += seconds
        self.evaluations += len(answers)
        if isinstance(ask.objective, Fidelity):
            self.epochs += len(answers) * (ask.objective.epochs - ask.objective.after)
        return answers

    def share(self, usual: Budget, ask: Ask | None = None) -> float:
        """Return how much of what a search usually spends is spent, from 0 to 1.

        Parameters
        ----------
        usual
            What a search spends: its budget, or what is known of its like.
        ask
            What it is about to be charged as well: all that it asks for.
        """
        evaluations, epochs = self.evaluations, self.epochs
        if ask is not None:
            evaluations += len(ask.architectures)
            if isinstance(ask.objective, Fidelity):
                epochs += len(ask.architectures) * (ask.objective.epochs - ask.objective.after)
        of = (
            (evaluations, usual.evaluations),
            (epochs, usual.epochs),
            (self.seconds, usual.seconds),
        )
        return min(1.0, max((amount / most for amount, most in of if most), default=0.0))

    def close(self) -> None:
        """Cover nothing more."""
        self._evaluations = 0

    def _covered(
        self, ask: Ask, answers: list[float], costs: Mapping[int, float]
    ) -> tuple[list[float], float]:
        """Return the answers there are seconds for, and the seconds they take."""
        left = self._seconds - self.seconds
        answered = ask.architectures[: len(answers)]
        seconds = list(accumulate(map(costs.__getitem__, answered), initial=0.0))
        if seconds[-1] <= left:
            return answers, seconds[-1]
        count = max(0, bisect_right(seconds, left) - 1)
        self.close()
        return answers[:count], seconds[count]


def _limit(amount: int | None) -> int:
    return sys.maxsize if amount is None else amount


def shortened(ask: Ask, count: int) -> Ask:
    """Return the beginning of what is asked that `count` answers suffice for."""
    if len(ask.architectures) <= count:
        return ask
    return ask._replace(architectures=ask.architectures[:count])


def with_missing(answers: list[float], ask: Ask) -> list[float]:
    """Return answers up to where the ask ends, those that were not covered as missing."""
    if ask.until and answers and ask.until(answers[-1]):
        return answers
    return answers + [math.nan] * (len(ask.architectures) - len(answers))
