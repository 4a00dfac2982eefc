"""Escapes at distance 1, 2 and 3: networks against brute force, and where the distance is told."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given

from landscape import LON, Landscape, ProductSpace, read_graphml, write_graphml
from landscape.climb import find_escapes
from landscape.errors import OptionError
from landscape.graphml import read_network
from landscape.spaces.functional import FunctionalSpace
from tests.landscape import oracle
from tests.landscape.worlds import worlds
from tests.spaces.test_functional import Sorted, reached


def edges(network):
    ends = zip(network.index[network.source], network.index[network.target], strict=True)
    pairs = [(int(i), int(j)) for i, j in ends]
    return dict(zip(pairs, network.weight.tolist(), strict=True))


def self_weights(network):
    return dict(zip(network.index.tolist(), network.self_weight.tolist(), strict=True))


def check(landscape, truth):
    lon, cmlon = landscape.network("lon"), landscape.network("cmlon")
    assert lon.index.tolist() == truth.optima
    assert edges(lon) == truth.lon
    assert self_weights(lon) == truth.self_weight
    assert edges(landscape.network("mlon")) == truth.mlon
    assert edges(landscape.network("mlon", weak=True)) == truth.weak
    assert (cmlon.index.tolist(), edges(cmlon)) == (truth.cmlon.nodes, truth.cmlon.edges)
    assert self_weights(cmlon) == truth.cmlon.self_weight
    labels = [[int(sink) for sink in text.split()] for text in landscape.funnels.labels()]
    assert labels == list(truth.cmlon.funnels.values())


@given(worlds(escape=1))
def test_escapes_to_all_neighbours_are_brute_force_s(world):
    check(*world)


@given(worlds(escape=3))
def test_escapes_at_distance_3_are_brute_force_s(world):
    check(*world)


@pytest.mark.parametrize("escape", [1, 2, 3])
def test_of_networks_they_are_what_members_reach(escape):
    """In a functional space a network can be at several distances from another."""
    space = FunctionalSpace(Sorted())
    fitness = np.random.default_rng(escape).integers(0, 4, space.size).astype(float)
    truth = oracle.solve(fitness.tolist(), lambda i, d: sorted(reached(space, i, d)), escape)
    assert truth.lon
    check(Landscape(space, fitness, escape=escape), truth)


@pytest.mark.slow  # to number all cells takes half a minute
@pytest.mark.parametrize("escape", [1, 2])
def test_of_neighbour_lists_they_are_counted_one_by_one(nb101, escape):
    rng = np.random.default_rng(0)
    optima = np.sort(rng.choice(nb101.size, 40, replace=False)).astype(nb101.dtype)
    basin_of = rng.integers(-1, len(optima), nb101.size).astype(nb101.dtype)
    found = find_escapes(nb101, optima, basin_of, escape)
    ends = [Counter(basin_of[nb101.neighbours(int(i), escape)].tolist()) for i in optima]
    expected = {
        (i, j): n for i, counts in enumerate(ends) for j, n in counts.items() if j not in (-1, i)
    }
    pairs = zip(found.source.tolist(), found.target.tolist(), strict=True)
    assert dict(zip(pairs, found.weight.tolist(), strict=True)) == expected
    assert found.self_weight.tolist() == [counts[i] for i, counts in enumerate(ends)]


@pytest.mark.parametrize("escape", [0, 4, -1, 1.5, True, "2", None])
def test_other_distances_are_refused(escape):
    with pytest.raises(OptionError, match=r"--escape .*: expected 1, 2 or 3"):
        Landscape(ProductSpace([2, 2, 2]), np.zeros(8), escape=escape)


def test_a_distance_that_the_space_has_not_is_refused():
    with pytest.raises(OptionError, match="no two configurations of product are at distance 3"):
        Landscape(ProductSpace([5, 2]), np.zeros(10), escape=3)


@pytest.mark.slow
def test_a_distance_that_nb101_has_not_is_refused(nb101):
    with pytest.raises(OptionError, match="--escape 3: distance 3 in NAS-Bench-101: expected 1 or"):
        Landscape(nb101, np.zeros(nb101.size), escape=3)


@pytest.fixture(scope="module", params=[1, 3])
def hills(request):
    fitness = np.random.default_rng(1).integers(0, 9, 81).astype(float)
    return Landscape(ProductSpace([3] * 4), fitness, metric="height", escape=request.param)


def test_every_form_of_a_network_says_the_distance(hills, tmp_path):
    path = tmp_path / "network.graphml"
    for kind in ("lon", "mlon", "cmlon"):
        network = hills.network(kind)
        assert network.attributes()["escape"] == hills.escape
        assert network.title.endswith(f", escapes at distance {hills.escape}")
        graph = LON.from_network(network)
        assert graph["escape"] == graph.to_network().escape == hills.escape
        write_graphml(network, path)
        assert read_graphml(path)["escape"] == read_network(path).escape == hills.escape
        assert network.to_networkx().graph["escape"] == hills.escape


def test_the_summary_says_the_distance_where_it_is_not_2(hills):
    summary = hills.summary()
    assert summary["escape"] == hills.escape
    said = summary["conventions"]
    for name in ("neighbourhoods", "escape", "lon"):
        assert f" {hills.escape}" in said[name]
        assert "2" not in said[name]
    assert f"escape={hills.escape}" in repr(hills)
    assert f"escapes at distance {hills.escape}" in hills._repr_html_()
    usual = Landscape(hills.space, hills.fitness)
    assert not [text for text in map(str, usual.summary()) if "escape" in text]
    assert "escape" not in usual.network("lon").attributes()
    assert "escape" not in repr(usual)
