import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.errors import OptionError
from search.comparison.significance import holm, paired_difference

OUTCOMES = st.lists(st.integers(0, 5).map(float), min_size=1, max_size=8)


def difference(first, second, resamples=200):
    arrays = (np.array(values, dtype=float) for values in (first, second))
    return paired_difference(*arrays, np.random.default_rng(0), resamples=resamples)


@given(OUTCOMES, OUTCOMES)
def test_superiority_is_the_share_of_all_pairs_that_win(first, second):
    pairs = min(len(first), len(second))
    first, second = first[:pairs], second[:pairs]
    won = [(a > b) + (a == b) / 2 for a, b in itertools.product(first, second)]
    assert difference(first, second).superiority == pytest.approx(np.mean(won))


@given(OUTCOMES, OUTCOMES)
def test_who_is_compared_with_whom_turns_the_sign_alone(first, second):
    one, other = difference(first, second), difference(second, first)
    assert one.difference == pytest.approx(-other.difference)
    assert one.p == pytest.approx(other.p)
    assert one.superiority == pytest.approx(1 - other.superiority)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_five_wins_of_five_have_the_smallest_p_that_five_pairs_can_have():
    found = difference([2, 3, 4, 5, 6.5], [1, 1, 1, 1, 1])
    assert found.p == pytest.approx(2 / 2**5)
    assert found.difference == pytest.approx(3.1)
    assert found.low > 0


def test_equal_outcomes_are_no_difference():
    found = difference([3, 1, 2], [3, 1, 2])
    assert (found.difference, found.p, found.superiority) == (0, 1, 0.5)


def test_a_trial_without_an_outcome_leaves_its_pair_out():
    found = difference([1, np.nan, 3], [0, 5, np.nan])
    assert (found.pairs, found.difference) == (1, 1)


def test_without_pairs_nothing_is_said():
    found = difference([np.nan], [1])
    assert found.pairs == 0
    assert np.isnan([found.difference, found.low, found.high, found.p, found.superiority]).all()


def test_infinite_outcomes_have_ranks_but_no_mean():
    found = difference([-np.inf, 2, 3, 4, 5, 6], [-np.inf, -np.inf, -np.inf, 1, 1, 1])
    assert np.isnan([found.difference, found.low, found.high]).all()
    assert found.superiority == pytest.approx((0.5 * 3 + 5 * 6) / 36)
    assert found.p == difference([0, 99, 99, 4, 5, 6], [0, 0, 0, 1, 1, 1]).p


def test_a_bootstrap_draws_at_least_once():
    with pytest.raises(OptionError, match="0 resamples"):
        difference([1], [2], resamples=0)


def test_the_longer_search_is_cut():
    assert difference([1, 2, 3], [0, 0]).pairs == 2


def test_holm_corrects_as_in_the_textbook():
    # Sorted .01 .02 .03 .04 times 4 3 2 1, never below the one before.
    assert holm([0.03, 0.01, 0.04, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1, 1]
    assert holm([]) == []
