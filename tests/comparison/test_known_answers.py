"""Comparisons that can be checked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import kendalltau, spearmanr

from landscape import Landscape, ProductSpace
from landscape.comparison import SECTIONS, absorbed_share, compare, expected_overlap
from landscape.comparison.overlap import best_count
from landscape.errors import DataError, OptionError
from tests.comparison.worlds import SQUARE, squares

LINE = ProductSpace([9], name="line")
"""Everybody neighbours everybody."""


def numbers(*columns, **options):
    return compare(*squares(*columns), **options).numbers


def test_a_landscape_agrees_with_itself():
    found = numbers([3, 0, 1, 2], [3, 0, 1, 2])
    ones = ("spearman", "kendall", "optima_jaccard", "basins_adjusted_rand", "top_overlap_share")
    assert [found[key] for key in ones] == pytest.approx([1] * 5)
    assert found["global_regret"] == found["escape_regret"] == 0
    assert found["climb_regret"] == pytest.approx(0.25)  # one start in four climbs to 2, not 3
    assert found["climb_quality"] == found["own_climb_quality"] == 2.75
    assert found["escape_surprise"] == pytest.approx(0)
    assert found["disagreement"] == "none"


def test_climbs_and_escapes_lead_to_different_quality():
    # The proxy has optima 0 (basin 0, 1, 2) and 3 (itself), from which an escape leads to 0.
    found = numbers([3, 0, 1, 2], [10, 20, 30, 50])
    assert found["global_quality"] == found["escape_quality"] == 10
    assert found["climb_quality"] == 0.75 * 10 + 0.25 * 50
    assert (found["best_quality"], found["mean_quality"]) == (50, 27.5)
    assert (found["global_regret"], found["climb_regret"]) == (40, 30)


def test_tied_global_optima_are_equally_likely():
    found = numbers([3, 0, 0, 3], [1, 0, 0, 2])
    assert found["global_quality"] == 1.5


def test_missing_quality_is_counted_and_left_out():
    proxy, accuracy = [3, 0, 1, 2], [math.nan, 20, 30, 50]
    found = numbers(proxy, accuracy)
    assert found["n_optima_without_quality"] == 1
    assert found["climb_share_without_quality"] == 0.75
    assert found["escape_share_without_quality"] == 1
    assert found["climb_quality"] == 50
    assert found["escape_quality"] is None
    assert found.undefined["escape_quality"] == "quality is missing wherever this leads"
    assert (found["n_both"], found["n_missing_second"]) == (3, 1)


def test_nothing_is_said_of_places_without_quality():
    found = numbers([3, 0, 1, 2], [math.nan, 2, 1, math.nan])
    assert found["quality_top_share"] == 0
    assert found["climb_surprise"] is None
    found = numbers([3, 0, 1, 2], [math.nan, 1, 2, math.nan])
    assert found.undefined["disagreement"] == "quality is missing wherever climbing leads"


def test_quality_may_be_that_of_a_third_landscape():
    found = numbers([3, 0, 1, 2], [3, 0, 1, 2], quality=squares([1, 2, 3, 4])[0])
    assert found["spearman"] == pytest.approx(1)
    assert found["global_regret"] == 3
    assert found["quality_spearman"] == pytest.approx(-0.2)


def test_quality_that_is_minimised_is_negated_and_regret_is_not():
    proxy, loss = Landscape(SQUARE, [3, 0, 1, 2]), Landscape(SQUARE, [5, 4, 3, 1], minimize=True)
    found = compare(proxy, loss).numbers
    assert (found["global_quality"], found["best_quality"], found["global_regret"]) == (-5, -1, 4)


def test_the_worst_score_there_is_has_a_rank_and_no_mean():
    found = numbers([-math.inf, 1, 2, 3], [0, 1, 2, 3])
    assert found["spearman"] == found["kendall"] == pytest.approx(1)
    found = numbers([3, 0, 1, 2], [-math.inf, 0, 1, 2])
    assert found.undefined["global_quality"] == "quality is -inf somewhere this leads"
    assert found["best_quality"] == 2


def test_a_flat_landscape_has_no_correlation_and_says_why():
    found = numbers([1, 1, 1, 1], [1, 2, 3, 4])
    assert found["spearman"] is found["kendall"] is found["disagreement"] is None
    assert found.undefined["kendall"] == "fitness is the same everywhere"
    assert found["climb_quality"] == found["mean_quality"] == 2.5
    assert found["top_overlap"] == 0.25  # any of four may be the best


def test_one_configuration():
    one = Landscape(ProductSpace([1]), [5.0])
    found = compare(one, one).numbers
    assert (found["n_both"], found["top_k"], found["top_overlap"]) == (1, 1, 1)
    assert found["climb_regret"] == 0
    assert found.undefined["spearman"].startswith("it takes two values of fitness")


def test_nothing_is_known():
    nothing = [math.nan] * 4
    comparison = compare(*squares(nothing, nothing))
    counts = {key: v for key, v in comparison.numbers.items() if v is not None}
    assert counts == dict.fromkeys(counts, 0) | {"n_missing_first": 4, "n_missing_second": 4}
    assert set(comparison.numbers.undefined) == set(comparison.numbers) - set(counts)
    assert comparison.disagreements == []
    assert len(comparison.optima) == len(comparison.curve.k) == 0


def test_the_curve_of_overlaps_has_ends_and_the_best_share():
    rng = np.random.default_rng(0)
    space = ProductSpace([8, 8, 8])
    x, y = rng.normal(size=(2, space.size))
    curve = compare(Landscape(space, x), Landscape(space, y), top=0.1).curve
    assert (curve.k[0], curve.k[-1]) == (1, space.size)
    assert 51 in curve.k
    assert curve.overlap[-1] == space.size
    best = [set(np.argsort(-values)[:51].tolist()) for values in (x, y)]
    assert curve.overlap[curve.k == 51] == [len(best[0] & best[1])]
    table = curve.table()
    assert table["share"].tolist() == (curve.overlap / curve.k).tolist()
    assert table["chance"].tolist() == (curve.k / space.size).tolist()


@pytest.mark.parametrize(
    ("top", "n", "k"), [(0.01, 15625, 156), (0.01, 50, 1), (0.29, 100, 29), (1, 7, 7)]
)
def test_how_many_are_the_best(top, n, k):
    assert best_count(top, n) == k


def test_places_where_a_good_correlation_finds_what_is_poor():
    rng = np.random.default_rng(0)
    space = ProductSpace([5] * 4)
    proxy = rng.normal(size=space.size)
    accuracy = proxy.copy()
    accuracy[np.argsort(proxy)[-7:]] -= 10  # the best of the proxy are the worst
    found = compare(Landscape(space, proxy), Landscape(space, accuracy))
    assert found.numbers["spearman"] > 0.9
    assert "top lower, global lower" in found.numbers["disagreement"]
    assert found.disagreements[1].startswith("at the global optima of fitness, fitness is at")


def test_places_where_a_poor_correlation_finds_what_is_good():
    rng = np.random.default_rng(0)
    space = ProductSpace([5] * 4)
    proxy, accuracy = rng.normal(size=(2, space.size))
    best = np.argsort(proxy)[-7:]
    accuracy[best] = proxy[best] + 10
    found = compare(Landscape(space, proxy), Landscape(space, accuracy)).numbers
    assert abs(found["spearman"]) < 0.2
    assert "top higher, global higher" in found["disagreement"]


def test_intervals_are_those_of_the_bootstrap():
    rng = np.random.default_rng(3)
    x, y = rng.integers(0, 4, size=(2, 9))
    pair = Landscape(LINE, x), Landscape(LINE, y)
    found = compare(*pair, rng=5, resamples=40, confidence=0.8).numbers
    draws, again = np.random.default_rng(5), []
    for _ in range(40):
        i = draws.integers(9, size=9)
        again.append((spearmanr(x[i], y[i]).statistic, kendalltau(x[i], y[i]).statistic))
    for key, values in zip(("spearman", "kendall"), np.transpose(again), strict=True):
        expected = np.quantile(values, [0.1, 0.9])
        assert [found[f"{key}_low"], found[f"{key}_high"]] == pytest.approx(expected.tolist())
    same = compare(*pair, rng=np.random.default_rng(5), resamples=40, confidence=0.8).numbers
    assert same == found
    other = compare(*pair, rng=6, resamples=40, confidence=0.8).numbers
    assert other != found


def test_intervals_may_be_left_out_or_impossible():
    assert (
        numbers([3, 0, 1, 2], [3, 0, 1, 2], resamples=0).undefined["spearman_low"]
        == "no resamples were asked for"
    )
    found = numbers([1, 0, 0, 0], [1, 2, 3, 4], resamples=50)
    assert "of 50 resamples fitness is the same everywhere" in found.undefined["kendall_high"]


def test_every_number_is_described():
    found = numbers([3, 0, 1, 2], [3, 0, 1, 2])
    assert list(found) == [key for section in SECTIONS for key in section.numbers]
    for section in SECTIONS:
        for number in section.numbers.values():
            assert number.definition
            assert number.range


def test_nobody_walks_without_fitness():
    assert absorbed_share(*squares([math.nan] * 4)).tolist() == []


def test_different_spaces_are_refused():
    with pytest.raises(DataError, match=r"square.*line.*different spaces: expected"):
        compare(*squares([3, 0, 1, 2]), Landscape(LINE, np.zeros(9)))
    renamed = ProductSpace([4], name="square")
    with pytest.raises(DataError, match="different spaces"):
        compare(*squares([1, 2, 3, 4], [1, 2, 3, 4]), quality=Landscape(renamed, np.zeros(4)))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"top": 0}, "top 0: expected a share above 0"),
        ({"top": 1.5}, "top 1.5: expected"),
        ({"confidence": 1}, "confidence 1: expected a share between 0 and 1"),
        ({"resamples": -1}, "-1 resamples: expected 0"),
        ({"rng": -1}, "seed -1: expected 0 or more"),
    ],
)
def test_impossible_options_are_refused(options, told):
    with pytest.raises(OptionError, match=told):
        numbers([3, 0, 1, 2], [3, 0, 1, 2], **options)


@pytest.mark.parametrize("k", [-1, 5])
def test_more_than_there_are_cannot_be_the_best(k):
    with pytest.raises(OptionError, match=f"the best {k} of 4: expected from 0 to 4"):
        expected_overlap([1, 2, 3, 4], [1, 2, 3, 4], k)
