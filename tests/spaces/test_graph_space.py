"""Any graph as a space."""

from __future__ import annotations

import igraph
import networkx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape import Landscape
from landscape.errors import ArchitectureError, OptionError
from landscape.spaces import GraphSpace, NeighbourLists
from tests.spaces.conformance import SpaceConformance

NAMED = networkx.Graph([("ab", "c d"), ("c d", "e"), ("e", "f"), ("f", "ab"), ("f", "g")])
SPACES = [
    GraphSpace(NAMED, name="named"),
    GraphSpace(networkx.petersen_graph(), name="petersen", title="Petersen's graph"),
    GraphSpace(igraph.Graph.Ring(7), name="ring"),
    GraphSpace(networkx.empty_graph(3), name="alone"),
    GraphSpace(networkx.path_graph(2), names=["left", "right"], name="renamed"),
]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name, scope="class")
class TestGraphSpace(SpaceConformance):
    pass


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 12), st.integers(0, 2**32), st.integers(1, 4))
def test_distances_are_those_of_the_graph(n_nodes, seed, distance):
    graph = networkx.gnp_random_graph(n_nodes, 0.3, seed=seed)
    space = GraphSpace(graph)
    lengths = dict(networkx.all_pairs_shortest_path_length(graph))
    for node in range(n_nodes):
        away = sorted(other for other, far in lengths[node].items() if far == distance)
        assert space.neighbours(node, distance).tolist() == away


def test_nodes_that_are_numbered_keep_their_numbers_in_any_order():
    graph = networkx.Graph([(2, 0), (0, 3), (3, 1)])
    space = GraphSpace(graph)
    assert space.names is None
    assert space.neighbours(0).tolist() == [2, 3]


def test_a_graph_with_fitness_is_a_landscape():
    fitness = {"ab": 1.0, "c d": 5.0, "e": 2.0, "f": 3.0, "g": 9.0}
    landscape = Landscape(SPACES[0], fitness)
    assert [SPACES[0].format(i) for i in landscape.optima] == ["c d", "g"]
    rows = landscape.optima_table()
    assert sorted(rows["arch"]) == ["c d", "g"]
    graph = igraph.Graph.Ring(4)
    graph.vs["name"], graph.vs["fitness"] = [*"wxyz"], [1, 3, 2, 0]
    assert Landscape(GraphSpace(graph), graph.vs["fitness"]).optima.tolist() == [1]
    assert GraphSpace(graph).format(2) == "y"


def test_nodes_that_are_tuples_have_fitness_by_themselves():
    grid = networkx.grid_2d_graph(2, 3)
    found = Landscape(GraphSpace(grid), {node: sum(node) for node in grid})
    assert [found.space.format(i) for i in found.optima] == ["(1, 2)"]
    series = pd.Series({node: sum(node) for node in grid})
    assert Landscape(GraphSpace(grid), series).fitness.tolist() == found.fitness.tolist()
    with pytest.raises(ArchitectureError, match="is no node of graph"):
        found.space.parse((1, 3))


def test_a_graph_alone_is_told_what_makes_a_space_of_it():
    with pytest.raises(OptionError, match=r"is no space: .* of a graph, GraphSpace\(graph\)"):
        Landscape(NAMED, {})


def test_neighbour_lists_keep_their_order_which_settles_ties():
    lists = NeighbourLists(np.array([0, 2, 3, 4]), np.array([2, 1, 0, 0]))
    space = GraphSpace(lists)
    assert space.neighbours(0).tolist() == [2, 1]
    assert Landscape(space, [0, 1, 1]).basins.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("graph", "told"),
    [
        (networkx.DiGraph([(0, 1)]), r"is directed: .* graph\.to_undirected\(\)"),
        (igraph.Graph([(0, 1)], directed=True), r"is directed: .* graph\.as_undirected\(\)"),
        (networkx.Graph([(0, 0), (0, 1)]), "node 0 of graph is its own neighbour"),
        (networkx.MultiGraph([(0, 1), (0, 1)]), "node 0 of graph has the neighbour 1 more than"),
        (networkx.Graph(), "graph has no nodes"),
        (networkx.Graph([(1, 2)]), "node 0 is called '1', which could be the number of another"),
        (networkx.Graph([("a", " a")]), "node 1 is called ' a'"),
        ([[1], [0]], "is no graph: expected one of networkx or igraph, or NeighbourLists"),
        (NeighbourLists(np.array([0, 1, 1]), np.array([1])), "neighbour 1, which does not have 0"),
        (NeighbourLists(np.array([0, 1, 2]), np.array([1, 2])), "name node 2: expected 0 to 1"),
        (NeighbourLists(np.array([0, 2, 1]), np.array([1])), "offsets that do not part"),
    ],
)
def test_what_is_no_such_graph_is_one_line(graph, told):
    with pytest.raises(OptionError, match=told) as error:
        GraphSpace(graph)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("names", "told"),
    [(["a"], "1 names of 2 nodes"), (["a", "a"], "1 different names of 2 nodes")],
)
def test_names_are_one_a_node(names, told):
    with pytest.raises(OptionError, match=told):
        GraphSpace(networkx.path_graph(2), names=names)


def test_a_name_that_is_none_is_refused():
    with pytest.raises(ArchitectureError, match="'x' is no node of named: expected a name such as"):
        SPACES[0].parse("x")
