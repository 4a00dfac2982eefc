"""FreeREA: evolution on a sum of proxies, each scaled by the largest it is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from search.algorithms.registry import ALGORITHMS, Algorithm
from search.driver.protocol import Move
from search.operators.genes import Genes, genes_of
from search.operators.memo import Memo
from search.operators.ranks import best_first

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from landscape.arrays import FloatArray
    from landscape.spaces import Space
    from search.driver.protocol import Ask, Search

__all__ = ["FREEREA_METRICS", "freerea", "scaled_sum"]

FREEREA_METRICS = ("nwot", "logsynflow", "skip")
"""The proxies it sums up."""


def freerea(
    space: Space,
    metrics: Sequence[str],
    rng: np.random.Generator,
    *,
    population: int = 100,
    tournament: int = 25,
) -> Search:
    """Evolve a population by tournaments, mutation, crossover and age.

    In each step the two best of a tournament are mutated in one variable each, and crossed; the
    oldest dies, and of the others the best `population` live on. The result is the best of all
    that were ever alive. A child is charged even if it was scored before, and the search never
    ends by itself.

    What is the best is relative to what it is compared with (see `scaled_sum`), so the last move
    is the result.

    Parameters
    ----------
    space
        A product space.
    metrics
        Names of the proxies; see `FREEREA_METRICS`.
    rng
        The source of all chance.
    population
        How many live at a time.
    tournament
        How many different ones compete to be parents.

    Raises
    ------
    OptionError
        If a tournament has no room in the population, or the space is no product.

    Notes
    -----
    Cavagnero et al., "FreeREA: Training-Free Evolution-based Architecture Search", WACV 2023, with
    the defaults of the authors' command line. Published runs end after 45 s of proxies
    (NAS-Bench-201) or 12 minutes (NAS-Bench-101).

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import freerea, lookup, run
    >>> table = lookup({"size": np.arange(64), "odd": np.arange(64) % 2})
    >>> rng = np.random.default_rng(0)
    >>> search = freerea(ProductSpace([2] * 6), ["size", "odd"], rng, population=10, tournament=5)
    >>> (result,) = run([search], table, budget=1000)
    >>> result.architecture, result.fitness  # the largest of both there is: 63 / 63 + 1 / 1
    (63, 2.0)
    """
    if not 2 <= tournament <= population:
        raise OptionError(
            f"a tournament of {tournament} in a population of {population}: "
            "expected at least 2 and at most the population"
        )
    return _freerea(space, metrics, rng, genes_of(space, rng), population, tournament)


def _freerea(
    space: Space,
    metrics: Sequence[str],
    rng: np.random.Generator,
    genes: Genes,
    size: int,
    tournament: int,
) -> Search:
    memo, best = Memo(metrics), _Best(len(metrics))
    population: list[int] = []  # the oldest first
    while True:
        if len(population) < 2:  # at the start, or if hardly anybody has scores
            population = space.sample(rng, size).tolist()
            yield from memo.learn(population)
            scores = yield from memo.scores(population)
            yield from best.meet(memo, population)
        chosen = rng.choice(len(population), min(tournament, len(population)), replace=False)
        order = best_first(scaled_sum(scores[:, chosen]))
        if len(order) < 2:
            population = []
            continue
        mother, father = (population[chosen[row]] for row in order[:2])
        mutants = [genes.mutate_one(mother), genes.mutate_one(father)]
        children = [*mutants, genes.cross(mother, father)[0]]
        yield from memo.learn(children)
        theirs = yield from memo.scores(children)
        yield from best.meet(memo, children)
        population = [*population[1:], *children]
        scores = np.concatenate([scores[:, 1:], theirs], axis=1)
        kept = sorted(best_first(scaled_sum(scores))[:size])
        population, scores = [population[row] for row in kept], scores[:, kept]


def scaled_sum(scores: FloatArray, largest: FloatArray | None = None) -> FloatArray:
    """Return the sum of scores, each divided by the largest finite magnitude of its metric.

    Parameters
    ----------
    scores
        Shape ``(metrics, n)``; NaN is missing.
    largest
        Shape ``(metrics,)``; None takes those of `scores`.

    Returns
    -------
    array of shape (n,)
        NaN where any score is missing, -inf where one is -inf.
    """
    largest = _largest(scores) if largest is None else largest
    return np.asarray((scores / np.where(largest == 0, 1.0, largest)[:, None]).sum(axis=0))


def _largest(scores: FloatArray) -> FloatArray:
    magnitudes = np.abs(scores)
    return np.asarray(np.max(magnitudes, axis=1, where=np.isfinite(scores), initial=0.0))


class _Best:
    """The best of all that were scored so far, the first of equals.

    Everybody is looked at again only when a scale has changed.
    """

    def __init__(self, n_metrics: int) -> None:
        self._scale = np.zeros(n_metrics)
        self._move = Move(-1, np.nan, -1)

    def meet(
        self, memo: Memo, architectures: list[int]
    ) -> Generator[Ask | Move, list[float], None]:
        """Move to the best of those known and `architectures`, if it is another one."""
        scores = yield from memo.scores(architectures)
        scale = np.maximum(self._scale, _largest(scores))
        is_new_scale = bool((scale > self._scale).any())
        if is_new_scale:
            architectures, self._scale = memo.architectures, scale
            scores = yield from memo.scores(architectures)
        merit = scaled_sum(scores, scale)
        for row in best_first(merit)[:1]:
            found = Move(architectures[row], float(merit[row]), self._move.stage + 1)
            is_other = found.architecture != self._move.architecture
            is_better = not found.fitness <= self._move.fitness  # nor is the first, than NaN
            if is_other and (is_new_scale or is_better):
                self._move = found
                yield found
            elif is_new_scale:
                self._move = self._move._replace(fitness=found.fitness)


ALGORITHMS.register(
    Algorithm(
        "freerea",
        "FreeREA",
        "Cavagnero et al., WACV 2023",
        freerea,
        lambda space, by, rng, how: freerea(space, by.proxies, rng, **how),
        proxies=FREEREA_METRICS,
        n_proxies=99,
        relative="always",
        ends=False,
    )
)
