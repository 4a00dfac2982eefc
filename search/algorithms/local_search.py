"""First-improvement hill climbing with escape."""

from __future__ import annotations

import math
import operator
from functools import partial
from typing import TYPE_CHECKING

from search.algorithms.registry import ALGORITHMS, MF_NAS_PAPER, Algorithm
from search.driver.protocol import Ask, Move, Objective, Search, stage_of
from search.operators.moves import random_moves

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import numpy as np

    from landscape.spaces import Space

__all__ = ["land", "local_search"]


def local_search(
    space: Space, metric: Objective, rng: np.random.Generator, *, accept_equal: bool = False
) -> Search:
    """Climb to the first better 1-opt neighbour; where none is better, jump to a 2-opt neighbour.

    The jump is taken whatever it leads to. Nothing is remembered: an architecture met again is
    charged again. A missing one is no start, no step and no landing place.

    Parameters
    ----------
    space
        Where to search. In a product space a scan visits the variables in random order, and the
        other options of each in random order; elsewhere all neighbours in random order.
    metric
        What to climb.
    rng
        The source of all chance.
    accept_equal
        Whether an equally good neighbour counts as better, as in the published experiments. Such
        a search drifts on a plateau and never jumps off it.

    Notes
    -----
    The first stage of MF-NAS: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local
    Search", GECCO 2024, section 3 and appendix A.3.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import local_search, lookup, run
    >>> search = local_search(ProductSpace([2] * 6), "number", np.random.default_rng(0))
    >>> (result,) = run([search], lookup({"number": np.arange(64)}), budget=100)
    >>> result.architecture, result.fitness
    (63, 63.0)
    """
    improves = operator.le if accept_equal else operator.lt
    moves, stage = random_moves(space, rng), stage_of(metric)
    current, fitness = yield from land(lambda: space.sample(rng), metric)
    while True:
        yield Move(current, fitness, stage)
        scan = moves.scan(current)
        answers = yield Ask(scan, metric, until=partial(improves, fitness))
        if answers and improves(fitness, answers[-1]):
            current, fitness = scan[len(answers) - 1], answers[-1]
        else:
            current, fitness = yield from land(partial(moves.escape, current), metric)


def land(
    draw: Callable[[], int], metric: Objective
) -> Generator[Ask, list[float], tuple[int, float]]:
    """Draw until the architecture is not missing."""
    while True:
        architecture = draw()
        (fitness,) = yield Ask([architecture], metric)
        if not math.isnan(fitness):
            return architecture, fitness


ALGORITHMS.register(
    Algorithm(
        "local-search",
        "First-improvement hill climbing with escape",
        MF_NAS_PAPER,
        local_search,
        trains="all",
        ends=False,
    )
)
