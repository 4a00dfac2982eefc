"""Estimates from samples: against plain versions, and against what they are to estimate."""

import math
from itertools import product

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

    for count in range(11):
        found, known = share(count, 10), binomtest(count, 10).proportion_ci(method="wilson")
        assert (found.low, found.high) == pytest.approx((known.low, known.high), abs=1e-6)


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
