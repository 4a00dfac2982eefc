"""How alike landscapes are, on spaces small enough to count by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from landscape import Landscape, ProductSpace
from landscape.comparison.stability import stability_of
from landscape.errors import DataError

SQUARE = ProductSpace([2, 2], name="square")
"""Neighbours: 0-1, 0-2, 1-3, 2-3."""

CUBE = ProductSpace([2, 3, 3], name="cube")


def squares(*scores, **options):
    return stability_of([Landscape(SQUARE, fitness, **options) for fitness in scores])


def rand_index_by_pairs(one, other):
    """Return the adjusted Rand index from its definition: every pair of members."""
    pairs = [(a, b) for b in range(len(one)) for a in range(b)]
    same = [(one[a] == one[b], other[a] == other[b]) for a, b in pairs]
    both = sum(x and y for x, y in same)
    first, second = (sum(pair[side] for pair in same) for side in (0, 1))
    expected = first * second / len(pairs)
    if (first + second) / 2 == expected:
        return 1.0
    return (both - expected) / ((first + second) / 2 - expected)


def test_a_landscape_is_like_itself():
    stability = squares([3, 0, 1, 2], [3, 0, 1, 2], [3, 0, 1, 2])
    assert stability.n_optima.tolist() == stability.n_plateau_optima.tolist() == [2, 2, 2]
    assert stability.jaccard.tolist() == stability.rand.tolist() == [1, 1, 1]
    assert stability.spearman.tolist() == pytest.approx([1, 1, 1])


def test_optima_are_counted_over_the_landscapes():
    stability = squares([3, 0, 1, 2], [2, 0, 1, 3], [3, 2, 1, 0])
    assert stability.index.tolist() == [0, 3]
    assert stability.times_optimum.tolist() == [3, 2]
    assert stability.times_global.tolist() == [2, 1]
    assert stability.jaccard.tolist() == [1, 0.5, 0.5]


def test_those_that_are_it_most_often_come_first():
    stability = squares([0, 3, 2, 0], [0, 2, 3, 0], [1, 0, 3, 1])
    assert stability.index.tolist() == [2, 1]
    assert stability.times_optimum.tolist() == [3, 2]


def test_optima_that_share_nothing():
    stability = squares([3, 1, 1, 0], [0, 1, 1, 3])
    assert stability.jaccard.tolist() == [0]
    assert stability.rand.tolist() == [1]  # all in one basin, twice
    assert stability.spearman.tolist() == pytest.approx([-1])


def test_tied_global_optima_all_count():
    assert squares([3, 0, 0, 3], [3, 0, 0, 3]).times_global.tolist() == [2, 2]


def test_the_direction_is_the_landscapes():
    stability = squares([0, 3, 2, 1], [0, 3, 2, 1], minimize=True)
    assert stability.index[stability.times_global > 0].tolist() == [0]


def test_what_is_missing_in_either_is_left_out():
    stability = squares([3, 2, math.nan, 1], [3, 2, 9, 1])
    assert stability.spearman.tolist() == pytest.approx([1])
    assert stability.times_optimum.tolist() == [1, 1]


def test_what_cannot_be_told_is_nan():
    nothing = [math.nan] * 4
    stability = squares([1, 1, 1, 1], nothing, nothing)
    assert np.isnan(stability.spearman).all()
    np.testing.assert_array_equal(stability.jaccard, [0, 0, math.nan])
    assert np.isnan(stability.rand).all()
    assert squares([math.nan] * 4, nothing).index.tolist() == []


def test_the_worst_score_there_is_has_a_rank():
    assert squares([-math.inf, 1, 2, 3], [0, 1, 2, 3]).spearman.tolist() == pytest.approx([1])


columns = st.lists(st.integers(0, 5).map(float), min_size=18, max_size=18)


@given(columns, columns)
def test_numbers_are_those_of_the_definitions(one, other):
    landscapes = [Landscape(CUBE, fitness) for fitness in (one, other)]
    stability = stability_of(landscapes)
    basins = [landscape.attractor.tolist() for landscape in landscapes]
    assert stability.rand[0] == pytest.approx(rand_index_by_pairs(*basins))
    optima = [set(landscape.optima.tolist()) for landscape in landscapes]
    expected = len(optima[0] & optima[1]) / len(optima[0] | optima[1])
    assert stability.jaccard.tolist() == [expected]
    if len(set(one)) > 1 and len(set(other)) > 1:
        assert stability.spearman[0] == pytest.approx(spearmanr(one, other).statistic)


def test_the_table_has_one_row_an_optimum():
    table = squares([3, 0, 1, 2], [3, 2, 1, 0]).table()
    assert table.to_dict("list") == {
        "arch": ["0", "3"],
        "index": [0, 3],
        "times_optimum": [2, 1],
        "times_global": [2, 0],
        "share_optimum": [1.0, 0.5],
        "share_global": [1.0, 0.0],
    }


@pytest.mark.parametrize("spaces", [[], [SQUARE], [SQUARE, CUBE]])
def test_fewer_than_two_of_the_same_space_are_refused(spaces):
    landscapes = [Landscape(space, np.zeros(space.size)) for space in spaces]
    with pytest.raises(DataError, match="expected at least two of the same space"):
        stability_of(landscapes)
