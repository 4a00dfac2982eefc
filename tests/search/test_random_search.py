from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.spaces import ProductSpace
from search import lookup, random_search, run
from tests.search.worlds import trials, worlds


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(0, 200))
def test_its_moves_are_the_new_bests_of_what_it_draws(world, budget):
    space, table = world
    (result,) = run(trials(random_search, space, 1), lookup({"f": table}), budget=budget)
    (rng,) = np.random.default_rng(0).spawn(1)
    draws = np.concatenate([space.sample(rng, 64) for _ in range(4)])[:budget].tolist()
    best, bests = math.nan, []
    for count, draw in enumerate(draws, start=1):
        fitness = table[draw]
        if not math.isnan(fitness) and (math.isnan(best) or fitness > best):
            best = fitness
            bests.append((count, draw, fitness, draw, best, 0, 0.0))
    assert list(result.trajectory) == bests


def test_it_finds_the_best_of_a_small_space():
    space, table = ProductSpace([3, 3]), np.arange(9.0)
    for result in run(trials(random_search, space, 10), lookup({"f": table}), budget=200):
        assert result.architecture == 8
