"""What a network figure holds, before anybody draws it."""

from __future__ import annotations

import random
from dataclasses import fields

import numpy as np
import pytest

from landscape import LON, Landscape, ProductSpace
from landscape.errors import DataError, OptionError, UnknownNameError
from tests.viz.networks import diamond, network, random_network
from viz import mlon_figure

ARRAYS = ("positions", "node_size", "colour", "curves", "edge_class", "arrow_angles")


def test_node_sizes_grow_with_incoming_edges():
    graph = random_network(60, 400)
    figure = mlon_figure(graph)
    order = np.argsort(graph.vs["in_edges"], kind="stable")
    incoming = np.array(graph.vs["in_edges"])[order]
    grown = np.diff(figure.node_size[order])
    assert (grown[np.diff(incoming) > 0] > 0).all()
    assert np.allclose(grown[np.diff(incoming) == 0], 0)


def test_node_areas_grow_linearly_with_incoming_edges():
    figure = mlon_figure(random_network(60, 400))
    slope, rest = np.polyfit(figure.size_value, figure.node_size**2, 1)
    assert slope > 0
    assert np.allclose(slope * figure.size_value + rest, figure.node_size**2)


def test_size_legend_has_the_sizes_of_nodes():
    figure = mlon_figure(random_network(60, 400))
    sizes = dict(zip(figure.size_value.tolist(), figure.node_size.tolist(), strict=True))
    ends = figure.size_keys[0], figure.size_keys[-1]
    assert [key.value for key in ends] == [min(sizes), max(sizes)]
    assert [key.size for key in ends] == pytest.approx([sizes[key.value] for key in ends])


def test_colours_are_fitness():
    figure = mlon_figure(diamond(), fitness_label="accuracy (%)")
    assert figure.colour.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert figure.colour_range == (1.0, 4.0)
    assert figure.colour_label == "accuracy (%)"


def test_every_edge_is_in_the_one_class_that_spans_its_weight():
    figure = mlon_figure(random_network(60, 400))
    inside = [(c.low <= figure.weight) & (figure.weight <= c.high) for c in figure.width_classes]
    assert (np.sum(inside, axis=0) == 1).all()
    assert (np.argmax(inside, axis=0) == figure.edge_class).all()
    assert 2 <= len(figure.width_classes) <= 5


def test_heavier_classes_are_wider_and_not_fainter():
    classes = mlon_figure(random_network(60, 400)).width_classes
    assert (np.diff([edges.width for edges in classes]) > 0).all()
    assert (np.diff([edges.opacity for edges in classes]) >= 0).all()
    assert all(0 < edges.opacity <= 1 for edges in classes)


def test_few_distinct_weights_get_a_class_each():
    assert [edges.label for edges in mlon_figure(diamond()).width_classes] == ["1", "5", "9", "20"]


def test_weights_of_zero_are_drawn():
    graph = random_network(12, 30)
    graph.es["weight"] = list(range(30))
    assert len(mlon_figure(graph).edge_class) == 30


def test_curves_run_from_source_to_target():
    figure = mlon_figure(diamond())
    source, target = figure.edges.T
    assert np.allclose(figure.curves[:, 0], figure.positions[source])
    assert np.allclose(figure.curves[:, -1], figure.positions[target])


def test_curves_turn_clockwise():
    figure = mlon_figure(diamond())
    first, middle, last = (figure.curves[:, place] for place in (0, 8, -1))
    turn = np.cross(
        np.pad(middle - first, ((0, 0), (0, 1))), np.pad(last - middle, ((0, 0), (0, 1)))
    )
    assert (turn[:, 2] < 0).all()


def test_arrowheads_point_along_their_edges():
    figure = mlon_figure(diamond())
    heading = np.radians(figure.arrow_angles)
    chord = figure.positions[figure.edges[:, 1]] - figure.positions[figure.edges[:, 0]]
    along = np.sin(heading) * chord[:, 0] + np.cos(heading) * chord[:, 1]
    assert (along > 0.9 * np.hypot(*chord.T)).all()


def test_marks_sinks_and_global_optima():
    figure = mlon_figure(network([1.0, 3.0, 2.0, 3.0], [(0, 1), (0, 2)]))
    assert figure.sinks.tolist() == [False, True, True, True]
    assert figure.globals_.tolist() == [False, True, False, True]
    assert "2 tied for the best fitness" in figure.subtitle


def test_global_optima_are_drawn_last():
    graph = random_network(60, 400)
    assert graph.vs["is_global"][mlon_figure(graph).back_to_front[-1]]


def test_hover_tells_all_attributes():
    text = mlon_figure(diamond()).hover[3]
    assert text.split("\n") == [
        diamond().vs["name"][3],
        "configuration: 21",
        "fitness: 4",
        "basin: 13",
        "incoming edges: 2",
        "incoming weight: 25",
        "self weight: 3",
        "funnel: 1",
        "sink",
        "global optimum",
    ]


def test_title_says_kind_space_and_metric():
    figure = mlon_figure(diamond())
    assert figure.title == "MLON · nb201 · accuracy"
    assert figure.subtitle == "4 local optima, 4 edges, 1 sink"
    assert mlon_figure(diamond(), title="Mine").title == "Mine"


@pytest.mark.parametrize("layout", ["force", "fitness"])
def test_equal_networks_give_equal_figures(layout):
    graph = random_network(80, 300)
    one = mlon_figure(graph, layout=layout)
    random.seed(1)
    np.random.default_rng(7).random(5)
    other = mlon_figure(graph.copy(), layout=layout)
    assert all(np.array_equal(getattr(one, key), getattr(other, key)) for key in ARRAYS)


def test_another_seed_gives_another_layout():
    graph = random_network(80, 300)
    assert not np.allclose(mlon_figure(graph).positions, mlon_figure(graph, seed=1).positions)


def test_global_random_state_and_the_network_stay_as_they_were():
    graph, state = random_network(30, 60), random.getstate()
    before = (graph.attributes(), graph.vs.attributes(), graph.get_edgelist())
    mlon_figure(graph)
    assert random.getstate() == state
    assert (graph.attributes(), graph.vs.attributes(), graph.get_edgelist()) == before


def test_single_node_sits_in_the_middle():
    figure = mlon_figure(network([5.0], []))
    assert figure.positions.tolist() == [[0.5, 0.5]]
    low, high = figure.colour_range
    assert low < 5.0 < high
    assert figure.colouring.ticks == ((5.0, "5"),)
    assert figure.subtitle == "1 local optimum, 0 edges, 1 sink"


def test_network_without_nodes_or_edges():
    empty = mlon_figure(network([], []))
    assert len(empty.positions) == len(empty.edges) == 0
    apart = mlon_figure(network(np.arange(12.0), []))
    assert len(apart.edges) == len(apart.width_classes) == 0
    assert apart.notes == ()


@pytest.mark.parametrize("layout", ["force", "fitness"])
def test_endless_fitness_stands_at_the_low_end_and_is_told(layout):
    figure = mlon_figure(network([-np.inf, 2.0, 3.0], [(0, 1), (1, 2)]), layout=layout)
    assert figure.colour.tolist() == [2.0, 2.0, 3.0]
    assert figure.colour_range == (2.0, 3.0)
    assert np.isfinite(figure.positions).all()
    assert "1 local optimum without finite fitness" in figure.notes[-1]
    assert "fitness: -inf" in figure.hover[0]


def test_only_endless_fitness():
    figure = mlon_figure(network([-np.inf, -np.inf], []))
    assert np.isfinite([*figure.colour, *figure.colour_range]).all()


def test_cmlon_sizes_show_members():
    graph = diamond(kind="cmlon")
    graph.vs["members"] = [1, 4, 2, 3]
    figure = mlon_figure(graph)
    assert figure.size_value.tolist() == [1, 4, 2, 3]
    assert figure.size_label == "Optima contracted"
    assert figure.subtitle.startswith("4 compressed optima")
    assert "optima contracted: 4" in figure.hover[1]


def test_notes_tell_where_edges_lead():
    up = mlon_figure(diamond())
    level = mlon_figure(network([1.0, 1.0, 2.0], [(0, 1), (1, 2)]))
    both = mlon_figure(network([1.0, 2.0], [(0, 1), (1, 0)], kind="lon"))
    assert up.notes == ("Edges lead to higher fitness and turn clockwise.",)
    assert level.notes == ("Edges lead to equal or higher fitness and turn clockwise.",)
    assert both.notes == ("Edges turn clockwise from source to target.",)
    bundled = network([1.0, 2.0], [(0, 1), (1, 0)], [9, 1], kind="lon")
    assert mlon_figure(bundled, max_edges=1).notes[0] == both.notes[0]


@pytest.mark.parametrize("kind", ["lon", "mlon", "cmlon"])
def test_a_network_is_drawn_like_its_graph(kind):
    scores = np.random.default_rng(2).integers(30, size=2**7)
    landscape = Landscape(ProductSpace([2] * 7), scores, metric="height")
    network, lon = landscape.network(kind), landscape.network("lon")
    assert network.n_nodes > 4
    ours = shown(mlon_figure(network, lon=lon))
    theirs = shown(mlon_figure(LON.from_network(network), lon=landscape.lon()))
    assert {name: ours[name] for name in ours if ours[name] != theirs[name]} == {}


def shown(figure):
    """Return every field of a figure as text, arrays in full."""
    values = {each.name: getattr(figure, each.name) for each in fields(figure)}
    return {
        name: repr(value.tolist() if isinstance(value, np.ndarray) else value)
        for name, value in values.items()
    }


def test_a_network_has_all_that_its_figure_says():
    landscape = Landscape(ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, np.nan], metric="height")
    figure = mlon_figure(landscape.network("mlon"))
    assert figure.title == "MLON · product · height"
    assert (
        figure.subtitle
        == "2 local optima (2 plateaus), 1 edge, 1 sink, 88.9% of 9 configurations scored"
    )
    assert figure.funnel.tolist() == [0, 0]


def test_what_is_no_network_is_refused():
    landscape = Landscape(ProductSpace([3, 3]), range(9))
    with pytest.raises(DataError, match=r"cannot draw a Landscape .*: expected a Network, such as"):
        mlon_figure(landscape)


def test_a_whole_network_without_the_nodes_is_refused():
    with pytest.raises(DataError, match="no node of the configuration 21, which"):
        mlon_figure(diamond(), lon=network([1.0, 2.0, 3.0], [(0, 1)], kind="lon"))


def test_too_many_edges_leave_the_heaviest_and_bundle_the_others():
    figure = mlon_figure(diamond(), max_edges=2)
    assert sorted(figure.weight.tolist()) == [9.0, 20.0]
    assert figure.bundles.edges.sum() == 2
    assert (
        "The heaviest 2 edges are drawn one by one, 2 more as bundles between regions of the "
        "picture." in figure.notes
    )
    assert figure.subtitle.startswith("4 local optima, 4 edges")


def test_light_edges_are_left_out_on_request():
    figure = mlon_figure(diamond(), min_weight=5)
    assert sorted(figure.weight.tolist()) == [5.0, 9.0, 20.0]
    assert len(figure.bundles.edges) == 0
    assert "1 edge of a weight below 5 is not drawn." in figure.notes


def test_bare_graph_needs_only_fitness():
    graph = diamond()
    for key in set(graph.vs.attributes()) - {"fitness"}:
        del graph.vs[key]
    del graph.es["weight"], graph["kind"], graph["metric"], graph["space"]
    figure = mlon_figure(graph)
    assert figure.sinks.tolist() == figure.globals_.tolist() == [False, False, False, True]
    assert figure.size_value.tolist() == [0, 1, 1, 2]
    assert figure.colour_label == "fitness"


def test_refuses_what_cannot_be_drawn():
    graph = diamond()
    with pytest.raises(OptionError, match="max_edges is -1"):
        mlon_figure(graph, max_edges=-1)
    with pytest.raises(UnknownNameError, match="did you mean 'force'"):
        mlon_figure(graph, layout="forse")
    del graph.vs["fitness"]
    with pytest.raises(DataError, match="no fitness"):
        mlon_figure(graph)


@pytest.mark.parametrize("extra", [{"labels": -1}, {"min_weight": 2}])
def test_labels_are_not_negative_and_weights_are_free(extra):
    if "labels" in extra:
        with pytest.raises(OptionError, match="labels is -1"):
            mlon_figure(diamond(), **extra)
    else:
        assert len(mlon_figure(diamond(), **extra).weight) == 3


def test_the_best_nodes_are_labelled_best_first():
    assert mlon_figure(diamond(), labels=3).labelled.tolist() == [3, 2, 1]
    assert mlon_figure(diamond(), labels=9).labelled.tolist() == [3, 2, 1, 0]


def test_says_what_is_drawn_and_of_what():
    figure = mlon_figure(diamond(), theme="dark", layout="rank")
    assert (figure.kind, figure.space, figure.layout, figure.theme, figure.n_edges) == (
        "mlon",
        "nb201",
        "rank",
        "dark",
        4,
    )
    assert figure.indices.tolist() == [0, 7, 14, 21]
    assert figure.basin.tolist() == [10, 11, 12, 13]


def test_unknown_numbers_and_basins_are_minus_one():
    graph = diamond()
    del graph.vs["index"], graph.vs["basin"]
    figure = mlon_figure(graph)
    assert figure.indices.tolist() == figure.basin.tolist() == [-1] * 4


def test_heights_are_linear_in_fitness_or_in_its_rank():
    graph = network([0.0, 1.0, 1.0, 10.0], [(0, 3), (1, 3), (2, 3)])
    assert mlon_figure(graph).heights.tolist() == [0.0, 0.1, 0.1, 1.0]
    assert mlon_figure(graph, layout="rank").heights.tolist() == [0.0, 0.5, 0.5, 1.0]


def test_positions_do_not_depend_on_which_edges_are_drawn():
    graph = random_network(40, 200)
    few = mlon_figure(graph, min_weight=20, max_edges=5)
    assert np.array_equal(mlon_figure(graph).positions, few.positions)


def test_basins_can_be_the_sizes():
    figure = mlon_figure(diamond(), size="basin")
    assert figure.size_value.tolist() == [10, 11, 12, 13]
    assert figure.size_label == "Basin"
    with pytest.raises(UnknownNameError, match="did you mean 'basin'"):
        mlon_figure(diamond(), size="basins")
    with pytest.raises(DataError, match="no members"):
        mlon_figure(diamond(), size="members")


def test_a_cmlon_that_contracted_nothing_shows_incoming_edges():
    graph = diamond(kind="cmlon")
    graph.vs["members"] = [1] * 4
    assert mlon_figure(graph).size_label == "Incoming edges"


def test_unknown_theme():
    with pytest.raises(UnknownNameError, match="did you mean 'dark'"):
        mlon_figure(diamond(), theme="darkness")


@pytest.mark.parametrize("weight", [float("nan"), float("inf")])
def test_a_weight_that_is_no_finite_number_is_refused(weight):
    graph = diamond()
    graph.es["weight"] = [9, 1, weight, 20]
    with pytest.raises(DataError, match=r"from node 1 to node 3 has the weight (nan|inf)"):
        mlon_figure(graph)


def test_of_many_nodes_fewer_edges_are_drawn_one_by_one():
    edges = [(low, low + step) for low in range(5_000) for step in (1, 2, 3)]
    few = mlon_figure(network(np.arange(5_000.0), [pair for pair in edges if pair[1] < 5_000]))
    assert len(few.edges) == few.n_edges
    many = mlon_figure(network(np.arange(5_003.0), edges))
    assert (len(many.edges), many.n_edges) == (10_000, 15_000)
    assert many.bundles.edges.sum() > 0


def test_rims_and_holes_leave_small_nodes_their_colour():
    small = mlon_figure(network(np.arange(20_000.0), []))
    assert (small.rims <= 0.3 * small.node_size + 1e-12).all()
    assert small.stranded.any()
    assert not small.hollow.any()
    large = mlon_figure(network([1.0, 2.0, 3.0], [(0, 1)]))
    assert large.hollow.tolist() == large.stranded.tolist() == [True, True, False]
