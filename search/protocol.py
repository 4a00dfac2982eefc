"""What a search says, and what is said about it afterwards.

A search is a generator, written as the paper's pseudocode: it yields what it wants scored and
where it moves to, and somebody else (`search.driver.run`) pays, counts and stops it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

__all__ = ["Ask", "Move", "Result", "Search", "Step"]


class Ask(NamedTuple):
    """Architectures a search wants scored, one after the other.

    ``answers = yield Ask(...)`` gives their fitness (maximised, NaN is missing), in that order.
    What the budget cannot pay for is missing.

    Attributes
    ----------
    architectures
        Configuration numbers.
    metric
        The score that is asked for.
    until
        The first answer for which this is true ends the list, and the architectures after it are
        not charged: a scan for the first improvement needs one ask, not one a neighbour. It must
        be a function of the fitness alone.
    """

    architectures: Sequence[int]
    metric: str
    until: Callable[[float], bool] | None = None


class Move(NamedTuple):
    """Where a search stands from now on. The best it moved to is its result."""

    architecture: int
    fitness: float


Search: TypeAlias = Generator[Ask | Move, list[float], None]
"""A search under way. It may go on for ever: its budget ends it."""


class Step(NamedTuple):
    """A move and when it happened.

    Attributes
    ----------
    evaluations
        Evaluations charged up to and including the one that led to this move.
    architecture, fitness
        Where the search stands from here on: the current solution.
    best
        Fitness of the best solution so far.
    """

    evaluations: int
    architecture: int
    fitness: float
    best: float


@dataclass(frozen=True)
class Result:
    """What a search found.

    Attributes
    ----------
    architecture
        The best it moved to, the first of equals; None if all it met were missing.
    fitness
        Fitness of that; NaN if there is none.
    evaluations
        How many it was charged, repeated ones included.
    trajectory
        Its moves in order; ``pandas.DataFrame(result.trajectory)`` is a table of them.
    """

    architecture: int | None
    fitness: float
    evaluations: int
    trajectory: tuple[Step, ...]
