"""Samples compared: with plain counts, and with the landscape that they are of."""

import numpy as np
import pytest

from landscape import Landscape, ProductSpace
from landscape.analysis.spearman import rank_correlation
from landscape.errors import DataError, OptionError
from landscape.sampled import SampleComparison, compare_samples, sample_profile
from search.sampling import sample
from tests.sampling.test_samplers import SPACES, lookup, scores

SPACE = SPACES["product"]
ONE, OTHER = scores(SPACE, missing=0.1), scores(SPACE, seed=1)


def seen(fitness, **how):
    return sample(SPACE, lookup(fitness), **{"starts": 25, "escapes": 5} | how)


@pytest.fixture(scope="module")
def compared():
    both = {"one": seen(ONE), "other": seen(OTHER), "whole": Landscape(SPACE, OTHER)}
    return both, compare_samples(both)


def edges_of(lon):
    return set(zip(lon.index[lon.source].tolist(), lon.index[lon.target].tolist(), strict=True))


def test_its_own_numbers_are_those_of_the_profile(compared):
    both, found = compared
    for name, numbers in zip(("one", "other"), found.profiles, strict=False):
        told = sample_profile(both[name])
        for key in ("n_optima", "fitness_mean", "climb_length_mean"):
            assert numbers[key] == told[key]
            assert numbers.intervals[key] == told.intervals[key]
        assert numbers["coverage"] == both[name].coverage().value
        assert numbers["n_edges_seen"] == len(both[name].source)
    exact, whole = both["whole"], found.profiles[-1]
    assert (whole["n_optima"], whole["n_optima_seen"], whole["coverage"]) == (
        exact.n_optima,
        exact.n_optima,
        1,
    )
    assert not whole.intervals
    assert whole.undefined["n_starts"] == "the landscape is known whole"


def test_optima_and_edges_are_counted_as_sets_are(compared):
    both, found = compared
    lons = {name: one.network("lon") for name, one in both.items()}
    for name, numbers in zip(("one", "other"), found.pairs, strict=True):
        for what, sets in {
            "optima": [set(lons[each].index.tolist()) for each in (name, "whole")],
            "edges": [edges_of(lons[each]) for each in (name, "whole")],
        }.items():
            first, last = sets
            assert numbers[f"{what}_both"] == len(first & last)
            assert numbers[f"{what}_only_first"] == len(first - last)
            assert numbers[f"{what}_only_last"] == len(last - first)
            assert numbers[f"{what}_share_of_last"] == len(first & last) / len(last)
    assert found.pairs[1]["optima_only_first"] == 0  # a sample sees nothing that is not there


def test_ranks_are_those_at_the_starts(compared):
    both, found = compared
    starts = np.unique(both["one"].starts)
    expected = rank_correlation(ONE[starts], OTHER[starts])
    assert found.pairs[0]["n_starts_both"] == len(starts)
    assert found.pairs[0]["spearman"] == pytest.approx(expected, abs=1e-12)
    low, high = found.pairs[0].intervals["spearman"]
    assert low < expected < high
    assert found.pairs[1]["spearman"] == pytest.approx(1, abs=1e-12)


def test_samples_of_one_seed_share_their_starts_and_others_hardly_any():
    space = ProductSpace([10] * 9)
    drawn = {
        seed: sample(space, lambda m, i: (i % 97) * 1.0, starts=20, escapes=0, seed=seed)
        for seed in (0, 1)
    }
    again = sample(space, lambda m, i: (i % 89) * 1.0, starts=20, escapes=0)
    (same,) = compare_samples({"a": drawn[0], "b": again}).pairs
    assert same["n_starts_both"] == 20
    assert same["spearman"] is not None
    (others,) = compare_samples({"a": drawn[1], "b": again}).pairs
    assert others["spearman"] is None
    assert "samples of the same seed have the same starts" in others.undefined["spearman"]
    assert others.undefined["optima_share_of_last"] == "a sample may have missed optima and edges"


def test_numbers_of_starts_that_do_not_meet_are_named():
    (found,) = compare_samples({"low": seen(ONE), "high": seen(ONE + 50)}).pairs
    assert found["apart"] == "fitness_mean, fitness_median"
    (same,) = compare_samples({"one": seen(ONE), "same": seen(ONE)}).pairs
    assert same["apart"] == "none"


def test_heights_of_two_metrics_are_not_told_apart():
    steep = seen(np.arange(float(SPACE.size)), metric="steep")
    (found,) = compare_samples({"low": seen(ONE), "high": seen(ONE + 50, metric="other")}).pairs
    assert found["apart"] == "none"
    (found,) = compare_samples({"rugged": seen(ONE), "steep": steep}).pairs
    assert found["apart"] == "climb_length_mean"


def test_what_is_told_can_be_read_again(compared):
    found = compared[1]
    assert SampleComparison.from_dict(found.to_dict()) == found
    table = found.table().set_index(["run", "with", "number"])
    assert table.loc[("one", "whole", "optima_both"), "value"] == found.pairs[0]["optima_both"]
    low, high = found.profiles[0].intervals["coverage"]
    assert table.loc[("one", "", "coverage"), ["low", "high"]].tolist() == [low, high]
    header, rows = found.cells()
    assert header == ["number", "one", "other", "whole"]
    assert {len(row) for row in rows} == {4}


def test_bad_input_is_one_line():
    small = sample(ProductSpace([2, 2]), lambda m, i: i * 1.0, starts=3)
    with pytest.raises(DataError, match="are different spaces"):
        compare_samples({"one": seen(ONE), "small": small})
    with pytest.raises(OptionError, match="level 1"):
        compare_samples({"one": seen(ONE), "same": seen(ONE)}, level=1)
    with pytest.raises(OptionError, match="seed -1"):
        compare_samples({"one": seen(ONE), "same": seen(ONE)}, seed=-1)
