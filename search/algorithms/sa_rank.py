"""SA-rank: simulated annealing on ranks among neighbours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from landscape.registry import find_name
from landscape.scores.rank import RANK_MEMBERS
from search.algorithms.registry import ALGORITHMS, RANK_PAPER, Algorithm
from search.driver.protocol import Move
from search.driver.walks import product_and_validity
from search.operators.memo import Memo
from search.operators.ranks import best_first, rank_sums

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from landscape.arrays import FloatArray
    from landscape.spaces import Space
    from search.driver.protocol import Ask, Search

__all__ = ["ACCEPTANCES", "RETURNS", "Perturb", "sa_rank"]

ACCEPTANCES = ("metropolis", "paper")
"""Rules by which a worse or better neighbour becomes the current solution."""

RETURNS = ("current", "best")
"""The result: where the search stands at the end, or the winner of the last comparison."""


@dataclass(frozen=True)
class _Schedule:
    """Temperatures, from the first down to the last above the end."""

    temperature: float
    end: float
    cooling: float
    iterations: int

    def __iter__(self) -> Iterator[float]:
        temperature = self.temperature
        while temperature > self.end:
            for _ in range(self.iterations):
                yield temperature
            temperature *= self.cooling


def sa_rank(
    space: Space,
    metrics: Sequence[str],
    rng: np.random.Generator,
    *,
    acceptance: str = "metropolis",
    archive: bool = True,
    returns: str = "current",
    neighbours: int = 10,
    iterations: int = 4,
    temperature: float = 1.0,
    end: float | None = None,
    cooling: float = 0.745,
    slope: float = 0.25,
) -> Search:
    """Anneal on the sum of ranks among the current solution and some of its neighbours.

    A step compares the current solution s, `neighbours` others near it and, with an archive, all
    past winners. The winner s* joins the archive. If s itself wins, the second best is the
    candidate (``metropolis``), or the search stays (``paper``). No architecture is scored twice.

    Ranks are relative to what is compared, so the fitness of a move is its sum of ranks in that
    step, and the last move is the result.

    Parameters
    ----------
    space
        A product space.
    metrics
        Names of the metrics whose ranks are summed up.
    rng
        The source of all chance.
    acceptance
        With d the ranks lost by going to the candidate and T the temperature: ``metropolis``
        accepts if d < 0, else with probability exp(-slope d / T); ``paper`` accepts with
        probability 1 - exp(d / T), d <= 0, which refuses most improvements while it is hot.
    archive
        Whether past winners are compared too.
    returns
        ``current`` or ``best``; see `RETURNS`.
    neighbours
        How many a step compares s with.
    iterations
        Steps at each temperature.
    temperature, end, cooling
        First temperature, the one that it must stay above, and what it is multiplied by.
        By default the end is 8e-4, or 1e-3 with ``paper``: 100 or 96 steps.
    slope
        See `acceptance`.

    Raises
    ------
    OptionError
        If a setting is not possible, or the space is no product.
    UnknownNameError
        If `acceptance` or `returns` is something else.

    Notes
    -----
    Hsieh and Tsai, "Rank-based Training-Free NAS Algorithm", 2023. ``acceptance="paper"``,
    ``archive=False``, ``returns="best"`` is Algorithm 2; the defaults are those of the authors'
    later code.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import lookup, run, sa_rank
    >>> table = lookup({"size": np.arange(64), "odd": np.arange(64) % 2})
    >>> search = sa_rank(ProductSpace([2] * 6), ["size", "odd"], np.random.default_rng(0))
    >>> (result,) = run([search], table, budget=2000)
    >>> result.architecture  # the largest, and odd: the best by both
    63
    """
    acceptance = find_name("acceptance", acceptance, ACCEPTANCES)
    returns = find_name("returned solution", returns, RETURNS)
    end = end if end is not None else 8e-4 if acceptance == "metropolis" else 1e-3
    if not (0 < cooling < 1 and end > 0 and neighbours >= 1 and iterations >= 1):
        raise OptionError(
            f"cooling {cooling}, end {end}, neighbours {neighbours}, iterations {iterations}: "
            "expected 0 < cooling < 1, an end above 0, and at least 1 of the others"
        )
    if not (temperature > end and slope >= 0):
        raise OptionError(
            f"temperature {temperature}, slope {slope}: expected a temperature above the end, "
            f"{end}, and a slope of at least 0"
        )
    schedule = _Schedule(temperature, end, cooling, iterations)
    rule = _Rule(acceptance, slope, archive, returns == "best")
    return _sa_rank(space, metrics, rng, neighbours, schedule, rule)


@dataclass(frozen=True)
class _Rule:
    """How a step ends."""

    acceptance: str
    slope: float
    has_archive: bool
    returns_best: bool

    def candidate(self, order: Sequence[int]) -> int:
        """Return the position to go to, of what is compared, best first; 0 is the current one."""
        takes_second = self.acceptance == "metropolis" and order[0] == 0 and len(order) > 1
        return order[1 if takes_second else 0]

    def accepts(self, lost: float, temperature: float, x: float) -> bool:
        """Tell whether to go where `lost` ranks are lost, given a uniform random number."""
        if self.acceptance == "paper":
            return x >= math.exp(lost / temperature)
        return lost < 0 or x <= math.exp(-self.slope * lost / temperature)


def _sa_rank(
    space: Space,
    metrics: Sequence[str],
    rng: np.random.Generator,
    neighbours: int,
    schedule: _Schedule,
    rule: _Rule,
) -> Search:
    memo, perturb = Memo(metrics), Perturb(space, rng)
    current, winner = space.sample(rng), Move(-1, math.nan)
    winners: dict[int, None] = {}
    for stage, temperature in enumerate(schedule):
        near = perturb.several(current, neighbours)
        compared = list(dict.fromkeys([current, *near, *winners]))
        ranks = yield from _ranks(memo, compared)
        order = best_first(ranks)
        if not order:  # all are missing
            continue
        winner = Move(compared[order[0]], float(ranks[order[0]]), stage)
        if rule.has_archive:
            winners[winner.architecture] = None
        chosen = rule.candidate(order)
        lost = float(ranks[0] - ranks[chosen])
        if math.isnan(lost) or rule.accepts(lost, temperature, rng.random()):
            current = compared[chosen]
        yield Move(current, float(ranks[compared.index(current)]), stage)
    if rule.returns_best and winner.architecture >= 0:
        yield winner._replace(stage=winner.stage + 1)


def _ranks(memo: Memo, compared: list[int]) -> Generator[Ask, list[float], FloatArray]:
    fitness = yield from memo.scores(compared)
    return rank_sums(fitness)


ALGORITHMS.register(
    Algorithm(
        "sa-rank",
        "SA-rank",
        RANK_PAPER,
        sa_rank,
        lambda space, by, rng, how: sa_rank(space, by.proxies, rng, **how),
        proxies=RANK_MEMBERS,
        n_proxies=99,
        relative="always",
    )
)


_ROUNDS = 100


class Perturb:
    """Draws architectures near another one in a product space.

    Any number of variables but all is chosen at random, each number equally likely, then which
    they are; each gets a random option, which may be the one it has.

    Parameters
    ----------
    space
        A product space.
    rng
        The source of all chance.

    Raises
    ------
    OptionError
        If the space is no product of variables.

    Notes
    -----
    As in the public code of Hsieh and Tsai, 2023, without the operations of a backbone that its
    coding of NAS-Bench-201 adds.
    """

    def __init__(self, space: Space, rng: np.random.Generator) -> None:
        product, self._valid = product_and_validity(space, "perturb")
        self._rng = rng
        self._shape = np.array(product.shape)
        self._strides = np.array(product.strides)

    def several(self, index: int, count: int) -> list[int]:
        """Draw `count` different architectures near `index`, which is not among them.

        In a space that has hardly more, they may be fewer.
        """
        drawn: dict[int, None] = {}
        for _ in range(_ROUNDS):
            drawn.update(dict.fromkeys(self._draw(index, 2 * count)))
            drawn.pop(index, None)
            if len(drawn) >= count:
                break
        return list(drawn)[:count]

    def _draw(self, index: int, count: int) -> list[int]:
        n_variables = len(self._shape)
        code = index // self._strides % self._shape
        n_changed = self._rng.integers(n_variables, size=(count, 1))
        order = self._rng.random((count, n_variables)).argsort(axis=1)
        options = self._rng.integers(self._shape, size=(count, n_variables))
        steps = np.where(order < n_changed, options - code, 0) @ self._strides
        numbers = index + steps
        near: list[int] = (
            numbers if self._valid is None else numbers[self._valid(numbers)]
        ).tolist()
        return near
