from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from landscape import ProductSpace
from landscape.climb import attractors, best_improvement
from landscape.spaces import NeighbourLists
from landscape.spaces.neighbourhood import cube_steps, list_steps
from tests.landscape.worlds import ListSpace, product_worlds, worlds

NAN = np.nan


def test_a_step_goes_to_the_best_of_all_neighbours():
    #                  00 01 02 10 11 12
    fitness = np.array([0, 2, 1, 3, 4, 9.0])
    assert cube_steps(ProductSpace([2, 3]), fitness).tolist() == [3, 4, 5, 5, 5, 5]


def test_equal_neighbours_are_taken_in_order_of_variable_then_option():
    #                  00 01 02 10 11 12
    fitness = np.array([0, 1, 1, 1, 0, 0.0])
    step = cube_steps(ProductSpace([2, 3]), fitness)
    assert step[0] == 3  # the first variable's, although number 1 is smaller
    assert step[4] == 1  # likewise
    fitness = np.array([0, 5, 5, 1.0])
    assert cube_steps(ProductSpace([4]), fitness).tolist() == [1, 1, 2, 1]


def test_equals_do_not_attract():
    assert cube_steps(ProductSpace([2, 2]), np.ones(4)).tolist() == [0, 1, 2, 3]


def test_the_missing_neither_climb_nor_attract_and_the_worst_does_climb():
    fitness = np.array([NAN, -np.inf, 0.0, NAN])
    step = cube_steps(ProductSpace([4]), fitness)
    assert step.tolist() == [0, 2, 2, 3]
    assert attractors(step, fitness).tolist() == [-1, 2, 2, -1]


def test_a_long_climb_is_followed_to_its_end():
    path = [np.array([i for i in (k - 1, k + 1) if 0 <= i < 100]) for k in range(100)]
    fitness = np.arange(100.0)
    step = list_steps(NeighbourLists.from_rows(path, np.int32), fitness)
    assert attractors(step, fitness).tolist() == [99] * 100


@given(product_worlds())
def test_cube_and_lists_take_the_same_steps(world):
    landscape, _ = world
    space, fitness = landscape.space, landscape.fitness
    steps = cube_steps(space, fitness)
    np.testing.assert_array_equal(steps, list_steps(space.neighbour_lists(), fitness))
    assert steps.dtype == np.int32


@given(worlds())
def test_climbs_end_where_brute_force_says(world):
    landscape, truth = world
    assert landscape.attractor.tolist() == truth.attractor
    assert landscape.attractor.dtype == np.int32


@given(st.integers(1, 6))
def test_configurations_without_neighbours_stay(size):
    lists = NeighbourLists(np.zeros(size + 1, np.int64), np.empty(0, np.int32))
    assert list_steps(lists, np.zeros(size)).tolist() == list(range(size))


def test_any_space_is_climbed_through_its_lists():
    space = ListSpace([[1], [0, 2], [1], []])
    assert best_improvement(space, np.array([0.0, 1, 2, 3])).tolist() == [1, 2, 2, 3]
