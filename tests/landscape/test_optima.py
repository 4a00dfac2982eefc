from __future__ import annotations

from hypothesis import given

from landscape import Landscape, ProductSpace
from tests.landscape.worlds import worlds


def counts(landscape):
    return landscape.n_optima, landscape.n_strict_optima, landscape.n_plateau_optima


def test_one_peak_is_one_of_each():
    assert counts(Landscape(ProductSpace([2, 2]), [0, 1, 1, 2])) == (1, 1, 1)


def test_two_equal_neighbours_are_two_optima_none_strict_one_plateau():
    assert counts(Landscape(ProductSpace([3]), [0, 1, 1])) == (2, 0, 1)


def test_a_plateau_with_a_way_up_is_none():
    # 000 001 010 011 100 101 110 111: the plateau 000-001 has its way up at 101.
    landscape = Landscape(ProductSpace([2, 2, 2]), [1, 1, 0, 0, 0.5, 2, 0, 0])
    assert landscape.optima.tolist() == [0, 5]
    assert counts(landscape) == (2, 1, 1)


def test_a_flat_landscape_is_one_plateau():
    assert counts(Landscape(ProductSpace([2, 3, 2]), [7] * 12)) == (12, 0, 1)


@given(worlds())
def test_counts_are_brute_force_counts(world):
    landscape, truth = world
    assert landscape.optima.tolist() == truth.optima
    assert landscape.optima[landscape.strict].tolist() == truth.strict
    assert counts(landscape) == (len(truth.optima), len(truth.strict), len(truth.plateaus))
    assert dict(zip(truth.optima, landscape.basins.tolist(), strict=True)) == truth.basins
