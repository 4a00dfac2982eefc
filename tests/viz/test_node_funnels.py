"""Which funnel nodes are in."""

from __future__ import annotations

import pytest

from tests.viz.networks import diamond, network, plateaus, random_network
from viz import mlon_figure


def brute_force(graph):
    """Return the best sink each node reaches, by walking."""
    fitness, best = graph.vs["fitness"], []
    for node in graph.vs:
        ends = [v for v in graph.subcomponent(node, mode="out") if not graph.outdegree(v)]
        best.append(max(ends, key=lambda v: fitness[v]))
    return best


@pytest.mark.parametrize("seed", range(20))
def test_plateaus_are_one_node_on_the_way_to_a_sink(seed):
    graph, funnels = plateaus(seed)
    fitness, figure = graph.vs["fitness"], mlon_figure(graph)
    best = sorted(funnels.sinks.tolist(), key=lambda sink: -fitness[sink])
    reached = [funnels.reached_from(node).tolist() for node in range(graph.vcount())]
    assert figure.funnel.tolist() == [min(map(best.index, sinks)) for sinks in reached]
    assert figure.in_several.tolist() == [len(sinks) > 1 for sinks in reached]
    assert (figure.global_funnel == funnels.global_funnel).all()


def test_funnels_are_numbered_from_the_best_sink_reached():
    graph = random_network(60, 90)
    figure = mlon_figure(graph)
    sinks = sorted(graph.vs.select(_outdegree=0).indices, key=lambda v: -graph.vs["fitness"][v])
    assert [sinks[number] for number in figure.funnel] == brute_force(graph)
    assert (figure.global_funnel == (figure.funnel == 0)).all()


def test_a_node_that_reaches_two_is_in_the_better_one():
    figure = mlon_figure(network([1.0, 2.0, 3.0], [(0, 1), (0, 2)]))
    assert figure.funnel.tolist() == [0, 1, 0]
    assert figure.in_several.tolist() == [True, False, False]
    assert figure.hover[0].split("\n")[-1] == "funnels: several, the best 1"
    assert "funnel: 2" in figure.hover[1].split("\n")
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
