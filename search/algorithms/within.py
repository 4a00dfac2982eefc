"""A search as a stage of another."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np

from search.driver.cost_ledger import shortened, with_missing
from search.driver.protocol import Ask, Move

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from landscape.spaces import Space
    from search.driver.protocol import Search

__all__ = ["top", "within"]


def within(
    search: Search, *, evaluations: int
) -> Generator[Ask | Move, list[float], dict[int, float]]:
    """Let a search go on until it ends or has had so many answers, and return all it saw.

    What the stage may spend is part of what the whole search may spend, whose budget may end both.

    Parameters
    ----------
    search
        A generator that has not started, and that has one objective.
    evaluations
        How many answers it may have.

    Returns
    -------
    dict
        Architecture → fitness of all that was answered, moved to or not, in the order in which
        they were first seen.

    Examples
    --------
    A random search by a proxy, whose best two are trained:

    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import Fidelity, halve, lookup, random_search, run, top, within
    >>> def warm_up(space, rng):
    ...     seen = yield from within(random_search(space, "proxy", rng), evaluations=50)
    ...     yield from halve(top(space, seen, 2), "val_acc", rungs=(1,))
    >>> table = lookup({"proxy": [1, 2, 3, 4], Fidelity("val_acc", 1): [0, 0, 90, 80]})
    >>> (result,) = run([warm_up(ProductSpace([4]), np.random.default_rng(0))], table, budget=100)
    >>> result.architecture, result.evaluations
    (2, 52)
    """
    left, seen = evaluations, dict[int, float]()
    with contextlib.suppress(StopIteration):
        event = next(search)
        while left or isinstance(event, Move):
            if isinstance(event, Move):
                yield event
                event = next(search)
            else:
                answers = yield shortened(event, left)
                seen.update(zip(event.architectures, answers, strict=False))
                left -= len(answers)
                event = search.send(answers if left else with_missing(answers, event))
    search.close()
    return seen


def top(space: Space, seen: Mapping[int, float], k: int) -> list[int]:
    """Return the `k` best architectures that differ, best first; all if there are fewer.

    Of architectures that build the same network the best counts, and of equally good ones the
    one seen first. Missing ones are left out.

    Examples
    --------
    >>> from landscape import get_space
    >>> from search import top
    >>> top(get_space("nb201"), {0: 1.0, 1: 2.0, 15624: 3.0}, 2)  # 0 and 1 build the same network
    [15624, 1]
    """
    architectures = np.fromiter(seen.keys(), dtype=space.dtype, count=len(seen))
    fitness = np.fromiter(seen.values(), dtype=np.float64, count=len(seen))
    order = np.argsort(-fitness, kind="stable")[: np.count_nonzero(~np.isnan(fitness))]
    _, firsts = np.unique(space.canonical(architectures[order]), return_index=True)
    best: list[int] = architectures[order[np.sort(firsts)[:k]]].tolist()
    return best
