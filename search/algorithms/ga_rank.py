"""GA-rank: a genetic algorithm on ranks within each generation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from landscape.scores.rank import RANK_MEMBERS
from search.algorithms.registry import ALGORITHMS, RANK_PAPER, Algorithm
from search.driver.protocol import Move
from search.operators.genes import Genes, genes_of
from search.operators.memo import Memo
from search.operators.ranks import best_first, rank_sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray
    from landscape.spaces import Space
    from search.driver.protocol import Search

__all__ = ["ga_rank"]

_CANDIDATES = 2  # of each metric and generation


def ga_rank(
    space: Space,
    metrics: Sequence[str],
    rng: np.random.Generator,
    *,
    population: int = 100,
    generations: int = 10,
    mutation: float = 0.08,
    crossover: float = 0.7,
    tournament: int = 3,
) -> Search:
    """Breed generations by the sum of ranks, and compare the best two of each by each metric.

    Parents are the best two of a tournament; two children of theirs, crossed or copied and then
    mutated, enter the next generation. At the end the best two of every generation under every
    metric are ranked among each other, and the best is the result. No architecture is scored
    twice.

    Parameters
    ----------
    space
        A product space.
    metrics
        Names of the metrics whose ranks are summed up.
    rng
        The source of all chance.
    population, generations
        How many live at a time, and how often they are replaced, the first time included.
    mutation
        Probability that a variable of a child changes.
    crossover
        Probability that two parents are crossed.
    tournament
        How many different ones compete to be parents.

    Raises
    ------
    OptionError
        If a number is not possible, or the space is no product.

    Notes
    -----
    Hsieh and Tsai, "Rank-based Training-Free NAS Algorithm", 2023, whose paper does not say how it
    works; numbers and steps are those of the authors' code of that time, crossover uniform.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import ga_rank, lookup, run
    >>> table = lookup({"size": np.arange(64), "odd": np.arange(64) % 2})
    >>> search = ga_rank(ProductSpace([2] * 6), ["size", "odd"], np.random.default_rng(0))
    >>> (result,) = run([search], table, budget=2000)
    >>> result.architecture  # the largest, and odd: the best by both
    63
    """
    if not 2 <= tournament <= population or generations < 1:
        raise OptionError(
            f"tournament {tournament}, population {population}, generations {generations}: "
            "expected 2 to the population for a tournament, and at least 1 generation"
        )
    for name, rate in (("mutation", mutation), ("crossover", crossover)):
        if not 0 <= rate <= 1:
            raise OptionError(f"{name} {rate}: expected a probability, 0 to 1")
    breeding = _Breeding(genes_of(space, rng), rng, mutation, crossover, tournament)
    first = space.sample(rng, population).tolist()
    return _ga_rank(metrics, first, breeding, generations)


def _ga_rank(
    metrics: Sequence[str], population: list[int], breeding: _Breeding, generations: int
) -> Search:
    memo, candidates = Memo(metrics), dict[int, None]()
    for generation in range(generations):
        fitness = yield from memo.scores(population)
        ranks = rank_sums(fitness)
        for row in best_first(ranks)[:1]:
            yield Move(population[row], float(ranks[row]), generation)
        for column in fitness:
            for row in best_first(column)[:_CANDIDATES]:
                candidates[population[row]] = None
        population = breeding.next_generation(population, ranks)
    finalists = list(candidates)
    ranks = rank_sums((yield from memo.scores(finalists)))
    for row in best_first(ranks)[:1]:
        yield Move(finalists[row], float(ranks[row]), generations)


@dataclass(frozen=True)
class _Breeding:
    """How a generation follows from the one before it."""

    genes: Genes
    rng: np.random.Generator
    mutation: float
    crossover: float
    tournament: int

    def next_generation(self, population: list[int], ranks: FloatArray) -> list[int]:
        """Return as many children as there are parents."""
        merit = np.where(np.isnan(ranks), -np.inf, ranks)  # the missing lose
        children: list[int] = []
        while len(children) < len(population):
            some = self.rng.choice(len(population), self.tournament, replace=False)
            mother, father = (population[some[row]] for row in best_first(merit[some])[:2])
            children += self._children(mother, father)
        return children[: len(population)]

    def _children(self, mother: int, father: int) -> list[int]:
        pair = (mother, father)
        if self.rng.random() < self.crossover:
            pair = self.genes.cross(mother, father)
        return [self.genes.mutate_each(child, self.mutation) for child in pair]


ALGORITHMS.register(
    Algorithm(
        "ga-rank",
        "GA-rank",
        RANK_PAPER,
        ga_rank,
        lambda space, by, rng, how: ga_rank(space, by.proxies, rng, **how),
        proxies=RANK_MEMBERS,
        n_proxies=99,
        relative="always",
    )
)
