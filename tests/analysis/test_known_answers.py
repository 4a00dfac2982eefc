"""Landscapes whose numbers are known without computing them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from landscape import Landscape, ProductSpace
from landscape.analysis.walk import autocorrelation
from tests.benchmarks.nk import nk_fitness
from tests.landscape.worlds import ListSpace


def bits(n):
    return (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(float)


def rounded(profile, *keys):
    return [round(profile[key], 9) for key in keys]


def test_the_number_of_ones_is_the_smoothest_landscape():
    """Each of n bits decorrelates in the time of a coin: the correlation falls by 1 - 2 / n."""
    profile = Landscape(ProductSpace([2] * 8), bits(8).sum(axis=1)).profile()
    assert rounded(profile, "autocorrelation_1", "autocorrelation_3") == [0.75, 0.75**3]
    assert profile["correlation_length"] == pytest.approx(-1 / math.log(0.75))
    assert rounded(profile, "fdc_pearson_first", "fdc_spearman_nearest") == [-1, -1]
    assert rounded(profile, "roughness", "slope", "roughness_to_slope") == [0, 1, 0]
    assert rounded(profile, "epistasis_order_1", "epistasis_order_2") == [1, 0]
    assert rounded(profile, "epistasis_mean_order", "gradient_intensity") == [1, 1]
    assert profile["n_optima"] == profile["n_funnels"] == 1
    assert profile["basin_gini"] == profile["basin_entropy"] == profile["neutrality"] == 0
    assert profile["climb_length_mean"] == profile["global_distance_mean"] == 4
    assert profile["climb_length_max"] == profile["global_distance_max"] == 8
    assert profile["evolvability"] == 0.5
    assert profile["monotone_accessibility"] == profile["global_absorption"] == 1
    assert profile["expected_escapes"] == 0


def test_parity_is_the_most_rugged_landscape():
    """Every change turns the best into the worst: one interaction of all variables."""
    profile = Landscape(ProductSpace([2] * 4), bits(4).sum(axis=1) % 2).profile()
    assert rounded(profile, "autocorrelation_1", "autocorrelation_2") == [-1, 1]
    assert "not positively correlated" in profile.undefined["correlation_length"]
    assert rounded(profile, "epistasis_order_4", "epistasis_mean_order") == [1, 4]
    assert profile["n_strict_optima"] == profile["n_global_optima"] == 8
    assert "slope is 0" in profile.undefined["roughness_to_slope"]
    assert profile["roughness"] == pytest.approx(0.5)
    assert profile["climb_length_mean"] == 0.5
    assert profile["monotone_accessibility"] == 1
    assert profile["fdc_pearson_nearest"] == pytest.approx(-1)


def test_interactions_of_k_neighbouring_bits_reach_no_order_above_k_plus_one():
    profile = Landscape(ProductSpace([2] * 9), nk_fitness(9, 2)).profile()
    orders = [profile[f"epistasis_order_{k}"] for k in (1, 2, 3)]
    assert min(orders) > 0.01
    assert sum(orders) == pytest.approx(1)
    assert profile["epistasis_order_4"] == pytest.approx(0)
    assert profile["epistasis_order_7_up"] == pytest.approx(0)


def test_all_equal():
    profile = Landscape(ProductSpace([3, 3]), np.full(9, 0.1)).profile()
    same = "fitness is the same everywhere"
    assert profile.undefined["autocorrelation_1"] == same
    assert profile.undefined["fdc_pearson_first"] == same
    assert profile.undefined["epistasis_order_1"] == same
    assert profile.undefined["fitness_skewness"] == same
    assert profile["fitness_std"] == profile["gradient_intensity"] == profile["slope"] == 0
    assert profile["fitness_mean"] == 0.1
    assert profile["neutrality"] == 1
    assert profile["n_neutral_networks"] == profile["n_plateau_optima"] == 1
    assert profile["largest_neutral_network"] == profile["n_global_optima"] == 9
    assert profile["evolvability"] == profile["global_distance_mean"] == 0


def test_a_single_configuration():
    profile = Landscape(ProductSpace([1]), [7]).profile()
    assert (profile["n_optima"], profile["basin_max"], profile["fitness_max"]) == (1, 1, 7)
    assert profile["global_basin_share"] == profile["monotone_accessibility"] == 1
    alone = "no two configurations with fitness are neighbours"
    assert profile.undefined["neutrality"] == profile.undefined["evolvability"] == alone
    assert "no edges" in profile.undefined["clustering"]


@pytest.mark.parametrize("fitness", [math.nan, math.inf])
def test_nothing_at_all(fitness):
    profile = Landscape(ProductSpace([2, 2]), [fitness] * 4).profile()
    counts = {key: value for key, value in profile.items() if value is not None}
    assert counts.pop("n_configurations") == counts.pop("n_missing") == 4
    assert set(counts.values()) == {0}
    assert profile.undefined["global_basin"] == "no configuration has fitness"
    assert profile.undefined["fitness_mean"] == "no configuration has a finite fitness"


def test_the_legal_worst_is_left_out_of_sums_and_last_in_orders():
    landscape = Landscape(ProductSpace([4]), [-math.inf, 1, 2, 4])
    profile = landscape.profile()
    assert profile["n_minus_infinity"] == 1
    assert profile["fitness_mean"] == pytest.approx(7 / 3)
    assert profile["n_neighbour_pairs"] == 6
    assert profile["gradient_intensity"] == pytest.approx((1 + 2 + 3) / 3)
    assert profile["climb_length_mean"] == 0.75
    assert profile.undefined["epistasis_order_1"].startswith("1 configurations have no finite")


def test_two_islands():
    """A walk stays where it starts: it never meets another fitness."""
    space = ListSpace([[1], [0], [3], [2]])
    profile = Landscape(space, [1.0, 1.0, 2.0, 2.0]).profile()
    assert profile["autocorrelation_1"] == pytest.approx(1)
    assert "never meets another" in profile.undefined["correlation_length"]
    assert profile["n_disconnected"] == 2
    assert profile["global_distance_mean"] == 0
    assert profile["monotone_accessibility"] == 0.5
    assert profile.undefined["lon_path_length"] == "no other optimum has a path to a global one"
    assert profile["global_absorption"] == 0.5
    assert profile["expected_escapes"] == 0


def test_escapes_that_fail_are_counted():
    """A line with two peaks: of two escapes from the lower one, one returns."""
    space = ListSpace([[1], [0, 2], [1, 3], [2, 4], [3, 5], [4]])
    profile = Landscape(space, [0.5, 1, 3, 1, 2, 4]).profile()
    assert (profile["lon_weight"], profile["self_weight"]) == (2, 1)
    assert profile["global_basin_share"] == pytest.approx(1 / 3)
    assert profile["global_absorption"] == 1
    assert profile["expected_improvements"] == pytest.approx(2 / 3)
    assert profile["expected_escapes"] == pytest.approx(2 / 3 * 2)
    assert profile["lon_path_length"] == profile["mlon_path_length"] == 1
    assert profile["monotone_accessibility"] == 0.5


@pytest.mark.parametrize("scale", [1e67, 1e300, 1e-300])
def test_scores_of_any_size(scale):
    """Raw SynFlow reaches 1e67; sums of powers of it must not overflow."""
    fitness = np.random.default_rng(0).normal(size=27)
    plain, large = (Landscape(ProductSpace([3] * 3), fitness * s).profile() for s in (1, scale))
    in_units = {"gradient_intensity", "roughness", "slope"}
    in_units |= {key for key in plain if key.startswith("fitness_")}
    in_units -= {"fitness_skewness", "fitness_kurtosis"}
    assert large.undefined == plain.undefined
    for key, value in plain.items():
        if value is not None:
            assert large[key] == pytest.approx(value * (scale if key in in_units else 1)), key


def test_the_extremes_of_float64():
    profile = Landscape(ProductSpace([2, 2]), [1.7e308, -1.7e308, 5e-324, 0]).profile()
    assert (profile["fitness_min"], profile["fitness_max"]) == (-1.7e308, 1.7e308)
    assert profile["autocorrelation_1"] == pytest.approx(-0.5)


def test_any_number_of_lags():
    landscape = Landscape(ProductSpace([2] * 4), bits(4) @ [1.0, 2.0, 3.0, 4.0])
    np.testing.assert_allclose(autocorrelation(landscape, 25), 0.5 ** np.arange(1, 26))


def test_variables_of_different_sizes_are_forgotten_at_different_speed():
    """Of the moves in [2, 5] one is of the first variable, which always changes it."""
    space = ProductSpace([2, 5])
    first = Landscape(space, space.decode(np.arange(10))[:, 0])
    assert first.profile()["autocorrelation_1"] == pytest.approx(1 - 2 / 5)
    second = Landscape(space, space.decode(np.arange(10))[:, 1] ** 2)
    assert second.profile()["autocorrelation_1"] == pytest.approx(1 - 5 / 5)


@pytest.mark.parametrize(
    ("seed", "levels", "shape", "lon", "cmlon"),
    [
        (0, 4, [3] * 4, (21, 0.9524, 1.0), (2, 0.9048, 1.0)),
        (1, 6, [2] * 7, (31, 0.9677, 0.9727), (3, 0.9032, 0.9737)),
        (2, 1000, [3] * 4, (10, 0.0, 0.2), (10, 0.0, 0.2)),
    ],
)
def test_neutrality_and_strength_are_lonkit_s(seed, levels, shape, lon, cmlon):
    """What lonkit 0.9.0 says of a trace with every escape that does not worsen, as it rounds."""
    space = ProductSpace(shape)
    scores = np.random.default_rng(seed).integers(0, levels, space.size)
    profile = Landscape(space, scores).profile()
    of_lon = ("n_optima", "neutral", "global_strength")
    of_cmlon = ("cmlon_nodes", "cmlon_neutral", "cmlon_global_strength")
    assert tuple(round(profile[key], 4) for key in of_lon) == lon
    assert tuple(round(profile[key], 4) for key in of_cmlon) == cmlon
