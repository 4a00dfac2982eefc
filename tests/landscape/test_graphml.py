from __future__ import annotations

import math
import zlib
from dataclasses import fields
from xml.etree import ElementTree

import igraph
import networkx
import numpy as np
import pytest
from hypothesis import given, settings

from landscape import LON, Landscape, ProductSpace, get_space, read_graphml, write_graphml
from landscape.errors import DataError, DataMissingError, OutputError
from landscape.graphml import graphml_text, read_network
from landscape.graphml_columns import read_columns
from tests.landscape.worlds import worlds

SPACE = get_space("nb201")


@pytest.fixture(scope="module")
def landscape():
    """Ties, a hundred optima, and floats that need 17 digits."""
    slope = SPACE.decode(np.arange(SPACE.size)).sum(axis=1)
    noise = np.random.default_rng(0).integers(0, 20, SPACE.size)
    return Landscape(SPACE, (2 * slope + noise) / 3, metric="accuracy, 12 epochs")


def assert_same(graph, other):
    assert isinstance(other, LON)
    assert other.is_directed()
    assert other.to_dict_list() == graph.to_dict_list()
    vertices, links = graph.to_dict_list()
    again, links_again = other.to_dict_list()
    for row, row_again in zip(vertices + links, again + links_again, strict=True):
        assert {k: type(v) for k, v in row.items()} == {k: type(v) for k, v in row_again.items()}
    assert {k: graph[k] for k in graph.attributes()} == {k: other[k] for k in other.attributes()}


@pytest.mark.parametrize("kind", ["lon", "monotonic", "compressed"])
def test_a_network_comes_back_equal(landscape, kind, tmp_path):
    graph = getattr(landscape, kind)()
    write_graphml(graph, tmp_path / "network.graphml")
    assert_same(graph, read_graphml(tmp_path / "network.graphml"))


def test_igraph_and_networkx_read_the_same_network(landscape, tmp_path):
    graph, path = landscape.compressed(), tmp_path / "network.graphml"
    write_graphml(graph, path)
    by_networkx = networkx.read_graphml(path)
    assert list(by_networkx) == graph.vs["name"]
    assert dict(by_networkx.nodes) == {v["name"]: v.attributes() for v in graph.vs}
    assert list(by_networkx.edges.data("weight")) == [
        (graph.vs[e.source]["name"], graph.vs[e.target]["name"], e["weight"]) for e in graph.es
    ]
    by_igraph = igraph.Graph.Read_GraphML(str(path))
    assert by_igraph.get_edgelist() == graph.get_edgelist()
    assert by_igraph.es["weight"] == graph.es["weight"]
    for name in graph.vs.attributes():
        assert by_igraph.vs[name] == graph.vs[name]


@given(worlds())
def test_every_small_network_comes_back_equal(tmp_path_factory, world):
    path = tmp_path_factory.mktemp("graphml") / "network.graphml"
    for graph in (world[0].lon(), world[0].monotonic(), world[0].compressed()):
        write_graphml(graph, path)
        assert_same(graph, read_graphml(path))


def assert_same_arrays(network, other):
    for each in fields(network):
        ours, theirs = getattr(network, each.name), getattr(other, each.name)
        assert np.array_equal(ours, theirs), each.name
        assert type(ours) is type(theirs), each.name


@settings(max_examples=30)
@given(worlds())
def test_arrays_are_read_without_a_graph(tmp_path_factory, world):
    path = tmp_path_factory.mktemp("graphml") / "network.graphml"
    for kind, weak in (("lon", False), ("mlon", False), ("mlon", True), ("cmlon", False)):
        network = world[0].network(kind, weak=weak)
        write_graphml(network, path)
        assert_same_arrays(network, read_network(path))


def test_edges_of_a_graph_are_sorted_as_arrays_are(tmp_path):
    graph = Landscape(ProductSpace([3] * 4), np.random.default_rng(0).random(81)).lon()
    ends, weights = graph.get_edgelist()[::-1], graph.es["weight"][::-1]
    turned = graph.copy()
    turned.delete_edges()
    turned.add_edges(ends, {"weight": weights})
    assert len(ends) > 20
    write_graphml(turned, tmp_path / "turned.graphml")
    assert_same_arrays(read_network(tmp_path / "turned.graphml"), graph.to_network())


def test_what_others_write_is_read_as_they_mean_it(tmp_path):
    graph = Landscape(ProductSpace([3, 3]), [3, 1, 0, 1, 0, 1, 0, 1, 2], metric="height").lon()
    by_igraph, by_networkx = tmp_path / "igraph.graphml", tmp_path / "networkx.graphml"
    graph.write_graphml(str(by_igraph))
    networkx.write_graphml(graph.to_networkx(), by_networkx)
    for path in (by_igraph, by_networkx):
        assert_same_arrays(read_network(path), graph.to_network())


def test_what_an_element_does_not_say_is_the_default():
    keys = (("a", "long"), ("b", "string"), ("c", "boolean"), ("d", "double"))
    found = read_columns(
        "<graphml>{}<graph><node id='0'/><node id='1'>{}</node><node id='2'/></graph></graphml>"
        .format(
            "".join(
                f"<key id='{name}' for='node' attr.name='{name}' attr.type='{kind}'>"
                f"{'<default>4.5</default>' if name == 'd' else ''}</key>"
                for name, kind in keys
            ),
            "<data key='a'>7</data><data key='b'>x&lt;y</data><data key='c'>true</data>",
        )
        .encode()
    )  # fmt: skip
    assert np.array_equal(found.nodes.pop("a"), [math.nan, 7, math.nan], equal_nan=True)
    assert found.nodes == {"b": ["", "x<y", ""], "c": [False, True, False], "d": [4.5] * 3}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("<data key='k'>maybe</data>", "'maybe' is neither true nor false"),
        ("<data key='w'/>", "there is no 'w'"),
        ("</node><edge source='0' target='9'/><node>", "there is no '9'"),
        ("&unknown;", "undefined entity"),
    ],
)
def test_what_is_wrong_in_a_file_is_told(tmp_path, wrong, told):
    path = tmp_path / "wrong.graphml"
    key = "<key id='k' for='node' attr.name='k' attr.type='boolean'/>"
    path.write_text(f"<graphml>{key}<graph><node id='0'>{wrong}</node></graph></graphml>")
    with pytest.raises(DataError, match=rf"wrong.graphml is no GraphML file: .*{told}"):
        read_graphml(path)


def test_the_worst_fitness_and_awkward_names_survive(tmp_path):
    class Awkward(ProductSpace):
        notations = ("awkward",)

        def _format(self, index, notation):
            return f'|a~{index}|→ <b> & "c" é'

    graph = Landscape(Awkward([2, 2]), [-math.inf] * 4).lon()
    write_graphml(graph, tmp_path / "network.graphml")
    assert_same(graph, read_graphml(tmp_path / "network.graphml"))


def test_infinite_numbers_are_spelled_as_java_reads_them(tmp_path):
    path = tmp_path / "network.graphml"
    graph = Landscape(ProductSpace([2, 2]), [-math.inf] * 4, metric="-inf").lon()
    graph.vs["reached"] = [math.inf, math.nan, 1.5, -math.inf]
    write_graphml(graph, path)
    texts = [data.text for data in ElementTree.parse(path).iter() if data.tag.endswith("data")]
    assert texts.count("-Infinity") == 5
    assert (texts.count("Infinity"), texts.count("NaN")) == (1, 1)
    assert texts.count("-inf") == 1  # the metric's name is no number
    by_networkx = networkx.read_graphml(path)
    assert set(networkx.get_node_attributes(by_networkx, "fitness").values()) == {-math.inf}
    reached = [*networkx.get_node_attributes(by_networkx, "reached").values()]
    by_igraph = igraph.Graph.Read_GraphML(str(path))
    for numbers in (reached, by_igraph.vs["reached"], read_graphml(path).vs["reached"]):
        assert np.array_equal(numbers, graph.vs["reached"], equal_nan=True)
    assert set(by_igraph.vs["fitness"]) == {-math.inf}


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(DataMissingError, match=r"none\.graphml"):
        read_graphml(tmp_path / "none.graphml")
    with pytest.raises(DataError, match=r"cannot be read \(Is a directory\)"):
        read_graphml(tmp_path)


@pytest.mark.parametrize("content", ["", "hello", "<a/>"])
def test_a_file_of_something_else_is_refused(content, tmp_path):
    path = tmp_path / f"{zlib.crc32(content.encode())}.graphml"
    path.write_text(content)
    with pytest.raises(DataError, match="is no GraphML"):
        read_graphml(path)


def test_a_graph_of_something_else_is_refused(tmp_path):
    path = tmp_path / "other.graphml"
    igraph.Graph.Ring(3).write_graphml(str(path))
    with pytest.raises(DataError, match="no local optima network"):
        read_graphml(path)


def test_a_network_without_its_numbers_is_refused(tmp_path):
    path = tmp_path / "bare.graphml"
    bare = igraph.Graph(n=2, graph_attrs={"kind": "lon", "space": "s", "metric": "m"})
    bare.write_graphml(str(path))
    with pytest.raises(DataError, match=r"expected the vertex attributes .* found no basin"):
        read_graphml(path)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("basin", None, "has basin nan, expected a whole number of at least 0"),
        ("basin", 1.5, "has basin 1.5, expected"),
        ("index", -1.0, "has index -1.0, expected"),
        ("in_edges", float("inf"), "has in_edges inf, expected"),
        ("fitness", float("nan"), "has fitness nan, expected a number"),
        ("sink", 3.0, "has sink 3.0, expected true or false"),
    ],
)
def test_a_node_without_its_numbers_is_named_in_one_line(landscape, tmp_path, name, value, told):
    path = tmp_path / "odd.graphml"
    odd = igraph.Graph.copy(landscape.lon())
    odd.vs[name] = [value, *odd.vs[name][1:]] if value is not None else odd.vs[name]
    odd.write_graphml(str(path))
    if value is None:  # taken out of the file: igraph itself writes it for every node
        text = path.read_text()
        first = text.index(f'<data key="v_{name}">')
        end = text.index("</data>", first) + len("</data>")
        path.write_text(text[:first] + text[end:])
    with pytest.raises(DataError, match=rf"odd.graphml holds no .* network: node 0 {told}"):
        read_graphml(path)


@pytest.mark.parametrize("count", [float("nan"), math.inf, 1.5, -3, "many"])
def test_a_count_of_the_landscape_that_is_none_is_named_in_one_line(landscape, tmp_path, count):
    odd = igraph.Graph.copy(landscape.lon())
    odd["n_scored"] = count
    odd.write_graphml(str(tmp_path / "odd.graphml"))
    with pytest.raises(DataError, match=r"the graph has n_scored .*, expected a whole number"):
        read_graphml(tmp_path / "odd.graphml")


def test_a_failed_write_leaves_the_earlier_file(landscape, tmp_path, monkeypatch):
    path = tmp_path / "network.graphml"
    write_graphml(landscape.lon(), path)
    before = path.read_bytes()

    def fail(*args):
        yield b"<graphml>"
        raise RuntimeError("no luck")

    monkeypatch.setattr("landscape.graphml.graphml_text", fail)
    with pytest.raises(RuntimeError, match="no luck"):
        write_graphml(landscape.lon(), path)
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_to_is_named(landscape, tmp_path):
    with pytest.raises(OutputError, match="nowhere"):
        write_graphml(landscape.compressed(), tmp_path / "nowhere" / "network.graphml")


@pytest.mark.parametrize("kind", ["lon", "mlon", "cmlon"])
def test_without_a_graph_the_same_file_is_written(landscape, kind, tmp_path):
    fresh = Landscape(SPACE, landscape.fitness, metric=landscape.metric)
    write_graphml(fresh.network(kind), tmp_path / "arrays.graphml")
    assert not fresh._graphs
    graph = {"lon": fresh.lon, "mlon": fresh.monotonic, "cmlon": fresh.compressed}[kind]()
    write_graphml(graph, tmp_path / "graph.graphml")
    assert (tmp_path / "arrays.graphml").read_bytes() == (tmp_path / "graph.graphml").read_bytes()


def test_a_large_network_is_written_in_pieces(landscape, monkeypatch):
    lon = landscape.network("lon")
    pieces = [*graphml_text({}, lon.name, {}, (lon.source, lon.target), {"weight": lon.weight})]
    monkeypatch.setattr("landscape.graphml._ROWS", 100)
    small = [*graphml_text({}, lon.name, {}, (lon.source, lon.target), {"weight": lon.weight})]
    assert b"".join(small) == b"".join(pieces)
    assert max(map(len, small)) < len(b"".join(pieces)) / 10
    assert len(small) > lon.n_edges / 100


def test_an_attribute_without_a_type_is_named(landscape, tmp_path):
    graph = landscape.compressed().copy()
    graph.vs["where"] = [(0, 1)] * graph.vcount()
    with pytest.raises(DataError, match=r"no type for the attribute 'where' \(tuple\)"):
        write_graphml(graph, tmp_path / "network.graphml")
