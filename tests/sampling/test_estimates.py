"""Estimates from samples: against plain versions, and against what they are to estimate."""

import math
from itertools import combinations, product

import numpy as np
import pytest
from scipy.stats import hypergeom

from landscape.errors import OptionError
from landscape.sampled import (
    Estimate,
    coverage,
    edge_weight,
    number_of_optima,
    share,
    unseen_escapes,
)


def counts(draws):
    """Optima that one draw ended in, that two ended in, and all."""
    hits = [draws.count(optimum) for optimum in set(draws)]
    return hits.count(1), hits.count(2), len(hits)


def all_samples(shares, n):
    """Yield every sequence of n draws with its chance."""
    for draws in product(range(len(shares)), repeat=n):
        yield draws, math.prod(shares[optimum] for optimum in draws)


@pytest.mark.parametrize("shares", [[0.5, 0.3, 0.2], [0.7, 0.1, 0.1, 0.1], [1.0]])
def test_coverage_is_the_mean_of_what_one_start_fewer_would_cover(shares):
    # Good's theorem: over all samples of n, the estimate's mean is the mean share that n - 1 cover.
    n = 5
    mean = sum(
        chance * coverage(n, *counts(draws)[:2]).value for draws, chance in all_samples(shares, n)
    )
    covered = sum(
        chance * sum(shares[optimum] for optimum in set(draws))
        for draws, chance in all_samples(shares, n - 1)
    )
    assert mean == pytest.approx(covered)


def test_the_number_of_optima_is_bounded_from_below_on_average():
    shares, n = [0.4, 0.3, 0.2, 0.1], 6
    mean = 0.0
    for draws, chance in all_samples(shares, n):
        f1, f2, seen = counts(draws)
        mean += chance * number_of_optima(n, f1, f2, seen).value
    assert mean < len(shares)
    assert mean > sum(1 - (1 - each) ** n for each in shares)  # what is seen


def test_chao1_is_what_its_formula_says():
    n, f1, f2, seen = 100, 10, 4, 40
    assert number_of_optima(n, f1, f2, seen).value == pytest.approx(40 + 0.99 * 10 * 9 / (2 * 5))


def plain_esty(n, f1, f2, z):
    """Half the width of Esty's interval (1983), and what is ours of it: one more seen once."""
    found = (f1 + 1) / n * (1 - f1 / n) + 2 * f2 / n
    return z * (found / n) ** 0.5


@pytest.mark.parametrize(("level", "z"), [(0.95, 1.959963984540054), (0.8, 1.2815515655446004)])
def test_the_interval_of_the_coverage_is_what_its_formula_says(level, z):
    for n, f1, f2 in [(30, 0, 0), (30, 7, 3), (30, 28, 1), (100, 3, 9), (1000, 40, 20)]:
        found, half = coverage(n, f1, f2, level=level), plain_esty(n, f1, f2, z)
        assert found.value == 1 - f1 / n
        assert found.low == pytest.approx(max(0, 1 - f1 / n - half))
        assert found.high == pytest.approx(min(1, 1 - f1 / n + half))
    nothing = coverage(30, 30, 0, level=level)  # no optimum was met twice
    assert (nothing.value, nothing.low) == (0, 0)
    assert nothing.high == pytest.approx(z**2 / (30 + z**2))  # Wilson's of none of 30


def plain_chao(n, f1, f2, seen, z):
    """Chao1 without bias and its interval, by the equations in the appendix of EstimateS 9.

    With those of one sample, (n - 1) / n being the factor of each estimated f0: 2 and 6; 7 where no
    optimum was seen twice; 13.
    """
    k = (n - 1) / n
    more = k * f1 * (f1 - 1) / (2 * (f2 + 1))
    if f2 > 0:
        variance = k * f1 * (f1 - 1) / (2 * (f2 + 1))
        variance += k**2 * f1 * (2 * f1 - 1) ** 2 / (4 * (f2 + 1) ** 2)
        variance += k**2 * f1**2 * f2 * (f1 - 1) ** 2 / (4 * (f2 + 1) ** 4)
    else:
        variance = k * f1 * (f1 - 1) / 2 + k**2 * f1 * (2 * f1 - 1) ** 2 / 4
        variance -= k**2 * f1**4 / (4 * (seen + more))
    factor = math.exp(z * math.sqrt(math.log(1 + variance / more**2)))
    return seen + more, seen + more / factor, seen + more * factor


@pytest.mark.parametrize(("level", "z"), [(0.95, 1.959963984540054), (0.8, 1.2815515655446004)])
def test_the_interval_of_the_number_of_optima_is_that_of_chao(level, z):
    for n, f1, f2, seen in [(100, 10, 4, 40), (100, 2, 0, 12), (60, 9, 0, 20), (500, 2, 30, 90)]:
        found = number_of_optima(n, f1, f2, seen, level=level)
        expected = plain_chao(n, f1, f2, seen, z)
        assert (found.value, found.low, found.high) == pytest.approx(expected)


@pytest.mark.parametrize("f1", [0, 1])
def test_where_chao1_adds_nothing_the_interval_still_has_a_width(f1):
    n, seen = 40, 12
    found = number_of_optima(n, f1, 3, seen)
    missed = math.exp(-n / seen)  # equation 8 of EstimateS, and what is ours of one seen once
    variance = seen * missed * (1 - missed) + f1 * (n - 1) / n
    assert found.value == found.low == seen
    assert found.high == pytest.approx(seen + 1.959963984540054 * math.sqrt(variance))


def test_the_number_of_optima_is_never_less_than_were_found_nor_more_than_there_can_be():
    found = number_of_optima(100, 3, 2, 10, also=50, most=61)
    assert found.value == found.low == 60
    assert found.high <= 61
    assert number_of_optima(5, 5, 0, 5, most=1000).high == 1000  # nothing was met twice


def plain_weights(count, drawn, there_are, tail):
    """The weights under which a sample like this is no surprise, tried one by one."""
    return [
        weight
        for weight in range(there_are + 1)
        if hypergeom.sf(count - 1, there_are, weight, drawn) > tail
        and hypergeom.cdf(count, there_are, weight, drawn) > tail
    ]


@pytest.mark.parametrize(("drawn", "there_are"), [(1, 1), (3, 3), (4, 10), (7, 24)])
def test_the_interval_of_a_weight_is_exact(drawn, there_are):
    for count in range(drawn + 1):
        found = edge_weight(count, drawn, there_are)
        weights = plain_weights(count, drawn, there_are, 0.025)
        assert (found.low, found.high) == (min(weights), max(weights))
        assert found.value == there_are * count / drawn


def test_the_interval_of_a_weight_holds_it_as_often_as_it_says():
    drawn, there_are = 6, 20
    for weight in range(there_are + 1):
        held = sum(
            hypergeom.pmf(count, there_are, weight, drawn)
            for count in range(drawn + 1)
            if 0 <= count <= weight
            and drawn - count <= there_are - weight
            and edge_weight(count, drawn, there_are).holds(weight)
        )
        assert held >= 0.95 - 1e-9


def test_a_share_is_that_of_wilson():
    from scipy.stats import binomtest

    for count, level in product(range(11), (0.8, 0.95)):
        found = share(count, 10, level=level)
        known = binomtest(count, 10).proportion_ci(level, method="wilson")
        assert (found.low, found.high) == pytest.approx((known.low, known.high))


LED = ["a"] * 4 + ["b"] * 2 + ["c", "d", None]
"""Where the escapes of an optimum lead, all of them; one has no score."""


@pytest.mark.parametrize("drawn", [1, 3, 6, 9])
def test_weights_are_right_over_all_draws_without_replacement(drawn):
    samples = list(combinations(LED, drawn))
    for optimum in "abcd":
        found = [edge_weight(each.count(optimum), drawn, len(LED)).value for each in samples]
        assert np.mean(found) == pytest.approx(LED.count(optimum))


@pytest.mark.parametrize("drawn", [1, 3, 6, 9])
def test_unseen_escapes_are_those_of_one_draw_fewer_over_all_draws(drawn):
    # Good's theorem without replacement: of the estimates of all draws the mean is that of the
    # share of unseen among what one draw fewer leaves over, on those that this draw leaves over.
    def seen_times(each, times):
        return sum(each.count(optimum) == times for optimum in "abcd")

    estimates = [
        unseen_escapes(seen_times(each, 1), seen_times(each, 2), drawn, len(LED)).value
        for each in combinations(LED, drawn)
    ]
    shares = [
        sum(optimum is not None and optimum not in each for optimum in LED) / (len(LED) - len(each))
        for each in combinations(LED, drawn - 1)
    ]
    left = 1 - drawn / len(LED)
    assert np.mean(estimates) == pytest.approx(left * np.mean(shares))


def test_where_all_escapes_are_climbed_none_is_unseen():
    assert unseen_escapes(7, 2, 24, 24).high == 0
    assert unseen_escapes(7, 2, 12, 24).value == pytest.approx(0.5 * 7 / 12)


def test_the_interval_of_the_coverage_holds_it():
    rng = np.random.default_rng(0)
    shares = np.array([0.4, 0.2, 0.1, *[0.02] * 10, *[0.005] * 20])
    shares /= shares.sum()
    held = 0
    for hits in rng.multinomial(80, shares, size=2000):
        f1, f2 = np.count_nonzero(hits == 1), np.count_nonzero(hits == 2)
        held += coverage(80, int(f1), int(f2)).holds(shares[hits > 0].sum())
    assert 0.90 < held / 2000 < 0.98


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: coverage(0, 0, 0),
        lambda: number_of_optima(0, 0, 0, 0),
        lambda: share(3, 2),
        lambda: share(0, 0),
        lambda: edge_weight(3, 2, 10),
        lambda: edge_weight(1, 11, 10),
        lambda: unseen_escapes(0, 0, 0, 10),
        lambda: coverage(10, 1, 1, level=1.0),
    ],
)
def test_what_is_no_sample_is_refused(wrong):
    with pytest.raises(OptionError, match=r"expected|no such sample"):
        wrong()


def test_an_estimate_is_written_with_its_interval():
    assert str(Estimate(0.5, 0.25, 0.75)) == "0.5 (0.25 to 0.75)"
