from __future__ import annotations

from collections import Counter
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.spaces import ProductSpace
from search.operators.moves import random_moves
from tests.landscape.worlds import ordered_space
from tests.search.worlds import Ring

SPACES = [
    ordered_space([4, 3], [True, False]),
    ProductSpace([3, 2, 4]),
    ProductSpace([1, 3, 1, 2]),
    ProductSpace([4]),
    Ring(9),
]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(SPACES))
def test_a_scan_visits_every_neighbour_once(data, space):
    moves = random_moves(space, np.random.default_rng(data.draw(st.integers(0, 9))))
    for _ in range(3):
        index = data.draw(st.integers(0, space.size - 1))
        assert sorted(moves.scan(index)) == sorted(space.neighbours(index).tolist())


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(SPACES))
def test_an_escape_is_two_changes_away(data, space):
    moves = random_moves(space, np.random.default_rng(data.draw(st.integers(0, 9))))
    index = data.draw(st.integers(0, space.size - 1))
    far = space.neighbours(index, 2).tolist() or range(space.size)
    assert moves.escape(index) in far


def test_all_that_is_two_steps_away_is_met(rng):
    space = ordered_space([4, 3, 2], [True, False, True])
    moves = random_moves(space, rng)
    for index in (0, 9, 23):
        met = {moves.escape(index) for _ in range(400)}
        assert met == {*space.neighbours(index, 2).tolist()}


def test_where_nothing_is_two_steps_away_anything_is_drawn(rng):
    moves = random_moves(ordered_space([3], [True]), rng)
    assert {moves.escape(1) for _ in range(100)} == {0, 1, 2}
    assert {moves.escape(0) for _ in range(20)} == {2}


def test_a_scan_keeps_the_options_of_a_variable_together(rng):
    space = ProductSpace([3, 2, 4])
    moves = random_moves(space, rng)
    for _ in range(100):
        changed = np.nonzero(space.decode(moves.scan(13)) != space.decode(13))[1]
        assert len(list(groupby(changed.tolist()))) == 3


@pytest.mark.parametrize("space", [ProductSpace([2, 3]), Ring(9)])
def test_every_order_of_a_scan_is_equally_likely(space, rng):
    moves = random_moves(space, rng)
    counts = Counter(tuple(moves.scan(4)) for _ in range(4000))
    assert len(counts) == (2 * 2 if space.size == 6 else 2)
    assert_uniform(counts)


def test_every_variable_is_as_often_first(rng):
    space = ProductSpace([3, 2, 4])
    moves = random_moves(space, rng)
    firsts = space.decode([moves.scan(13)[0] for _ in range(3000)]) != space.decode(13)
    assert_uniform(Counter(np.nonzero(firsts)[1].tolist()))


@pytest.mark.parametrize("space", [ProductSpace([3, 3, 3]), Ring(9)])
def test_every_escape_is_equally_likely(space, rng):
    moves = random_moves(space, rng)
    counts = Counter(moves.escape(5) for _ in range(6000))
    assert counts.keys() == set(space.neighbours(5, 2).tolist())
    assert_uniform(counts)


def assert_uniform(counts):
    expected = counts.total() / len(counts)
    chi_square = sum((count - expected) ** 2 / expected for count in counts.values())
    freedom = len(counts) - 1
    assert chi_square <= freedom + 5 * (2 * freedom) ** 0.5
