"""Where a configuration stands: against the exact landscape, and against plain loops."""

import numpy as np
import pytest

from landscape import Landscape
from landscape.errors import DataError, OptionError
from landscape.sampled import edge_weight
from search.sampling import sample, standing
from tests.sampling.test_samplers import SPACES, lookup, scores


@pytest.fixture(params=["product", "bits"])
def space(request):
    return SPACES[request.param]


@pytest.fixture
def fitness(space):
    return scores(space, missing=0.1, levels=5)


def test_neighbours_are_counted_as_a_plain_loop_does(space, fitness):
    for index in np.flatnonzero(~np.isnan(fitness))[::5].tolist():
        found = standing(space, lookup(fitness), index, escapes=0)
        around = fitness[space.neighbours(index, 1)]
        assert found.n_better == sum(each > fitness[index] for each in around)
        assert found.n_equal == sum(each == fitness[index] for each in around)
        assert found.n_missing == sum(np.isnan(each) for each in around)
        assert found.n_better + found.n_equal + found.n_worse + found.n_missing == len(around)
        assert found.fitness == fitness[index]


def test_climbs_and_escapes_are_those_of_the_landscape(space, fitness):
    exact = Landscape(space, fitness)
    lon = exact.network("lon")
    place = {number: position for position, number in enumerate(lon.index.tolist())}
    for index in np.flatnonzero(~np.isnan(fitness))[::7].tolist():
        found = standing(space, lookup(fitness), index)
        assert found.optimum == exact.attractor[index]
        assert found.is_optimum == (index in place)
        assert (np.diff(found.path_fitness) > 0).all()
        for before, after in zip(found.path[:-1], found.path[1:], strict=True):
            assert after in space.neighbours(before, 1)
        at = place[found.optimum]
        edges = lon.source == at
        expected = dict(zip(lon.index[lon.target[edges]], lon.weight[edges], strict=True))
        if lon.self_weight[at]:
            expected[found.optimum] = lon.self_weight[at]
        assert dict(zip(found.targets, found.counts, strict=True)) == expected
        assert (np.diff(found.counts) <= 0).all()


def test_those_drawn_are_those_of_a_snowball_with_the_same_seed(space, fitness):
    seen = sample(space, lookup(fitness), starts=5, escapes=4, seed=3)
    optimum = int(seen.optima[0])
    found = standing(space, lookup(fitness), optimum, escapes=4, seed=3)
    edges = seen.source == 0
    led = dict(zip(seen.optima[seen.target[edges]], seen.weight[edges], strict=True))
    away = found.targets != optimum
    assert dict(zip(found.targets[away], found.counts[away], strict=True)) == led
    assert (found.n_drawn, found.n_escapes) == (4, len(space.neighbours(optimum, 2)))


def test_weights_of_escapes_drawn_are_estimates_with_intervals(space, fitness):
    start = int(np.nanargmax(fitness))
    table = standing(space, lookup(fitness), start, escapes=6).escapes_table(level=0.9)
    there_are = len(space.neighbours(start, 2))
    for row in table.itertuples():
        expected = edge_weight(row.seen, 6, there_are, level=0.9)
        assert (row.weight, row.weight_low, row.weight_high) == (
            expected.value,
            expected.low,
            expected.high,
        )


def test_nothing_is_asked_for_twice_and_no_more_than_is_needed(space):
    heights, asked = scores(space), []

    def evaluate(metric, indices):
        asked.extend(indices.tolist())
        return heights[indices]

    best = int(heights.argmax())
    standing(space, evaluate, best, escapes=0)
    assert sorted(asked) == sorted([best, *space.neighbours(best, 1).tolist()])


def test_bad_input_is_one_line(space, fitness):
    with pytest.raises(OptionError, match="escapes -1: expected 0 or more"):
        standing(space, lookup(fitness), 0, escapes=-1)
    missing = int(np.flatnonzero(np.isnan(fitness))[0])
    with pytest.raises(DataError, match="has no height, so no climb starts there"):
        standing(space, lookup(fitness), missing, metric="height")
