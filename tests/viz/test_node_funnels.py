"""Which funnel nodes are in."""

from __future__ import annotations

import numpy as np
import pytest

from landscape.funnels import find_funnels
from landscape.network_arrays import NetworkArrays
from tests.viz.networks import diamond, network, random_network
from viz import mlon_figure


def brute_force(graph):
    """Return the best sink each node reaches, by walking."""
    fitness, best = graph.vs["fitness"], []
    for node in graph.vs:
        ends = [v for v in graph.subcomponent(node, mode="out") if not graph.outdegree(v)]
        best.append(max(ends, key=lambda v: fitness[v]))
    return best


def plateaus(seed):
    """Return a whole network with ties, some of them joined, and the best sink each node reaches.

    The latter by the funnels of the landscape, which know all sinks that a node reaches.
    """
    rng = np.random.default_rng(seed)
    fitness = rng.integers(6, size=25).astype(float)
    edges = np.unique(rng.integers(25, size=(40, 2)), axis=0)
    edges = edges[edges[:, 0] != edges[:, 1]]
    nothing = np.zeros(25, dtype=np.int64)
    arrays = NetworkArrays(
        name=[""] * 25,
        index=np.arange(25),
        fitness=fitness,
        basin=nothing,
        self_weight=nothing,
        members=nothing,
        source=edges[:, 0],
        target=edges[:, 1],
        weight=np.ones(len(edges), dtype=np.int64),
    )
    funnels = find_funnels(arrays)
    best = sorted(funnels.sinks.tolist(), key=lambda sink: -fitness[sink])
    reached = [min(map(best.index, funnels.reached_from(node).tolist())) for node in range(25)]
    return network(fitness, edges, kind="lon"), reached, funnels.global_funnel


@pytest.mark.parametrize("seed", range(20))
def test_plateaus_are_one_node_on_the_way_to_a_sink(seed):
    graph, reached, is_global = plateaus(seed)
    figure = mlon_figure(graph)
    assert figure.funnel.tolist() == reached
    assert (figure.global_funnel == is_global).all()


def test_funnels_are_numbered_from_the_best_sink_reached():
    graph = random_network(60, 90)
    figure = mlon_figure(graph)
    sinks = sorted(graph.vs.select(_outdegree=0).indices, key=lambda v: -graph.vs["fitness"][v])
    assert [sinks[number] for number in figure.funnel] == brute_force(graph)
    assert (figure.global_funnel == (figure.funnel == 0)).all()


def test_a_node_that_reaches_two_is_in_the_better_one():
    figure = mlon_figure(network([1.0, 2.0, 3.0], [(0, 1), (0, 2)]))
    assert figure.funnel.tolist() == [0, 1, 0]
    assert figure.stranded.tolist() == [False, True, False]


def test_ties_in_a_strict_network_leave_funnels_unknown():
    figure = mlon_figure(network([1.0, 2.0, 2.0], [(0, 1), (0, 2)]))
    assert figure.funnel.tolist() == [-1, -1, -1]
    assert not figure.stranded.any()
    assert "Funnel" not in [colouring.label for colouring in figure.colourings]


def test_the_whole_network_tells_the_funnels_of_a_strict_one():
    whole = network([1.0, 2.0, 2.0, 3.0], [(0, 1), (1, 2), (2, 1), (2, 3)], kind="lon")
    strict = network([1.0, 2.0, 2.0, 3.0], [(0, 1), (2, 3)])
    figure = mlon_figure(strict, lon=whole)
    assert figure.funnel.tolist() == [0, 0, 0, 0]  # over the plateau
    assert figure.global_funnel.all()


def test_nodes_are_found_by_their_index_in_the_whole_network():
    whole = network([1.0, 4.0, 2.0, 3.0], [(0, 1), (2, 3)], kind="lon")
    part = whole.induced_subgraph([0, 3])
    assert mlon_figure(whole).funnel.tolist() == [0, 0, 1, 1]
    assert mlon_figure(part, lon=whole).funnel.tolist() == [0, 1]


def test_edges_may_be_in_any_order():
    graph, turned = diamond(), diamond()
    turned.delete_edges()
    turned.add_edges(graph.get_edgelist()[::-1])
    turned.es["weight"] = 1
    assert mlon_figure(turned).funnel.tolist() == mlon_figure(graph).funnel.tolist()


def test_a_network_without_nodes_has_no_funnels():
    assert len(mlon_figure(network([], [])).funnel) == 0
