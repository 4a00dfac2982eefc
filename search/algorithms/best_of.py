"""The best of many random architectures, by one proxy or by the sum of ranks under several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from landscape.scores.rank import RANK_MEMBERS
from landscape.spaces import ProductSpace
from search.algorithms.registry import ALGORITHMS, RANK_PAPER, Algorithm
from search.driver.protocol import Move
from search.operators.memo import Memo
from search.operators.ranks import best_first, rank_sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import IntArray
    from landscape.spaces import Space
    from search.driver.protocol import Search

__all__ = ["best_of"]


def best_of(
    space: Space,
    metrics: Sequence[str],
    rng: np.random.Generator,
    *,
    n: int = 1000,
    distinct: bool = False,
) -> Search:
    """Score `n` random architectures, and take the best.

    They are drawn with replacement; one drawn twice is charged once. The fitness of the result is
    its score if there is one metric, else its sum of ranks among those drawn.

    Parameters
    ----------
    space
        Where to search.
    metrics
        Names of the metrics; their ranks are summed up if they are several.
    rng
        The source of all chance.
    n
        How many are drawn.
    distinct
        Draw only from architectures no two of whose variables have the same option.

    Raises
    ------
    OptionError
        If none is to be drawn, or there are no such architectures.

    Notes
    -----
    Hsieh and Tsai, 2023, Tables 2 to 4: "NI", "NASWOT", "LogSynFlow" and "rk" with N = 1,000. On
    the size space their published code draws channels that all differ.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import best_of, lookup, run
    >>> search = best_of(ProductSpace([2, 2]), ["number"], np.random.default_rng(0), n=100)
    >>> (result,) = run([search], lookup({"number": np.arange(4)}), budget=1000)
    >>> result.architecture, result.evaluations
    (3, 4)
    """
    if n < 1:
        raise OptionError(f"the best of {n}: expected at least 1")
    if distinct:
        _check_distinct(space)
    return _best_of(space, metrics, rng, n, distinct=distinct)


def _check_distinct(space: Space) -> None:
    options = getattr(space, "shape", ())
    if not options or len({*options}) > 1 or options[0] < len(options):
        raise OptionError(
            f"distinct: {space.title} has no architectures all of whose variables differ; expected "
            "a product space whose variables have the same options, at least as many as there are "
            "variables, such as sss"
        )


def _distinct(space: ProductSpace, rng: np.random.Generator, n: int) -> IntArray:
    """Draw architectures uniformly among those no two of whose variables have the same option."""
    rows = np.tile(np.arange(space.shape[0]), (n, 1))
    return space.encode(rng.permuted(rows, axis=1)[:, : len(space.shape)])


def _best_of(
    space: Space, metrics: Sequence[str], rng: np.random.Generator, n: int, *, distinct: bool
) -> Search:
    memo = Memo(metrics)
    if distinct:
        assert isinstance(space, ProductSpace), "looked at before"
        sampled = _distinct(space, rng, n)
    else:
        sampled = space.sample(rng, n)
    drawn = list(dict.fromkeys(sampled.tolist()))
    fitness = yield from memo.scores(drawn)
    merit = fitness[0] if len(metrics) == 1 else rank_sums(fitness)
    for row in best_first(merit)[:1]:
        yield Move(drawn[row], float(merit[row]))


ALGORITHMS.register(
    Algorithm(
        "best-of",
        "Best of N by a proxy or by a sum of ranks",
        RANK_PAPER,
        best_of,
        lambda space, by, rng, how: best_of(space, by.proxies, rng, **how),
        proxies=RANK_MEMBERS,
        n_proxies=99,
        relative="several",
    )
)
