"""What nodes can be coloured by."""

from __future__ import annotations

import re

import numpy as np
import pytest

from landscape.errors import OptionError, UnknownNameError
from tests.viz.networks import diamond, network, plateaus
from viz import mlon_figure


def labels(figure):
    return [colouring.label for colouring in figure.colourings]


def test_fitness_comes_first_then_what_is_given_then_funnels():
    figure = mlon_figure(diamond(), colours={"a": [1, 2, 3, 4], "b": [4, 3, 2, 1]})
    assert labels(figure) == ["accuracy", "a", "b", "Funnel"]
    assert figure.colour.tolist() == [1.0, 2.0, 3.0, 4.0]


def test_the_chosen_one_is_drawn_and_the_others_stay():
    figure = mlon_figure(diamond(), colours={"a": [1, 2, 3, 9]}, colour="a")
    assert labels(figure) == ["a", "accuracy", "Funnel"]
    assert figure.colour_range == (1.0, 9.0)
    assert figure.colour_label == "a"


def test_values_of_configurations_are_those_of_the_nodes():
    values = np.arange(100.0)
    figure = mlon_figure(diamond(), colours={"a": values}, colour="a")
    assert figure.colour.tolist() == [0.0, 7.0, 14.0, 21.0]


def test_what_was_not_measured_stays_unknown_and_infinities_are_clamped():
    figure = mlon_figure(diamond(), colours={"a": [np.nan, -np.inf, 2, 3]}, colour="a")
    assert figure.colouring.unknown.tolist() == [True, False, False, False]
    assert figure.colour[1:].tolist() == [2.0, 2.0, 3.0]
    assert figure.colouring.measured[1] == -np.inf
    assert "a: not measured" in figure.hover[0].split("\n")
    assert "a: 2" in figure.hover[2].split("\n")


def test_refuses_values_that_fit_neither_nodes_nor_space():
    with pytest.raises(OptionError, match=r"'a' has values of shape \(5,\)"):
        mlon_figure(diamond(), colours={"a": np.zeros(5)})


def test_refuses_an_unknown_colour():
    with pytest.raises(UnknownNameError, match="did you mean 'accuracy'"):
        mlon_figure(diamond(), colour="acuracy")


def test_funnels_are_kinds_the_global_one_first():
    graph = network([1.0, 2.0, 5.0, 3.0, 1.5], [(0, 1), (0, 2), (4, 1), (0, 3)])
    colouring = mlon_figure(graph, colour="Funnel").colouring
    assert colouring.categories[0] == "global funnel only (1)"
    assert [colouring.categories[int(kind)] for kind in colouring.values] == [
        "several, global too (1)",
        "funnel 3 only (2)",
        "global funnel only (1)",
        "funnel 2 only (1)",
        "funnel 3 only (2)",
    ]


def test_nodes_that_reach_several_sinks_but_no_global_one_have_a_kind():
    graph = network([1.0, 2.0, 3.0, 5.0], [(0, 1), (0, 2)])
    colouring = mlon_figure(graph, colour="Funnel").colouring
    assert colouring.categories[int(colouring.values[0])] == "several, none global (1)"


def test_tied_global_funnels_are_told_apart_by_number():
    colouring = mlon_figure(network([1.0, 2.0, 2.0], [], kind="lon"), colour="Funnel").colouring
    assert colouring.categories == ("global funnel 1 (1)", "global funnel 2 (1)", "funnel 3 (1)")


@pytest.mark.parametrize("seed", range(8))
def test_the_numbers_behind_funnels_hold_by_the_definition(seed):
    graph, funnels = plateaus(seed)
    colouring = mlon_figure(graph, colour="Funnel").colouring
    reached = [funnels.reached_from(node).tolist() for node in range(graph.vcount())]
    alone = [sinks[0] for sinks in reached if len(sinks) == 1]
    told = {"only": 0, "several": 0}
    for kind, name in enumerate(colouring.categories):
        count = int(re.search(r"\((\d+)\)$", name)[1])
        assert count == np.count_nonzero(colouring.values == kind)
        told["several" if name.startswith("several") else "only"] += count
    assert told == {"only": len(alone), "several": graph.vcount() - len(alone)}


def test_many_funnels_share_the_last_kind():
    colouring = mlon_figure(network(np.arange(20.0), []), colour="Funnel").colouring
    assert len(colouring.categories) == 7
    assert colouring.categories[-1] == "14 more funnels (14)"
    assert np.count_nonzero(colouring.values == 6) == 14
