"""Asks that cost more than is left: what is still paid for, and what a search hears."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.driver.protocol import Ask

__all__ = ["affordable", "with_unpaid"]


def affordable(ask: Ask, room: int) -> Ask:
    """Return the beginning of what is asked that `room` answers suffice for."""
    if len(ask.architectures) <= room:
        return ask
    return ask._replace(architectures=ask.architectures[:room])


def with_unpaid(answers: list[float], ask: Ask) -> list[float]:
    """Return answers with those that could not be paid for as missing."""
    if ask.until and answers and ask.until(answers[-1]):
        return answers
    return answers + [math.nan] * (len(ask.architectures) - len(answers))
