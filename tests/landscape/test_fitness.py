from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape import LandscapeError, to_fitness
from landscape.errors import DataError, OptionError

INF, NAN = math.inf, math.nan


def test_a_maximised_score_is_its_fitness_and_overflow_is_missing():
    np.testing.assert_array_equal(to_fitness([1, -2.5, -INF, INF, NAN]), [1, -2.5, -INF, NAN, NAN])


def test_a_minimised_score_is_negated_before_infinities_are_judged():
    fitness = to_fitness([1, -2.5, INF, -INF, NAN], minimize=True)
    np.testing.assert_array_equal(fitness, [-1, 2.5, -INF, NAN, NAN])


def test_none_is_missing():
    np.testing.assert_array_equal(to_fitness([None, 1.0]), [NAN, 1.0])


def test_zero_is_spelled_one_way():
    zeros = to_fitness([0.0, -0.0, 0.2], minimize=True, resolution=1)
    assert not np.signbit(zeros).any()


def test_noise_around_a_lattice_becomes_a_tie():
    fitness = to_fitness([73.52 - 1e-9, 73.52 + 1e-9, 73.54], resolution=0.02)
    assert fitness[0] == fitness[1] != fitness[2]


def test_snapping_keeps_the_infinite_and_the_missing():
    np.testing.assert_array_equal(to_fitness([-INF, NAN, INF], resolution=0.5), [-INF, NAN, NAN])


def test_fitness_too_large_for_the_lattice_is_left_alone():
    assert to_fitness([1e300], resolution=1e-300) == 1e300


@given(st.lists(st.floats(-1e6, 1e6)), st.floats(1e-3, 1e3))
def test_snapping_moves_by_at_most_half_a_step_and_only_once(scores, resolution):
    snapped = to_fitness(scores, resolution=resolution)
    assert np.all(np.abs(snapped - scores) <= resolution * (0.5 + 1e-6))
    np.testing.assert_array_equal(to_fitness(snapped, resolution=resolution), snapped)


def test_the_input_is_not_changed():
    scores = np.array([1.0, INF])
    to_fitness(scores, minimize=True, resolution=0.1)
    assert scores.tolist() == [1.0, INF]


@pytest.mark.parametrize("resolution", [0, -1, INF, NAN])
def test_an_impossible_resolution_is_refused(resolution):
    with pytest.raises(OptionError, match="positive finite"):
        to_fitness([1.0], resolution=resolution)


def test_words_are_no_scores():
    with pytest.raises(DataError, match="no numbers"):
        to_fitness(["good", "bad"])
    assert issubclass(DataError, LandscapeError)
