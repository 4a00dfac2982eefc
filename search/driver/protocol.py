"""What a search says while it is under way.

A search is a generator, written as the paper's pseudocode: it yields what it wants scored and
where it moves to, and somebody else (`search.driver.driver.run`) has it evaluated, counts and
stops it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy.typing as npt

    from landscape.arrays import IntArray

__all__ = ["Answers", "Ask", "Evaluate", "Fidelity", "Move", "Objective", "Search", "stage_of"]


class Fidelity(NamedTuple):
    """What training for some epochs would show: an objective that costs training.

    Attributes
    ----------
    metric
        Such as ``val_acc``.
    epochs
        After how many epochs of training it is measured.
    after
        How many epochs the network is trained for already, by the search that asks: only the
        rest is charged. A network trained anew has 0. What is measured does not depend on it.

    Examples
    --------
    >>> import numpy as np
    >>> from search import Fidelity, lookup
    >>> evaluate = lookup({Fidelity("val_acc", 2): [70, 90]}, training={1: [10, 30], 2: [20, 60]})
    >>> evaluate(Fidelity("val_acc", 2), np.array([1])).seconds.tolist()
    [60.0]
    >>> evaluate(Fidelity("val_acc", 2, after=1), np.array([1])).seconds.tolist()
    [30.0]
    """

    metric: str
    epochs: int
    after: int = 0


Objective: TypeAlias = str | Fidelity
"""What an architecture is evaluated by: a score by name, or a measurement after training."""


class Ask(NamedTuple):
    """Architectures a search wants scored, one after the other.

    ``answers = yield Ask(...)`` gives their fitness (maximised, NaN is missing), in that order.
    What the budget does not cover is missing.

    Attributes
    ----------
    architectures
        Configuration numbers.
    objective
        The score that is asked for.
    until
        The first answer for which this is true ends the list, and the architectures after it are
        not charged: a scan for the first improvement needs one ask, not one a neighbour. It must
        be a function of the fitness alone.

    Examples
    --------
    A search that looks at the neighbours of one architecture, and ends:

    >>> from landscape import ProductSpace
    >>> from search import Ask, Move, lookup, run
    >>> def look_around(space, start):
    ...     near = space.neighbours(start).tolist()
    ...     fitness = yield Ask(near, "acc")
    ...     yield Move(*max(zip(near, fitness), key=lambda pair: pair[1]))
    >>> table = lookup({"acc": [4, 3, 2, 9]})
    >>> (result,) = run([look_around(ProductSpace([2, 2]), 0)], table, budget=9)
    >>> result.architecture, result.evaluations
    (1, 2)
    """

    architectures: Sequence[int]
    objective: Objective
    until: Callable[[float], bool] | None = None


@dataclass(frozen=True, eq=False)
class Answers:
    """Fitness of architectures, and the seconds each of them costs.

    Attributes
    ----------
    fitness, seconds
        Shape ``(n,)`` each. Seconds are never missing.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import Answers, Budget, random_search, run
    >>> def evaluate(objective, indices):  # each architecture takes two and a half seconds
    ...     return Answers(fitness=indices, seconds=np.full(len(indices), 2.5))
    >>> search = random_search(ProductSpace([4]), "number", np.random.default_rng(0))
    >>> run([search], evaluate, budget=Budget(seconds=10))[0].evaluations
    4
    """

    fitness: npt.ArrayLike
    seconds: npt.ArrayLike


Evaluate: TypeAlias = "Callable[[Objective, IntArray], npt.ArrayLike | Answers]"
"""Called as ``evaluate(objective, indices)``; returns one fitness an index, or `Answers`."""


class Move(NamedTuple):
    """Where a search stands from now on. The best it moved to is its result.

    Attributes
    ----------
    architecture, fitness
        The current solution.
    stage
        Fitness compares within a stage only, and a later stage counts more: 0 for what a proxy
        says, then the epochs of a rung. Where fitness is relative to what it was compared with,
        each comparison is a stage of its own, and the last move is the result.

    Examples
    --------
    The best of the last stage is the result:

    >>> from search import Ask, Move, lookup, run
    >>> def two_stages():
    ...     yield Move(0, *(yield Ask([0], "proxy")))
    ...     yield Move(1, *(yield Ask([1], "acc")), stage=1)
    >>> (result,) = run([two_stages()], lookup({"proxy": [100, 0], "acc": [0, 70]}), budget=9)
    >>> result.architecture, result.fitness, [step.fitness for step in result.trajectory]
    (1, 70.0, [100.0, 70.0])
    """

    architecture: int
    fitness: float
    stage: int = 0


Search: TypeAlias = Generator[Ask | Move, list[float], None]
"""A search under way. It may go on for ever: its budget ends it."""


def stage_of(objective: Objective) -> int:
    """Return the stage of a search that is guided by one objective; see `Move`."""
    return objective.epochs if isinstance(objective, Fidelity) else 0
