"""What every search promises, checked for each of them on small worlds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from landscape.spaces import ProductSpace
from search import ALGORITHMS, Answers, Budget, Fidelity, Guide, lookup, run

RUNGS = (2, 5, 9)
GUIDE = Guide(proxies=("a", "b"), metric="acc", epochs=2, rungs=RUNGS)
SMALL = {
    "successive-halving": {"k": 7},
    "rea": {"population": 4, "tournament": 3},
    "rea-w": {"population": 4, "tournament": 3, "warm_up": 9},
    "freerea": {"population": 6, "tournament": 4},
    "mf-nas": {"evaluations": 23, "k": 5},
    "sa-rank": {"neighbours": 4, "iterations": 2},
    "ga-rank": {"population": 8, "generations": 3},
    "best-of": {"n": 30},
}
"""Numbers that fit small spaces."""


class Odd(ProductSpace):
    """A space of which only odd numbers are architectures, like padded codes."""

    def valid(self, indices):
        return np.asarray(indices) % 2 == 1

    def sample(self, rng, count=None):
        drawn = 2 * rng.integers(self.size // 2, size=count) + 1
        return int(drawn) if count is None else drawn

    def neighbours(self, index, distance=1):
        near = super().neighbours(index, distance)
        return near[self.valid(near)]


@dataclass
class World:
    """A space, and scores that are missing, tied and infinite here and there."""

    space: ProductSpace
    seed: int = 0

    def __post_init__(self):
        rng = np.random.default_rng(self.seed)
        self.columns = {
            question: self._scores(rng)
            for question in ("a", "b", *(Fidelity("acc", epochs) for epochs in RUNGS))
        }
        self.prices = {name: rng.integers(1, 4, self.space.size) / 4 for name in ("a", "b", "acc")}
        an_epoch = rng.integers(1, 9, self.space.size) / 2
        self.training = {epochs: an_epoch * epochs for epochs in RUNGS}
        self.asked = []

    def _scores(self, rng):
        scores = rng.integers(0, 9, self.space.size).astype(float)
        scores[rng.random(self.space.size) < 0.1] = math.nan
        scores[rng.random(self.space.size) < 0.1] = -math.inf
        return scores

    def evaluate(self, question, indices):
        self.asked += indices.tolist()
        answer = lookup(self.columns, seconds=self.prices, training=self.training)
        return answer(question, indices)

    def price(self, question, architecture):
        answers = lookup(self.columns, seconds=self.prices, training=self.training)(
            question, np.array([architecture])
        )
        assert isinstance(answers, Answers)
        return float(answers.seconds[0])


def start(name, space, rng):
    """Start a search of the small world."""
    algorithm = ALGORITHMS[name]
    guide = GUIDE
    if algorithm.n_proxies < 2:
        guide = Guide(("a",) if algorithm.proxies else (), "acc", 2, RUNGS)
    return algorithm.start(space, guide, rng, SMALL.get(name, {}))


def trials(name, world, budget, count=4, seed=0):
    """Run trials of a search in a world."""
    rngs = np.random.default_rng(seed).spawn(count)
    searches = [start(name, world.space, rng) for rng in rngs]
    return run(searches, world.evaluate, budget=budget)


def budgets():
    """Return budgets of every kind, from nothing to what is enough to end."""
    yield from (Budget(evaluations=n) for n in (0, 1, 2, 17, 60, 400))
    yield from (Budget(seconds=s) for s in (0.1, 1.0, 12.0, 90.5))
    yield from (Budget(evaluations=400, epochs=n) for n in (1, 2, 7, 60))
