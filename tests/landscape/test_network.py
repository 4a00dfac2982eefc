from __future__ import annotations

import copy
import math
import pickle

import igraph
import pytest
from hypothesis import given

from landscape import LON, Landscape, Network, ProductSpace, get_space
from landscape.climb import find_funnels
from landscape.errors import OptionError
from landscape.graph import COUNTS
from tests.landscape.worlds import product_worlds, worlds

ATTRIBUTES = {
    "name": str,
    "index": int,
    "fitness": float,
    "basin": int,
    "in_edges": int,
    "in_weight": int,
    "self_weight": int,
    "sink": bool,
    "is_global": bool,
}


@pytest.fixture
def square():
    """Two peaks, 3 and 2, in the corners of a 3 × 3 space; the rest flows to either."""
    return Landscape(ProductSpace([3, 3]), [3, 1, 0, 1, 0, 1, 0, 1, 2], metric="height")


def edges(graph):
    index = graph.vs["index"]
    ends = [(index[e.source], index[e.target]) for e in graph.es]
    return dict(zip(ends, graph.es["weight"], strict=True))


def column(graph, name):
    return dict(zip(graph.vs["index"], graph.vs[name], strict=True))


def test_a_network_worked_out_by_hand(square):
    # 0 and 8 are the optima. 1 and 3 climb to 0, 2 and 6 to 0 (3 beats 2), 5 and 7 to 8;
    # 4 ties between its four neighbours of fitness 1 and takes 1, then 0.
    assert square.attractor.tolist() == [0, 0, 0, 0, 0, 8, 0, 8, 8]
    # Two variables away from 0 are 4, 5, 7, 8, of which three climb to 8; from 8: 0, 1, 3, 4.
    assert edges(square.lon()) == {(0, 8): 3, (8, 0): 4}
    assert edges(square.monotonic()) == {(8, 0): 4}
    assert column(square.lon(), "self_weight") == {0: 1, 8: 0}
    assert column(square.lon(), "basin") == {0: 6, 8: 3}
    assert column(square.lon(), "in_weight") == {0: 4, 8: 3}
    assert column(square.monotonic(), "in_edges") == {0: 1, 8: 0}
    assert column(square.lon(), "sink") == {0: True, 8: False}
    assert column(square.lon(), "is_global") == {0: True, 8: False}


def test_every_network_knows_what_it_is_a_share_of():
    nan = math.nan
    landscape = Landscape(ProductSpace([3, 3]), [3, 1, 0, 1, nan, 1, 0, nan, 3])
    for graph in (landscape.lon(), landscape.monotonic(weak=True), landscape.lon().compressed()):
        said = {name: graph[name] for name in COUNTS if name in graph.attributes()}
        assert said == {"n_configurations": 9, "n_scored": 7, "n_plateau_optima": 2}
    bare = landscape.lon().copy()
    for name in said:
        del bare[name]  # as a graph from elsewhere, or of an earlier version, is
    assert not set(COUNTS) & set(bare.monotonic().attributes())


def test_a_plateau_contracts_into_its_first_member():
    # Both diagonal corners are optima, equally good, and each other's only 2-opt neighbour.
    network = Landscape(ProductSpace([2, 2]), [1, 0, 0, 1]).compressed()
    (vertex,) = network.vs
    assert vertex["members"] == 2
    assert (vertex["name"], vertex["index"], vertex["basin"]) == ("0", 0, 4)
    assert vertex["self_weight"] == 2  # the edges between the two
    assert network.ecount() == 0


@given(worlds())
def test_edges_and_vertices_are_brute_force_s(world):
    landscape, truth = world
    lon = landscape.lon()
    assert lon.vs["index"] == truth.optima
    assert edges(lon) == truth.lon
    assert edges(landscape.monotonic()) == truth.mlon
    assert edges(landscape.monotonic(weak=True)) == truth.weak
    assert column(lon, "self_weight") == truth.self_weight
    assert column(lon, "basin") == truth.basins
    for graph in (lon, landscape.monotonic(), landscape.monotonic(weak=True)):
        assert [i for i, sink in column(graph, "sink").items() if sink] == truth.sinks
        assert graph.vs["in_edges"] == graph.indegree()
        assert graph.vs["in_weight"] == graph.strength(mode="in", weights="weight")


@given(worlds())
def test_contraction_is_brute_force_s(world):
    landscape, truth = world
    compressed = landscape.compressed()
    assert compressed.vs["index"] == truth.cmlon.nodes
    assert edges(compressed) == truth.cmlon.edges
    assert column(compressed, "members") == truth.cmlon.members
    assert column(compressed, "basin") == truth.cmlon.basins
    assert column(compressed, "self_weight") == truth.cmlon.self_weight
    assert [i for i, sink in column(compressed, "sink").items() if sink] == truth.cmlon.sinks


@given(product_worlds())
def test_a_graph_derives_what_its_landscape_does(world):
    landscape, _ = world
    weak = landscape.monotonic(weak=True)
    for derived, direct in [
        (landscape.lon().monotonic(), landscape.monotonic()),
        (landscape.lon().monotonic(weak=True), weak),
        (weak.monotonic(), landscape.monotonic()),
        (landscape.lon().compressed(), landscape.compressed()),
        (weak.compressed(), landscape.compressed()),
        (landscape.compressed().compressed(), landscape.compressed()),
        (landscape.compressed().monotonic(), landscape.compressed()),
    ]:
        assert derived.to_dict_list() == direct.to_dict_list()
        assert facts(derived) == facts(direct)


def facts(graph):
    return {name: graph[name] for name in graph.attributes()}


@given(product_worlds())
def test_arrays_derive_what_graphs_do(world):
    landscape, _ = world
    lon, weak = landscape.network("lon"), landscape.network("mlon", weak=True)
    for derived, graph in [
        (lon, landscape.lon()),
        (lon.monotonic(), landscape.monotonic()),
        (weak, landscape.monotonic(weak=True)),
        (weak.monotonic(), landscape.monotonic()),
        (weak.compressed(), landscape.compressed()),
        (lon.compressed().compressed(), landscape.compressed()),
        (lon.compressed().monotonic(), landscape.compressed()),
    ]:
        assert LON.from_network(derived).to_dict_list() == graph.to_dict_list()
        assert derived.attributes() == facts(graph) == facts(LON.from_network(graph.to_network()))
        ours, theirs = derived.to_networkx(), graph.to_networkx()
        assert (ours.graph, ours.nodes, ours.edges) == (theirs.graph, theirs.nodes, theirs.edges)


def test_arrays_of_a_strict_mlon_lost_plateaus_only_where_there_are_ties(square):
    assert square.network().compressed().n_edges == 1
    tied = Landscape(ProductSpace([2, 2]), [1, 0, 0, 1]).network()
    for ask in (tied.compressed, lambda: tied.monotonic(weak=True), lambda: find_funnels(tied)):
        with pytest.raises(OptionError, match="strict MLON"):
            ask()


def test_the_names_they_had_still_work_and_warn(square):
    with pytest.warns(DeprecationWarning, match=r"NetworkArrays is called Network now"):
        from landscape.network import NetworkArrays
    assert NetworkArrays is Network
    with pytest.warns(DeprecationWarning, match=r"network_arrays is called network now"):
        assert square.network_arrays("lon") is square.network("lon")
    with pytest.raises(ImportError):
        from landscape.network import Nothing  # noqa: F401


def test_a_strict_mlon_admits_that_it_lost_the_plateaus(square):
    for ask in (
        lambda g: g.compressed(),
        lambda g: g.monotonic(weak=True),
        lambda g: g.funnels(),
    ):
        with pytest.raises(OptionError, match="strict MLON"):
            ask(square.monotonic())


def test_attributes_are_the_documented_ones_in_plain_python(square):
    for graph, kind in [
        (square.lon(), "lon"),
        (square.monotonic(), "mlon"),
        (square.compressed(), "cmlon"),
    ]:
        expected = ATTRIBUTES | ({"members": int} if kind == "cmlon" else {})
        assert {n: type(v) for n, v in graph.vs[0].attributes().items()} == expected
        assert {n: type(v) for n, v in graph.es[0].attributes().items()} == {"weight": int}
        weak = {"weak": False} if kind == "mlon" else {}
        assert facts(graph) == {
            "kind": kind, "space": "product", "metric": "height", **weak,
            "n_configurations": 9, "n_scored": 9, "n_plateau_optima": 2,
        }  # fmt: skip


def test_a_network_is_an_igraph_graph_and_stays_one(square):
    lon = square.lon()
    assert isinstance(lon, igraph.Graph)
    assert lon.is_directed()
    for same in (lon.copy(), copy.deepcopy(lon), pickle.loads(pickle.dumps(lon))):
        assert isinstance(same, LON)
        assert same.to_dict_list() == lon.to_dict_list()
    part = lon.subgraph([1])
    assert isinstance(part, LON)
    assert part.vs["name"] == ["8"]
    assert [v["index"] for v in lon.vs.select(is_global=True)] == [0]
    assert len(lon.layout("fr")) == lon.vcount()
    assert lon.monotonic().topological_sorting() == [1, 0]


def test_vertices_are_named_by_architecture_and_asking_twice_gives_the_same_graph():
    space = get_space("nb201")
    landscape = Landscape(space, range(space.size))
    assert landscape.monotonic() is landscape.monotonic()
    assert landscape.lon().vs["name"] == [space.format(15624)]


def test_networkx_gets_everything(square):
    graph = square.to_networkx("lon")
    assert dict(graph.nodes["8"]) == square.lon().vs[1].attributes()
    assert dict(graph.edges) == {("0", "8"): {"weight": 3}, ("8", "0"): {"weight": 4}}
    assert graph.graph == facts(square.lon())


@pytest.mark.parametrize("value", [math.nan, 0.0, -math.inf])
def test_networks_of_landscapes_without_relief(value):
    landscape = Landscape(ProductSpace([2, 2]), [value] * 4)
    n = 0 if math.isnan(value) else 4
    assert (landscape.lon().vcount(), landscape.lon().ecount()) == (n, n)
    assert landscape.monotonic().ecount() == 0
    assert landscape.monotonic(weak=True).ecount() == n
    assert landscape.compressed().vcount() == n // 2  # each corner escapes to the opposite one
    assert landscape.to_networkx("cmlon").number_of_nodes() == n // 2
