"""Every number against a slow and obvious version, on small random landscapes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from landscape.analysis.journeys import absorption
from landscape.comparison import SECTIONS, absorbed_share, compare, expected_overlap
from landscape.comparison.disagreement import normal_overlap
from tests.analysis.plain import ranked
from tests.comparison import plain
from tests.comparison.worlds import listed, worlds
from tests.landscape import oracle


def agree(found, expected):
    assert {key: found[key] for key in expected} == pytest.approx(expected, abs=1e-9)


@given(worlds())
def test_order_optima_and_basins(world):
    (one, other, _), neighbours = world
    numbers = compare(one, other, resamples=0).numbers
    first, second = listed(one), listed(other)
    both = plain.known(first, second)
    pairs = [(first[i], second[i]) for i in both]
    solved = [oracle.solve(fitness, neighbours) for fitness in (first, second)]
    optima = [set(solution.optima) for solution in solved]
    ends = [[solution.attractor[i] for i in both] for solution in solved]
    agree(numbers, {
        "n_both": len(both),
        "n_missing_first": first.count(None),
        "n_missing_second": second.count(None),
        "spearman": ranked(pairs),
        "kendall": plain.kendall(pairs),
        "n_optima_first": len(optima[0]),
        "n_optima_second": len(optima[1]),
        "n_plateau_optima_first": len(solved[0].plateaus),
        "n_plateau_optima_second": len(solved[1].plateaus),
        "n_shared_optima": len(optima[0] & optima[1]),
        "optima_jaccard": len(optima[0] & optima[1]) / len(optima[0] | optima[1])
        if optima[0] | optima[1] else None,
        "basins_adjusted_rand": plain.rand_index(*ends) if both else None,
    })  # fmt: skip


@given(worlds())
def test_quality_and_regret(world):
    (one, other, judge), neighbours = world
    numbers = compare(one, other, quality=judge, resamples=0).numbers
    agree(numbers, plain.found(listed(one), listed(judge), neighbours))


@given(worlds())
def test_what_the_correlation_lets_expect(world):
    (one, other, judge), neighbours = world
    numbers = compare(one, other, quality=judge, resamples=0).numbers
    expected = plain.promised(listed(one), listed(judge), neighbours)
    agree(numbers, expected or dict.fromkeys(SECTIONS[-1].numbers))


@given(worlds(1))
def test_escapes_end_where_all_paths_lead(world):
    (one,), neighbours = world
    share = absorbed_share(one)
    expected = plain.absorbed(oracle.solve(listed(one), neighbours))
    assert share.tolist() == pytest.approx([float(expected[i]) for i in one.optima.tolist()])
    if one.n_optima:  # the same walker as in the profile
        lon = one.network("lon")
        to_best = (one.basins * absorption(lon)[:, 0]).sum() / one.basins.sum()
        assert share[lon.is_global].sum() == pytest.approx(to_best)


few = st.lists(st.sampled_from([0.0, 1.0, 2.0, -np.inf]), min_size=6, max_size=6)


@given(few, few)
def test_overlap_is_the_mean_over_all_ways_to_break_ties(x, y):
    ks = range(1, 7)
    assert expected_overlap(x, y, ks).tolist() == pytest.approx(
        [plain.overlap(x, y, k) for k in ks]
    )


@pytest.mark.parametrize("r", [-1.0, -0.9, -0.3, 0.0, 0.5, 0.99, 1.0])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.8])
def test_overlap_of_normal_variables(r, share):
    bar = -plain.NORMAL.inv_cdf(share)
    both = multivariate_normal(cov=[[1, r], [r, 1]], allow_singular=True).cdf([-bar, -bar])
    assert normal_overlap(r, share) == pytest.approx(both / share, abs=2e-5)


@given(worlds())
def test_every_row_of_the_optima_is_what_it_says(world):
    (one, other, judge), neighbours = world
    first, quality = listed(one), listed(judge)
    solved = oracle.solve(first, neighbours)
    among, chances = plain.known(quality), plain.places(first, solved)
    table = compare(one, other, quality=judge, resamples=0).optima
    assert table["index"].tolist() == solved.optima
    for row in table.to_dict("records"):
        i = row["index"]
        agree(row, {
            "fitness": first[i],
            "basin_share": float(chances["climb"][i]),
            "absorbed_share": float(chances["escape"][i]),
            "sink": i in solved.sinks,
            "is_global": first[i] == max(f for f in first if f is not None),
        })  # fmt: skip
        if quality[i] is None:
            assert all(np.isnan(row[key]) for key in ("quality", "quality_rank", "regret"))
            continue
        assert row["quality"] == quality[i]
        assert row["quality_rank"] == 1 + sum(quality[j] > quality[i] for j in among)
        assert row["quality_percentile"] == pytest.approx(plain.percentile(quality, i, among))
        if quality[i] > -np.inf:
            assert row["regret"] == max(quality[j] for j in among) - quality[i]
