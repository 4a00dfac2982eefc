"""What one search has spent, and what it can still pay for."""

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
    from search.driver.protocol import Ask, Question

__all__ = ["Purse"]


class Purse:
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
        self._seconds = budget.seconds

    def room(self, question: Question) -> int:
        """Return how many answers can be paid for, as far as that is known before they come."""
        room = self._evaluations - self.evaluations
        if isinstance(question, Fidelity):
            epochs = question.epochs - question.after
            room = min(room, (self._epochs - self.epochs) // epochs)
        return room

    def pay(
        self, ask: Ask, answers: list[float], priced: Mapping[int, float] | None
    ) -> list[float]:
        """Charge answers, and return those that are paid for; after any that is not, none is.

        The list itself is returned if all are.

        Parameters
        ----------
        ask, answers
            What was asked, and all answers up to where the ask ends.
        priced
            Seconds by architecture; None costs none.
        """
        if priced is not None:
            answers, seconds = self._afforded(ask, answers, priced)
            if isinstance(ask.question, Fidelity):
                self.train_seconds += seconds
            else:
                self.proxy_seconds += seconds
        self.evaluations += len(answers)
        if isinstance(ask.question, Fidelity):
            self.epochs += len(answers) * (ask.question.epochs - ask.question.after)
        return answers

    def close(self) -> None:
        """Buy nothing more."""
        self._evaluations = 0

    def _afforded(
        self, ask: Ask, answers: list[float], priced: Mapping[int, float]
    ) -> tuple[list[float], float]:
        """Return the answers there are seconds for, and the seconds they take."""
        left = math.inf if self._seconds is None else self._seconds - self._spent
        paid = ask.architectures[: len(answers)]
        seconds = list(accumulate(map(priced.__getitem__, paid), initial=0.0))
        if seconds[-1] <= left:
            return answers, seconds[-1]
        count = max(0, bisect_right(seconds, left) - 1)
        self.close()
        return answers[:count], seconds[count]

    @property
    def _spent(self) -> float:
        return self.proxy_seconds + self.train_seconds


def _limit(amount: int | None) -> int:
    return sys.maxsize if amount is None else amount
