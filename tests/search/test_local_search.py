from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.spaces import ProductSpace
from search import local_search, lookup, run
from tests.search import oracle
from tests.search.worlds import Ring, trials, worlds

NAN = math.nan


@settings(max_examples=150, deadline=None)
@given(worlds(), st.integers(0, 120), st.booleans())
def test_it_is_the_one_by_one_algorithm_to_the_last_evaluation(world, budget, accept_equal):
    space, table = world
    searches = trials(local_search, space, 2, accept_equal=accept_equal)
    results = run(searches, lookup({"f": table}), budget=budget)
    for result, rng in zip(results, np.random.default_rng(0).spawn(2), strict=True):
        truth = oracle.climb(space, table, rng, budget=budget, accept_equal=accept_equal)
        assert (result.evaluations, result.trajectory) == truth


def test_it_reaches_the_top_of_a_single_peak():
    space = ProductSpace([4, 5, 3])
    top = space.decode(37)
    table = -np.abs(space.decode(np.arange(space.size)) - top).sum(axis=1).astype(float)
    for result in run(trials(local_search, space, 20), lookup({"f": table}), budget=300):
        assert (result.architecture, result.fitness) == (37, 0.0)


def test_on_the_way_up_every_move_is_better_and_one_change_away():
    space = ProductSpace([6] * 4)
    table = np.arange(space.size, dtype=float)
    for result in run(trials(local_search, space, 10), lookup({"f": table}), budget=400):
        walk = result.trajectory
        summit = next(k for k, step in enumerate(walk) if step.architecture == space.size - 1)
        for here, there in pairwise(walk[: summit + 1]):
            assert there.architecture in space.neighbours(here.architecture)
            assert there.fitness > here.fitness


def test_from_an_optimum_it_jumps_two_changes_away_after_a_full_scan():
    space = ProductSpace([3, 3])
    table = np.zeros(9)  # everybody is an optimum
    (result,) = run(trials(local_search, space, 1), lookup({"f": table}), budget=101)
    walk = result.trajectory
    assert [step.evaluations for step in walk] == list(range(1, 102, 5))
    for here, there in pairwise(walk):
        assert there.architecture in space.neighbours(here.architecture, 2)


def test_accepting_equals_it_drifts_and_never_jumps():
    space = ProductSpace([3, 3])
    searches = trials(local_search, space, 1, accept_equal=True)
    (result,) = run(searches, lookup({"f": np.zeros(9)}), budget=50)
    walk = result.trajectory
    assert [step.evaluations for step in walk] == list(range(1, 51))
    for here, there in pairwise(walk):
        assert there.architecture in space.neighbours(here.architecture)


def test_the_missing_are_charged_and_never_stood_on():
    space = ProductSpace([3, 3, 3])
    table = np.arange(27.0)
    table[::2] = NAN
    for result in run(trials(local_search, space, 20), lookup({"f": table}), budget=100):
        assert result.evaluations == 100
        assert result.architecture == 25
        assert not any(step.architecture % 2 == 0 for step in result.trajectory)


def test_where_all_is_missing_it_finds_nothing():
    table = np.full(9, NAN)
    (result,) = run(trials(local_search, ProductSpace([3, 3]), 1), lookup({"f": table}), budget=9)
    assert (result.architecture, result.evaluations) == (None, 9)


@pytest.mark.parametrize("space", [ProductSpace([1]), ProductSpace([4]), ProductSpace([1, 3, 1])])
def test_where_nobody_is_two_changes_away_it_starts_anew(space):
    table = np.arange(space.size, dtype=float)
    (result,) = run(trials(local_search, space, 1), lookup({"f": table}), budget=40)
    assert (result.architecture, result.evaluations) == (space.size - 1, 40)


def test_it_walks_in_any_space():
    table = -np.abs(np.arange(30.0) - 17)
    for result in run(trials(local_search, Ring(30), 5), lookup({"f": table}), budget=150):
        assert result.architecture == 17
