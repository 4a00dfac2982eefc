from __future__ import annotations

import numpy as np
from hypothesis import given

from landscape import Landscape, ProductSpace
from landscape.climb import find_funnels
from landscape.network import Network
from tests.landscape.worlds import worlds


def network(fitness, edges):
    n, ones = len(fitness), np.ones(len(fitness), dtype=np.int64)
    source, target = np.array(sorted(edges), dtype=np.int64).reshape(-1, 2).T
    weight = np.ones(len(edges), dtype=np.int64)
    names = [chr(ord("a") + i) for i in range(n)]
    height = np.array(fitness, dtype=np.float64)
    return Network(names, 10 * np.arange(n), height, ones, 0 * ones, ones, source, target, weight)


def test_an_optimum_between_two_sinks_is_in_both_funnels():
    #  a 3 ← c 1 → b 2
    funnels = find_funnels(network([3, 2, 1], [(2, 0), (2, 1)]))
    assert funnels.sinks.tolist() == [0, 10]
    assert funnels.is_global.tolist() == [True, False]
    assert funnels.labels() == ["0", "10", "0 10"]
    assert funnels.reached_from(2).tolist() == [0, 10]
    assert funnels.sizes.tolist() == [2, 2]
    assert funnels.global_funnel.tolist() == [True, False, True]


def test_a_funnel_is_followed_across_plateaus():
    # a 1 → b 2 = c 2 → d 3: from a only by way of the plateau.
    funnels = find_funnels(network([1, 2, 2, 3], [(0, 1), (1, 2), (2, 3)]))
    assert funnels.labels() == ["30", "30", "30", "30"]


def test_a_tied_pair_that_escapes_to_each_other_is_one_sink():
    funnels = find_funnels(network([5, 5, 1], [(0, 1), (2, 1)]))
    assert funnels.sinks.tolist() == [0]


def test_many_funnels():
    # More than a byte of them: node k is a sink, the last node reaches every third.
    n = 30
    edges = [(n, k) for k in range(0, n, 3)]
    funnels = find_funnels(network([*range(1, n + 1), 0], edges))
    assert len(funnels) == n
    assert funnels.reached_from(n).tolist() == list(range(0, 300, 30))
    assert funnels.sizes.tolist() == [2 if k % 3 == 0 else 1 for k in range(n)]
    assert funnels.global_funnel.sum() == 1


@given(worlds())
def test_funnels_are_brute_force_funnels(world):
    landscape, truth = world
    expected = [" ".join(map(str, truth.cmlon.funnels[i])) for i in truth.optima]
    assert landscape.funnels.sinks.tolist() == truth.cmlon.sinks
    assert landscape.funnels.labels() == expected
    for graph in (landscape.lon(), landscape.monotonic(weak=True)):
        assert graph.funnels().labels() == expected


@given(worlds())
def test_the_best_funnel_is_the_best_of_all_that_an_optimum_is_in(world):
    landscape, truth = world
    funnels = landscape.funnels
    height = dict(enumerate(landscape.fitness.tolist()))
    ranked = sorted(funnels.sinks.tolist(), key=lambda sink: (-height[sink], sink))
    assert [ranked[rank] for rank in range(len(funnels))] == [
        funnels.sinks[position] for position in np.argsort(funnels.rank)
    ]
    reached = [truth.cmlon.funnels[i] for i in truth.optima]
    assert funnels.best.tolist() == [min(map(ranked.index, sinks)) for sinks in reached]
    assert funnels.several.tolist() == [len(sinks) > 1 for sinks in reached]
    best = set(landscape.global_optima.tolist())
    assert funnels.global_funnel.tolist() == [bool(best.intersection(x)) for x in reached]


@given(worlds())
def test_every_optimum_is_in_some_funnel_and_the_compressed_network_agrees(world):
    landscape, truth = world
    labels = dict(zip(truth.optima, landscape.funnels.labels(), strict=True))
    assert all(labels.values())
    assert landscape.compressed().funnels().labels() == [labels[i] for i in truth.cmlon.nodes]


def test_no_optima_no_funnels():
    assert len(Landscape(ProductSpace([2]), [np.nan, np.nan]).funnels) == 0
