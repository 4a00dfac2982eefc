"""Say where a configuration stands, by asking for no more than it takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError
from landscape.sampled import Standing
from search.sampling.climbs import Climbs
from search.sampling.snowball import check_escapes, draw_escapes
from search.sampling.taking import answered

if TYPE_CHECKING:
    from landscape.spaces import Space
    from search.driver.protocol import Evaluate
    from search.sampling.climbs import Asking

__all__ = ["standing"]


def standing(
    space: Space,
    evaluate: Evaluate,
    index: int,
    *,
    metric: str = "fitness",
    escapes: int | None = None,
    seed: int = 0,
) -> Standing:
    """Climb from a configuration, and from the escapes of the optimum that it leads to.

    Parameters
    ----------
    space
        Of any size.
    evaluate
        Fitness of many configurations at once, maximised; NaN and +inf are missing. See
        `search.run`.
    index
        Number of the configuration.
    metric
        What the evaluation is asked for.
    escapes
        How many of the optimum's are climbed, those that a snowball with this `seed` would draw;
        None for all.

    Raises
    ------
    OptionError
        If `escapes` is negative, or more than there are.
    DataError
        If the configuration has no score, or `evaluate` returns anything but one number a
        configuration.

    Examples
    --------
    >>> from landscape import ProductSpace
    >>> from search.sampling import standing
    >>> space = ProductSpace([10] * 18)
    >>> def height(metric, indices):
    ...     return space.decode(indices).sum(axis=1)
    >>> found = standing(space, height, 0, escapes=0)
    >>> found.n_better, len(found.path), found.optimum == space.size - 1
    (162, 19, True)
    """
    check_escapes(space, escapes)
    asking = _standing(space, index, metric, escapes, seed)
    try:
        ask = next(asking)
        while True:
            fitness, _ = answered(ask, evaluate)
            ask = asking.send(fitness.tolist())
    except StopIteration as end:
        found: Standing = end.value
        return found


def _standing(
    space: Space, index: int, metric: str, escapes: int | None, seed: int
) -> Asking[Standing]:
    climbs = Climbs(space, metric)
    itself = np.array([index], dtype=space.dtype)
    (end,) = yield from climbs.ends(itself)
    if end < 0:
        raise DataError(
            f"{space.format(index)} has no {metric}, so no climb starts there: expected one of "
            "those that have"
        )
    around = climbs.fitness(space.neighbours(index, 1))
    mine = climbs.known[index]
    path = np.array(climbs.path(index), dtype=np.int64)
    drawn, n_escapes = draw_escapes(space, int(end), escapes, seed)
    ends = yield from climbs.ends(drawn)
    targets, counts = np.unique(ends[ends >= 0], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    targets, counts = targets[order], counts[order]
    return Standing(
        space=space,
        metric=metric,
        n_better=int((around > mine).sum()),
        n_equal=int((around == mine).sum()),
        n_worse=int((around < mine).sum()),
        n_missing=sum(map(math.isnan, around.tolist())),
        path=path,
        path_fitness=climbs.fitness(path),
        n_escapes=n_escapes,
        n_drawn=len(drawn),
        targets=targets,
        target_fitness=climbs.fitness(targets),
        counts=counts,
    )
