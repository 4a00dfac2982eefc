"""Successive halving: train many a little, and the better half of them on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from landscape.errors import OptionError
from landscape.registry import find_name
from landscape.spaces.nb201 import RUNGS
from search.algorithms.registry import ALGORITHMS, Algorithm
from search.driver.protocol import Ask, Fidelity, Move
from search.operators.draws import draw_distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from landscape.spaces import Space
    from search.driver.protocol import Search

__all__ = ["PICKS", "RUNGS", "halve", "successive_halving"]

PICKS = ("last", "seen")
"""Which network is the result: the best of the last rung, or the best seen at any."""


def successive_halving(
    space: Space,
    metric: str,
    rng: np.random.Generator,
    *,
    k: int = 32,
    rungs: Sequence[int] = RUNGS,
    pick: str = "last",
) -> Search:
    """Halve `k` different architectures drawn at random.

    Parameters
    ----------
    space
        Where to search.
    metric, rungs, pick
        See `halve`.
    rng
        The source of all chance.
    k
        How many networks are trained to the first rung.

    Raises
    ------
    OptionError
        If there is to be no network, or as `halve` says.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import Fidelity, lookup, run, successive_halving
    >>> rungs = (1, 2, 4)
    >>> table = lookup({Fidelity("val_acc", rung): rung * np.arange(8) for rung in rungs})
    >>> rng = np.random.default_rng(0)
    >>> search = successive_halving(ProductSpace([8]), "val_acc", rng, k=8, rungs=rungs)
    >>> (result,) = run([search], table, budget=100)
    >>> result.architecture, result.epochs  # 8 networks × 1, 4 × 1 and 2 × 2 epochs
    (7, 16)
    """
    if k < 1:
        raise OptionError(f"k {k}: expected at least 1")
    halve((), metric, rungs, pick=pick)  # complains now, not after all are drawn
    return halve(draw_distinct(space, rng, k), metric, rungs, pick=pick)


def halve(
    pool: Sequence[int], metric: str, rungs: Sequence[int] = RUNGS, *, pick: str = "last"
) -> Search:
    """Train all of a pool to the first rung, then the better half to the next, and so on.

    Of n networks, n/2 rounded up go on, and training continues where it was. The last one left
    is trained to the last rung, so that the result is a trained network. Missing ones go nowhere,
    and of equally good ones the first of the pool counts as better.

    Parameters
    ----------
    pool
        Architectures.
    metric
        What networks are compared by, such as ``val_acc``.
    rungs
        Numbers of epochs, ascending.
    pick
        ``last``: the result is the best at the last rung that was reached; ``seen``: the best at
        any rung, as in the published code of MF-NAS.

    Raises
    ------
    OptionError
        If the rungs do not ascend.
    UnknownNameError
        If `pick` is something else.

    Notes
    -----
    Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter
    Optimization", AISTATS 2016, as used by MF-NAS.

    Examples
    --------
    The third of four never sees its second epoch:

    >>> from search import Fidelity, halve, lookup, run
    >>> val_acc = {Fidelity("val_acc", 1): [4, 3, 2, 1], Fidelity("val_acc", 2): [5, 6, 9, 9]}
    >>> (result,) = run([halve([0, 1, 2, 3], "val_acc", (1, 2))], lookup(val_acc), budget=100)
    >>> result.architecture, result.fitness, result.epochs
    (1, 6.0, 6)
    """
    pick = find_name("pick", pick, PICKS)
    _check(rungs)
    return _halve(pool, metric, rungs, pick)


def _halve(pool: Sequence[int], metric: str, rungs: Sequence[int], pick: str) -> Search:
    trained = 0
    for rung in rungs:
        answers = yield Ask(pool, Fidelity(metric, rung, after=trained))
        found = [(x, f) for x, f in zip(pool, answers, strict=True) if not math.isnan(f)]
        if not found:
            return
        found.sort(key=lambda pair: -pair[1])
        yield Move(*found[0], rung if pick == "last" else rungs[0])
        pool = [architecture for architecture, _ in found[: math.ceil(len(pool) / 2)]]
        trained = rung


def _check(rungs: Sequence[int]) -> None:
    if not rungs or list(rungs) != sorted({*rungs}) or rungs[0] < 1:
        raise OptionError(
            f"rungs {', '.join(map(str, rungs)) or '(none)'}: "
            "expected numbers of epochs, each larger than the one before"
        )


ALGORITHMS.register(
    Algorithm(
        "successive-halving",
        "Successive halving of random architectures",
        "Jamieson and Talwalkar, AISTATS 2016",
        successive_halving,
        lambda space, by, rng, how: successive_halving(
            space, by.metric, rng, rungs=by.rungs, **how
        ),
        n_proxies=0,
        trains="rungs",
    )
)
