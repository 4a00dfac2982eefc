"""Random search."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from search.algorithms.registry import ALGORITHMS, Algorithm
from search.driver.protocol import Ask, Move, Objective, Search, stage_of

if TYPE_CHECKING:
    import numpy as np

    from landscape.spaces import Space

__all__ = ["random_search"]

_BATCH = 64  # drawn at a time


def random_search(space: Space, metric: Objective, rng: np.random.Generator) -> Search:
    """Draw architectures uniformly, with replacement, and keep the best.

    Its moves are the new bests.

    Parameters
    ----------
    space, metric
        Where to search, and for what.
    rng
        The source of all chance.

    Notes
    -----
    The baseline RS of "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search",
    GECCO 2024, appendix A.3.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import lookup, random_search, run
    >>> search = random_search(ProductSpace([2, 2]), "number", np.random.default_rng(0))
    >>> (result,) = run([search], lookup({"number": np.arange(4)}), budget=100)
    >>> result.architecture, result.evaluations  # drawn again, charged again
    (3, 100)
    """
    best, stage = math.nan, stage_of(metric)
    while True:
        draws = space.sample(rng, _BATCH).tolist()
        while draws:
            answers = yield Ask(draws, metric, until=partial(_improves, best))
            if _improves(best, answers[-1]):
                best = answers[-1]
                yield Move(draws[len(answers) - 1], best, stage)
            draws = draws[len(answers) :]


def _improves(best: float, fitness: float) -> bool:
    """Tell whether `fitness` is better than `best`, or the first that is not missing."""
    return fitness > best or (math.isnan(best) and not math.isnan(fitness))


ALGORITHMS.register(
    Algorithm("random-search", "Random search", "any", random_search, trains="all", ends=False)
)
