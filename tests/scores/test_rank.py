"""The sum of ranks: which scores count, how ties do, and what is missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from landscape.errors import DataError, OptionError
from landscape.scores import rank_sum

NAN, INF = np.nan, np.inf


def ranks(*columns, minimize=None):
    arrays = [np.array(column, dtype=float) for column in columns]
    return rank_sum(arrays, minimize or [False] * len(arrays)).tolist()


def test_the_best_of_every_metric_has_the_largest_sum():
    assert ranks([10, 30, 20], [5, 7, 6]) == [2, 6, 4]


def test_lower_is_better_where_the_metric_says_so():
    assert ranks([10, 30, 20], [5, 7, 6], minimize=[False, True]) == [4, 4, 4]


def test_equals_share_the_mean_of_their_ranks():
    assert ranks([1, 1, 0, 1]) == [3, 3, 1, 3]


def test_minus_infinity_is_the_worst_rank_and_shared():
    assert ranks([-INF, 3, -INF]) == [1.5, 3, 1.5]
    assert ranks([INF, 3, 4], minimize=[True]) == [1, 3, 2]


def test_missing_in_one_metric_is_missing_and_takes_no_rank():
    np.testing.assert_array_equal(ranks([NAN, 3, 4], [1, 2, 3]), [NAN, 3, 5])


def test_plus_infinity_is_missing():
    np.testing.assert_array_equal(ranks([INF, 3, 4]), [NAN, 1, 2])


def test_nothing_is_ranked_to_nothing():
    assert ranks() == []
    assert ranks([], []) == []
    np.testing.assert_array_equal(ranks([NAN, NAN]), [NAN, NAN])


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(
        DataError, match=r"columns of shapes \[\(2,\), \(3,\)\]: expected one score"
    ):
        ranks([1, 2], [1, 2, 3])


def test_a_column_without_direction_is_refused():
    with pytest.raises(OptionError, match="2 columns and 1 directions: expected one each"):
        ranks([1], [1], minimize=[True])


@given(st.lists(st.integers(-3, 3).map(float) | st.just(-INF), max_size=20))
def test_ranks_are_those_of_scipy(values):
    values = np.array(values)
    assert rank_sum([values], [False]).tolist() == rankdata(values).tolist()
