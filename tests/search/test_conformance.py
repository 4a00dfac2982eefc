"""Every search keeps what `tests.search.conformance` says."""

from __future__ import annotations

import math

import numpy as np
import pytest

from landscape.spaces import ProductSpace
from search import ALGORITHMS, Ask, Budget, Fidelity, run
from tests.search.conformance import Odd, World, budgets, start, trials

SPACES = [ProductSpace([3, 2, 4, 3]), ProductSpace([4, 1, 3]), Odd([2, 3, 4, 2])]

every_search = pytest.mark.parametrize("name", ALGORITHMS)
every_space = pytest.mark.parametrize("space", SPACES, ids=["product", "stuck", "constrained"])


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


@every_search
@every_space
def test_it_is_charged_for_what_it_was_told_and_no_more_than_its_budget(name, space):
    for budget in budgets():
        world, purchases = World(space), []
        search = overheard(start(name, space, np.random.default_rng(0)), world, purchases)
        (result,) = run([search], world.evaluate, budget=budget)
        paid = purchases[: result.evaluations]
        seconds = sum(world.price(*purchase) for purchase in paid)
        epochs = sum(q.epochs - q.after for q, _ in paid if isinstance(q, Fidelity))
        assert result.epochs == epochs
        assert result.proxy_seconds + result.train_seconds == pytest.approx(seconds)
        assert result.evaluations <= (budget.evaluations or math.inf if budget != Budget(0) else 0)
        assert epochs <= (math.inf if budget.epochs is None else budget.epochs)
        assert seconds <= (math.inf if budget.seconds is None else budget.seconds) + 1e-9


@every_search
def test_an_endless_search_spends_every_evaluation(name):
    if not ALGORITHMS[name].ends:
        for result in trials(name, World(SPACES[0]), Budget(evaluations=333)):
            assert result.evaluations == 333


@every_search
def test_a_search_that_ends_does_so_by_itself(name):
    if ALGORITHMS[name].ends:
        for result in trials(name, World(SPACES[0]), Budget(evaluations=100_000)):
            assert 0 < result.evaluations < 10_000


@every_search
@every_space
def test_it_asks_for_architectures_only(name, space):
    world = World(space)
    results = trials(name, world, Budget(evaluations=300))
    asked = np.array(world.asked)
    assert np.all((asked >= 0) & (asked < space.size))
    if isinstance(space, Odd):
        assert np.all(space.valid(asked))
    assert all(r.architecture is None or r.architecture in world.asked for r in results)


@every_search
@every_space
def test_it_is_the_same_alone_and_in_company(name, space):
    for budget in (Budget(evaluations=150), Budget(seconds=60)):
        together = trials(name, World(space), budget, count=5)
        rngs = np.random.default_rng(0).spawn(5)
        for rng, result in zip(rngs, together, strict=True):
            (alone,) = run([start(name, space, rng)], World(space).evaluate, budget=budget)
            assert repr(alone) == repr(result)  # NaN is not equal to itself


@every_search
def test_chance_decides(name):
    world = World(ProductSpace([4] * 5), seed=1)
    one, again, other = (trials(name, world, Budget(200), seed=seed) for seed in (1, 1, 2))
    assert repr(one) == repr(again)
    assert repr(one) != repr(other)
    assert len({repr(result) for result in one}) > 1


@every_search
def test_where_all_is_missing_it_finds_nothing(name):
    world = World(SPACES[0])
    world.columns = {question: np.full_like(c, math.nan) for question, c in world.columns.items()}
    for result in trials(name, world, Budget(evaluations=120)):
        assert (result.architecture, result.trajectory) == (None, ())


@every_search
def test_its_moves_say_what_was_answered_and_what_it_cost(name):
    for result in trials(name, World(SPACES[0]), Budget(evaluations=200, epochs=150)):
        for column in ("evaluations", "epochs", "seconds"):
            values = [getattr(step, column) for step in result.trajectory]
            assert values == sorted(values)
            assert not values or values[-1] <= 200 or column != "evaluations"
        if result.trajectory:
            last = result.trajectory[-1]
            assert (last.best_architecture, last.best) == (result.architecture, result.fitness)
