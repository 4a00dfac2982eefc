"""Values by number are what an array of the whole space would say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from landscape.arrays import ByNumber

SIZE = 12
KNOWN = st.dictionaries(st.integers(0, SIZE - 1), st.floats(allow_nan=True))


@given(KNOWN, st.integers(0, SIZE), st.lists(st.integers(0, SIZE - 1)))
def test_values_are_read_as_of_an_array(known, cut, asked):
    numbers, values = np.array([*known], np.int64), np.array([*known.values()], np.float64)
    some = ByNumber([(numbers[:cut], values[:cut]), (numbers[cut:], values[cut:])])
    whole = np.full(SIZE, np.nan)
    whole[numbers] = values
    rows = np.array(asked, np.int64)
    np.testing.assert_array_equal(some[rows], whole[rows])
    np.testing.assert_array_equal([some[int(row)] for row in rows], whole[rows])


def test_what_is_beyond_or_before_all_others_is_missing():
    some = ByNumber([(np.array([2**62, 5]), np.array([1.0, 2.0]))])
    assert np.isnan(some[np.array([-1, 2**62 - 1, 2**62 + 1])]).all()
    assert np.isnan(ByNumber([])[np.array([-1, 0])]).all()
