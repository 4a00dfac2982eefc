"""The average of step functions, against the plainest way to compute it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.errors import OptionError, UnknownNameError
from tests.viz.charts.worlds import moves
from viz.charts.kinds.trend import BANDS, average_trend, on_grid, trend_grid

STEP = st.tuples(st.integers(1, 60), st.floats(-5, 5))
TRIAL = st.lists(STEP, min_size=1, max_size=8).map(lambda s: sorted(s, key=lambda step: step[0]))
TRIALS = st.lists(TRIAL, min_size=1, max_size=6)


def plain(steps, cost):
    """Return where a trial stands after it has spent `cost`."""
    value = np.nan
    for x, y in steps:
        if x <= cost:
            value = y
    return value


def trend(trials, end=60, **options):
    return average_trend(moves(trials), "evaluations", "value", end=end, **options)


@given(TRIALS)
def test_the_mean_is_that_of_a_plain_loop_at_every_cost(trials):
    found = trend(trials)
    for cost, mean in zip(found.x, found.mean, strict=True):
        assert mean == pytest.approx(np.mean([plain(steps, cost) for steps in trials]))


@given(TRIALS, st.sampled_from(["std", "quartiles"]))
def test_bands_are_those_of_numpy(trials, band):
    found = trend(trials, band=band)
    values = np.array([[plain(steps, cost) for cost in found.x] for steps in trials])
    low, high = (
        (values.mean(0) - values.std(0), values.mean(0) + values.std(0))
        if band == "std"
        else np.quantile(values, [0.25, 0.75], axis=0)
    )
    np.testing.assert_allclose(found.low, low, atol=1e-12)
    np.testing.assert_allclose(found.high, high, atol=1e-12)


def test_a_trial_that_ended_keeps_its_last_value():
    found = trend([[(1, 0.0)], [(1, 0.0), (9, 4.0)]], end=20)
    assert found.x.tolist() == [1, 9, 20]
    assert found.mean.tolist() == [0.0, 2.0, 2.0]


def test_it_begins_where_the_last_trial_begins():
    found = trend([[(1, 1.0), (3, 2.0)], [(5, 4.0)]], end=8)
    assert found.x.tolist() == [5, 8]
    assert found.mean.tolist() == [3.0, 3.0]


def test_of_moves_at_the_same_cost_the_last_counts():
    assert trend([[(2, 1.0), (2, 7.0)]], end=3).mean.tolist() == [7.0, 7.0]


@pytest.mark.parametrize("log", [True, False])
def test_it_has_at_most_so_many_points_and_both_ends(log):
    trials = [[(int(x), float(x)) for x in range(1 + k, 3_000, 2)] for k in range(2)]
    found = trend(trials, end=4_000, log=log)
    assert 100 < len(found.x) <= 500
    assert (found.x[0], found.x[-1]) == (2, 4_000)
    for cost, mean in zip(found.x.tolist(), found.mean.tolist(), strict=True):
        assert mean == np.mean([plain(steps, cost) for steps in trials])


def test_values_that_are_missing_are_left_out_of_the_mean():
    found = trend([[(1, np.nan), (4, 2.0)], [(1, 6.0)], [(1, np.nan)]], end=5)
    assert found.mean.tolist() == [6.0, 4.0, 4.0]
    assert found.trials == 2


def test_the_interval_of_the_mean_is_within_the_values_and_narrower_with_more_trials():
    rng = np.random.default_rng(3)
    few, many = (
        trend([[(1, float(v))] for v in rng.normal(size=n)], end=2, band="ci") for n in (8, 400)
    )
    for found in (few, many):
        assert (found.low < found.mean).all()
        assert (found.mean < found.high).all()
    assert many.high[0] - many.low[0] < few.high[0] - few.low[0]


def test_the_interval_depends_on_the_seed_alone():
    trials = [[(1, float(v))] for v in range(9)]
    assert (
        trend(trials, band="ci", rng=1).low.tolist() == trend(trials, band="ci", rng=1).low.tolist()
    )


def test_before_its_first_move_a_trial_has_no_value():
    found = on_grid(np.array([0, 0, 1]), np.array([2, 4, 1]), np.arange(3.0), np.array([1.0, 3.0]))
    np.testing.assert_array_equal(found, [[np.nan, 0.0], [2.0, 2.0]])


def test_seconds_need_not_be_whole():
    grid = trend_grid(np.zeros(900), np.linspace(0.5, 9.5, 900), 10.25, log=False)
    assert len(grid) == 500
    assert (grid[0], grid[-1]) == (0.5, 10.25)


def test_what_cannot_be_drawn_is_one_clear_line():
    with pytest.raises(UnknownNameError, match="unknown band 'wide'"):
        trend([[(1, 1.0)]], band="wide")
    with pytest.raises(OptionError, match="no trial has a value"):
        trend([[(1, np.nan)]])
    with pytest.raises(OptionError, match="spent no evaluations"):
        trend([[(0, 1.0)]], end=0)
    assert sorted(BANDS) == ["ci", "quartiles", "std"]
