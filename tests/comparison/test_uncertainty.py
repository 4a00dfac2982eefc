"""Resampled training runs, and what of a landscape they leave."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from landscape import Landscape, ProductSpace
from landscape.comparison import resample_runs
from landscape.comparison.resampling import mean_of_runs, resampled_means
from landscape.errors import DataError, OptionError
from tests.comparison.worlds import SQUARE

CUBE = ProductSpace([2, 2, 3], name="cube")

runs = st.lists(
    st.lists(st.sampled_from([0.0, 1.0, 2.0, math.nan]), min_size=12, max_size=12),
    min_size=2,
    max_size=3,
)


@given(runs)
def test_the_mean_is_of_the_runs_there_are(columns):
    found = mean_of_runs(np.array(columns))
    for i, values in enumerate(zip(*columns, strict=True)):
        there = [v for v in values if not math.isnan(v)]
        expected = sum(there) / len(there) if there else math.nan
        assert found[i] == pytest.approx(expected, nan_ok=True)


@given(runs, st.integers(0, 9))
def test_a_resample_is_a_mean_of_as_many_of_the_own_runs(columns, seed):
    table = np.array(columns)
    for means in resampled_means(table, 3, np.random.default_rng(seed)):
        for i, values in enumerate(zip(*columns, strict=True)):
            there = [v for v in values if not math.isnan(v)]
            draws = product(there, repeat=len(there))
            possible = [sum(draw) / len(draw) if draw else math.nan for draw in draws]
            assert any(means[i] == pytest.approx(p, nan_ok=True) for p in possible)


def test_every_run_is_drawn_equally_often():
    table = np.array([[0.0, 0.0], [1.0, math.nan], [math.nan, 1.0], [math.nan, math.nan]])
    means = np.array(list(resampled_means(table, 4000, np.random.default_rng(0))))
    for column in means.T:
        values, counts = np.unique(column, return_counts=True)
        assert values.tolist() == [0, 0.5, 1]
        assert counts / 4000 == pytest.approx([0.25, 0.5, 0.25], abs=0.03)


@given(runs)
@settings(max_examples=40)
def test_what_survives_is_counted_landscape_by_landscape(columns):
    table = np.array(columns)
    assume((~np.isnan(table)).sum(axis=0).max() >= 2)
    found = resample_runs(CUBE, table, resamples=3, rng=1)
    means = list(resampled_means(table, 3, np.random.default_rng(1)))
    again = [Landscape(CUBE, mean) for mean in means]
    tables = [landscape.optima_table() for landscape in again]
    counted = (found.times_optimum, found.times_sink, found.times_global)
    for column, times in zip(("index", "sink", "is_global"), counted, strict=True):
        expected = np.zeros(12, dtype=int)
        for one in tables:
            expected[one["index"] if column == "index" else one["index"][one[column]]] += 1
        assert times.tolist() == expected.tolist()
    assert found.n_optima.tolist() == [landscape.n_optima for landscape in again]
    plateaus = [landscape.n_plateau_optima for landscape in again]
    assert found.n_plateau_optima.tolist() == plateaus
    assert found.n_sinks.tolist() == [int(one["sink"].sum()) for one in tables]
    assert found.n_funnels.tolist() == [len(landscape.funnels) for landscape in again]
    own = found.landscape.optima_table()
    for k, sink in enumerate(found.landscape.funnels.sinks.tolist()):
        made_of = own["index"][own["funnel"].eq(str(sink)) & own["fitness"].eq(
            found.landscape.fitness[sink])]  # fmt: skip
        survived = sum(bool(one["sink"][one["index"].isin(made_of)].any()) for one in tables)
        assert found.times_funnel[k] == survived


def test_runs_that_agree_leave_everything_as_it_is():
    found = resample_runs(SQUARE, [[3, 0, 1, 2], [3, 0, 1, 2]], resamples=5)
    told = found.summary()
    assert told["configurations_by_runs"] == {"2": 4}
    assert told["n_optima"] == {"of_means": 2, "mean": 2, "low": 2, "high": 2, "min": 2, "max": 2}
    survivals = [value for key, value in told.items() if key.endswith("_survival")]
    assert survivals == [1, 1, 1, 1]
    assert (told["n_ever_optimum"], told["n_ever_global"]) == (2, 1)
    assert found.table()[["index", "is_optimum", "is_sink", "share_optimum"]].to_dict("list") == {
        "index": [0, 3],
        "is_optimum": [True, True],
        "is_sink": [True, False],
        "share_optimum": [1.0, 1.0],
    }
    assert found.funnel_table()["share_survived"].tolist() == [1.0]


def test_runs_that_disagree_leave_half():
    # Every configuration but the first has one run: it is 4 or 0, or 2 on average.
    found = resample_runs(SQUARE, [[4, 1, 1, 3], [0] + [math.nan] * 3], resamples=600)
    table = found.table().set_index("index")
    assert table["share_optimum"][3] == 1  # its neighbours never change
    assert table["share_global"][3] == pytest.approx(0.75, abs=0.06)
    assert table["share_optimum"][0] == pytest.approx(0.75, abs=0.06)  # lower than 1 if 0 twice
    assert table["share_global"][0] == pytest.approx(0.25, abs=0.06)
    assert table["runs"].tolist() == [1, 2]
    assert found.n_runs.tolist() == [2, 1, 1, 1]


def test_direction_and_resolution_are_those_of_the_landscape():
    found = resample_runs(
        SQUARE, [[3, 0.1, 1, 2], [3, 0.1, 1, 2]], minimize=True, resolution=0.5, metric="loss"
    )
    assert found.landscape.fitness.tolist() == [-3, 0, -1, -2]
    assert found.landscape.metric == "loss"


def test_the_same_seed_gives_the_same():
    table = np.random.default_rng(0).normal(size=(3, 12))
    one, same, other = (resample_runs(CUBE, table, resamples=9, rng=seed) for seed in (1, 1, 2))
    assert one.times_optimum.tolist() == same.times_optimum.tolist()
    assert one.times_optimum.tolist() != other.times_optimum.tolist()


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ([[1, 2, 3, 4]], "no architecture has two runs of fitness: expected several"),
        ([[1, 2, 3, 4], [math.nan] * 4], "no architecture has two runs"),
        ([1, 2, 3, 4], r"runs of shape \(4,\): expected \(runs, 4\)"),
        ([[1, 2], [3, 4]], r"runs of shape \(2, 2\)"),
    ],
)
def test_too_few_runs_are_refused(columns, told):
    with pytest.raises(DataError, match=told):
        resample_runs(SQUARE, columns)


@pytest.mark.parametrize(
    ("options", "told"),
    [({"resamples": 0}, "0 resamples: expected at least 1"), ({"rng": -3}, "seed -3: expected 0")],
)
def test_impossible_options_are_refused(options, told):
    with pytest.raises(OptionError, match=told):
        resample_runs(SQUARE, np.ones((2, 4)), **options)
