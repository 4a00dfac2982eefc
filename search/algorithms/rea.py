"""Regularized evolution: the best of a tournament has a child, and the oldest dies."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

from landscape.errors import OptionError
from search.algorithms.registry import ALGORITHMS, Algorithm
from search.algorithms.within import top
from search.driver.protocol import Ask, Move, stage_of
from search.operators.draws import draw_distinct
from search.operators.genes import Genes, genes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from landscape.spaces import Space
    from search.driver.protocol import Objective, Search

__all__ = ["area", "rea", "rea_warm_up"]


def rea(
    space: Space,
    metric: Objective,
    rng: np.random.Generator,
    *,
    population: int = 10,
    tournament: int = 10,
    mutation: float | None = None,
    start: Sequence[int] | None = None,
) -> Search:
    """Evolve a population by mutation and age.

    A child is charged even if it is a copy of its parent, which mutation may leave it.

    Parameters
    ----------
    space
        A product space.
    metric
        What to maximise.
    rng
        The source of all chance.
    population
        How many live at a time.
    tournament
        How many different ones compete to be the parent; all of them by default.
    mutation
        Probability that a variable changes; by default one by the number of variables.
    start
        The first population; by default drawn at random.

    Raises
    ------
    OptionError
        If a tournament has no room in the population, `mutation` is no probability, or the space
        is no product.

    Notes
    -----
    Real et al., "Regularized Evolution for Image Classifier Architecture Search", AAAI 2019, with
    the numbers of Dong et al., "NATS-Bench", 2022. Its moves are the new bests.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import lookup, rea, run
    >>> search = rea(ProductSpace([2] * 6), "number", np.random.default_rng(0), population=10)
    >>> (result,) = run([search], lookup({"number": np.arange(64)}), budget=500)
    >>> result.architecture
    63
    """
    if not 1 <= tournament <= population:
        raise OptionError(
            f"a tournament of {tournament} in a population of {population}: "
            "expected at least 1 and at most the population"
        )
    if mutation is not None and not 0 <= mutation <= 1:
        raise OptionError(f"mutation {mutation}: expected a probability, from 0 to 1")
    genes = genes_of(space, rng)
    first = space.sample(rng, population).tolist() if start is None else list(start)
    return _rea(first, metric, rng, genes, tournament, mutation, stage_of(metric))


def _rea(
    first: list[int],
    metric: Objective,
    rng: np.random.Generator,
    genes: Genes,
    tournament: int,
    mutation: float | None,
    stage: int,
) -> Search:
    best = math.nan
    population: deque[tuple[float, int]] = deque()
    children = first
    while True:
        answers = yield Ask(children, metric)
        for architecture, fitness in zip(children, answers, strict=True):
            if fitness > best or (math.isnan(best) and not math.isnan(fitness)):
                best = fitness
                yield Move(architecture, fitness, stage)
            population.append((_rank(fitness), architecture))
        if len(population) > len(first):
            population.popleft()
        competing = (population[i] for i in _some(len(population), tournament, rng))
        _, parent = max(competing, key=_fitness)
        children = [genes.mutate_each(parent, mutation)]


def rea_warm_up(
    space: Space,
    metric: Objective,
    rng: np.random.Generator,
    *,
    proxy: str = "synflow",
    warm_up: int = 2000,
    population: int = 10,
    tournament: int = 10,
    mutation: float | None = None,
) -> Search:
    """Start `rea` with the best of many different random architectures by a proxy (REA+W).

    Parameters
    ----------
    space, metric, rng, population, tournament, mutation
        See `rea`.
    proxy
        What the first population is chosen by.
    warm_up
        How many architectures it is chosen from.

    Raises
    ------
    OptionError
        If a number is not possible, or the space is no product.

    Notes
    -----
    Abdelfattah et al., "Zero-Cost Proxies for Lightweight NAS", ICLR 2021.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import Fidelity, lookup, rea_warm_up, run
    >>> val_acc, rng = Fidelity("val_acc", 12), np.random.default_rng(0)
    >>> search = rea_warm_up(ProductSpace([2] * 6), val_acc, rng, proxy="number", warm_up=64)
    >>> table = lookup({"number": np.arange(64), val_acc: np.arange(64) / 64})
    >>> (result,) = run([search], table, budget=64 + 10)  # all by the proxy, then the best ten
    >>> result.architecture, result.fitness, result.epochs
    (63, 0.984375, 120)
    """
    if warm_up < 1:
        raise OptionError(f"warm_up {warm_up}: expected at least 1")
    rea(  # complains now, not after the warm-up
        *(space, metric, rng),
        population=population,
        tournament=tournament,
        mutation=mutation,
        start=(),
    )

    def evolve(start: list[int]) -> Search:
        # What the proxy says is stage 0: no metric may be compared with it.
        later = max(stage_of(metric), 1)
        return _rea(start, metric, rng, genes_of(space, rng), tournament, mutation, later)

    return _rea_warm_up(space, draw_distinct(space, rng, warm_up), proxy, population, evolve)


def area(
    space: Space,
    metric: Objective,
    rng: np.random.Generator,
    *,
    proxy: str = "nwot",
    warm_up: int = 20,
    population: int = 10,
    tournament: int = 3,
    mutation: float | None = None,
) -> Search:
    """Start `rea` with the better half of twice as many random architectures by a proxy (AREA).

    Parameters
    ----------
    space, metric, rng, proxy, warm_up, population, tournament, mutation
        See `rea_warm_up`, whose numbers are others.

    Raises
    ------
    OptionError
        If a number is not possible, or the space is no product.

    Notes
    -----
    Mellor et al., "Neural Architecture Search without Training", ICML 2021, section 4.1; the
    tournament is that of NAS-Bench-201, by whose setup its row was measured.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import Fidelity, area, lookup, run
    >>> val_acc, rng = Fidelity("val_acc", 12), np.random.default_rng(0)
    >>> search = area(ProductSpace([2] * 6), val_acc, rng, proxy="number")
    >>> table = lookup({"number": np.arange(64), val_acc: np.arange(64) / 64})
    >>> (result,) = run([search], table, budget=200)
    >>> result.architecture
    63
    """
    return rea_warm_up(
        *(space, metric, rng),
        proxy=proxy,
        warm_up=warm_up,
        population=population,
        tournament=tournament,
        mutation=mutation,
    )


def _rea_warm_up(
    space: Space,
    drawn: list[int],
    proxy: str,
    population: int,
    evolve: Callable[[list[int]], Search],
) -> Search:
    answers = yield Ask(drawn, proxy)
    start = top(space, dict(zip(drawn, answers, strict=True)), population)
    if start:
        yield Move(start[0], answers[drawn.index(start[0])])
        yield from evolve(start)


def _some(count: int, wanted: int, rng: np.random.Generator) -> Sequence[int]:
    """Draw `wanted` of `count` without replacement."""
    if wanted >= count:
        return range(count)
    drawn: list[int] = rng.choice(count, wanted, replace=False).tolist()
    return drawn


def _rank(fitness: float) -> float:
    """Return what a tournament sees: a missing fitness is the worst."""
    return -math.inf if math.isnan(fitness) else fitness


def _fitness(individual: tuple[float, int]) -> float:
    return individual[0]


ALGORITHMS.register(
    Algorithm(
        "rea", "Regularized evolution", "Real et al., AAAI 2019", rea, trains="all", ends=False
    )
)
ALGORITHMS.register(
    Algorithm(
        "rea-w",
        "Regularized evolution with zero-cost warm-up",
        "Abdelfattah et al., ICLR 2021",
        rea_warm_up,
        lambda space, by, rng, how: rea_warm_up(space, by.trained, rng, proxy=by.proxies[0], **how),
        proxies=("synflow",),
        trains="all",
        ends=False,
    )
)
ALGORITHMS.register(
    Algorithm(
        "area",
        "Assisted regularized evolution",
        "Mellor et al., ICML 2021",
        area,
        lambda space, by, rng, how: area(space, by.trained, rng, proxy=by.proxies[0], **how),
        proxies=("nwot",),
        trains="all",
        ends=False,
    )
)
