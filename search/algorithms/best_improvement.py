"""Best-improvement hill climbing with escape."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from search.algorithms.local_search import land
from search.algorithms.registry import ALGORITHMS, MF_NAS_PAPER, Algorithm
from search.driver.protocol import Ask, Move, Objective, Search, stage_of
from search.operators.moves import random_moves

if TYPE_CHECKING:
    import numpy as np

    from landscape.spaces import Space

__all__ = ["best_improvement"]


def best_improvement(space: Space, metric: Objective, rng: np.random.Generator) -> Search:
    """Climb to the best 1-opt neighbour; where none is better, jump to a 2-opt neighbour.

    Of equally good neighbours the first in neighbour order is taken, as in the landscapes of
    `landscape.climb`. Starts, jumps and missing ones are those of `local_search`.

    Parameters
    ----------
    space, metric
        Where to search, and for what.
    rng
        The source of all chance.

    Notes
    -----
    The climb of the landscape study of "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided
    Local Search", GECCO 2024, section 3. The public code's search of that name goes from variable
    to variable and takes every improvement at once, which is another algorithm.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import best_improvement, lookup, run
    >>> search = best_improvement(ProductSpace([5, 5]), "number", np.random.default_rng(0))
    >>> (result,) = run([search], lookup({"number": np.arange(25)}), budget=20)
    >>> result.architecture  # two steps from anywhere, 8 evaluations each, after that of the start
    24
    """
    moves, stage = random_moves(space, rng), stage_of(metric)
    current, fitness = yield from land(lambda: space.sample(rng), metric)
    while True:
        yield Move(current, fitness, stage)
        near = space.neighbours(current).tolist()
        answers = yield Ask(near, metric)
        known = [pair for pair in zip(near, answers, strict=True) if not math.isnan(pair[1])]
        best, height = max(known, key=lambda pair: pair[1], default=(current, fitness))
        if height > fitness:
            current, fitness = best, height
        else:
            current, fitness = yield from land(partial(moves.escape, current), metric)


ALGORITHMS.register(
    Algorithm(
        "best-improvement",
        "Best-improvement hill climbing with escape",
        MF_NAS_PAPER,
        best_improvement,
        trains="all",
        ends=False,
    )
)
