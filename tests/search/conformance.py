"""What every search promises, checked on small worlds.

A search of yours is tested by a class of its own, once it is registered::

    @pytest.mark.parametrize("name", ["my-search"])
    class TestMySearch(SearchConformance):
        pass

Numbers that fit small spaces, of its settings, go into `SMALL`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest

from landscape.spaces import ProductSpace
from search import ALGORITHMS, Answers, Ask, Budget, Fidelity, Guide, lookup, run

RUNGS = (2, 5, 9)
GUIDE = Guide(proxies=("a", "b"), metric="acc", epochs=2, rungs=RUNGS)
SMALL = {
    "successive-halving": {"k": 7},
    "rea": {"population": 4, "tournament": 3},
    "rea-w": {"population": 4, "tournament": 3, "warm_up": 9},
    "area": {"population": 4, "tournament": 3, "warm_up": 8},
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


SMALL_SPACE = ProductSpace([3, 2, 4, 3])
SPACES = [SMALL_SPACE, ProductSpace([4, 1, 3]), Odd([2, 3, 4, 2])]

every_space = pytest.mark.parametrize("space", SPACES, ids=["product", "stuck", "constrained"])


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


def overheard(search, world, purchases):
    """Pass on what a search says, and note every question it may have to pay for."""
    said = next(search)
    while True:
        answers = yield said
        if isinstance(said, Ask):
            for architecture, _ in zip(said.architectures, answers, strict=False):
                purchases.append((said.objective, architecture))
        try:
            said = search.send(answers)
        except StopIteration:
            return


class SearchConformance:
    @every_space
    def test_it_is_charged_for_what_it_was_told_and_no_more_than_its_budget(self, name, space):
        for budget in budgets():
            world, purchases = World(space), []
            search = overheard(start(name, space, np.random.default_rng(0)), world, purchases)
            (result,) = run([search], world.evaluate, budget=budget)
            paid = purchases[: result.evaluations]
            seconds = sum(world.price(*purchase) for purchase in paid)
            epochs = sum(q.epochs - q.after for q, _ in paid if isinstance(q, Fidelity))
            assert result.epochs == epochs
            assert result.proxy_seconds + result.train_seconds == pytest.approx(seconds)
            assert result.evaluations <= (
                budget.evaluations or math.inf if budget != Budget(0) else 0
            )
            assert epochs <= (math.inf if budget.epochs is None else budget.epochs)
            assert seconds <= (math.inf if budget.seconds is None else budget.seconds) + 1e-9

    def test_an_endless_search_spends_every_evaluation(self, name):
        if not ALGORITHMS[name].ends:
            for result in trials(name, World(SMALL_SPACE), Budget(evaluations=333)):
                assert result.evaluations == 333

    def test_a_search_that_ends_does_so_by_itself(self, name):
        if ALGORITHMS[name].ends:
            for result in trials(name, World(SMALL_SPACE), Budget(evaluations=100_000)):
                assert 0 < result.evaluations < 10_000

    @every_space
    def test_it_asks_for_architectures_only(self, name, space):
        world = World(space)
        results = trials(name, world, Budget(evaluations=300))
        asked = np.array(world.asked)
        assert np.all((asked >= 0) & (asked < space.size))
        if isinstance(space, Odd):
            assert np.all(space.valid(asked))
        assert all(r.architecture is None or r.architecture in world.asked for r in results)

    @every_space
    def test_it_is_the_same_alone_and_in_company(self, name, space):
        for budget in (Budget(evaluations=150), Budget(seconds=60)):
            together = trials(name, World(space), budget, count=5)
            rngs = np.random.default_rng(0).spawn(5)
            for rng, result in zip(rngs, together, strict=True):
                (alone,) = run([start(name, space, rng)], World(space).evaluate, budget=budget)
                assert repr(alone) == repr(result)  # NaN is not equal to itself

    def test_chance_decides(self, name):
        world = World(ProductSpace([4] * 5), seed=1)
        one, again, other = (trials(name, world, Budget(200), seed=seed) for seed in (1, 1, 2))
        assert repr(one) == repr(again)
        assert repr(one) != repr(other)
        assert len({repr(result) for result in one}) > 1

    def test_where_all_is_missing_it_finds_nothing(self, name):
        world = World(SMALL_SPACE)
        world.columns = {
            question: np.full_like(c, math.nan) for question, c in world.columns.items()
        }
        for result in trials(name, world, Budget(evaluations=120)):
            assert (result.architecture, result.trajectory) == (None, ())

    def test_its_moves_say_what_was_answered_and_what_it_cost(self, name):
        for result in trials(name, World(SMALL_SPACE), Budget(evaluations=200, epochs=150)):
            for column in ("evaluations", "epochs", "seconds"):
                values = [getattr(step, column) for step in result.trajectory]
                assert values == sorted(values)
                assert not values or values[-1] <= 200 or column != "evaluations"
            if result.trajectory:
                last = result.trajectory[-1]
                assert (last.best_architecture, last.best) == (result.architecture, result.fitness)
