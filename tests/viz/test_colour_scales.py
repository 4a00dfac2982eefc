"""How numbers become colours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.colors import to_rgba

from landscape.errors import UnknownNameError
from tests.viz.networks import network
from viz import mlon_figure, to_matplotlib, to_plotly
from viz.look.look import SCALES, colour_scale
from viz.network.colourings import by_number
from viz.paper.axes import node_colours

CROWDED = np.array([*np.linspace(0.1, 5, 38), 1e3, 2e4, 1e6])  # as scores of GraSP are


def figure_of(fitness, **options):
    return mlon_figure(network(fitness, [], kind="lon"), **options)


def colours(figure):
    return len(np.unique(node_colours(figure).round(2), axis=0))


def test_ranks_are_drawn_where_nine_tenths_would_look_alike_and_the_bar_says_so():
    figure = figure_of(CROWDED)
    assert figure.colouring.heading == "accuracy, rank"
    assert colours(figure) > 30 > 8 > colours(figure_of(CROWDED, colour_scale="value"))
    assert figure.colouring.ticks[-1] == (len(CROWDED) - 1.0, "1,000,000")


@pytest.mark.parametrize(
    "fitness", [np.arange(30.0), [1.0, 2.0, 100.0], [*[1.0] * 29, 9.0], [-np.inf, 3.0], [5.0]]
)
def test_values_are_drawn_where_they_tell_nodes_apart_or_ranks_would_not(fitness):
    assert figure_of(fitness).colouring.scale.name == "value"


def test_a_logarithmic_scale_has_a_tick_a_power_of_ten():
    colouring = figure_of([0.01, 1.0, 50.0, 1000.0], colour_scale="log").colouring
    assert colouring.heading == "accuracy, log"
    assert colouring.span == (-2.0, 3.0)
    places, texts = zip(*colouring.ticks, strict=True)
    assert (places[0], texts[0]) == (-2.0, "0.01")
    assert all(float(text.replace(",", "")) == 10.0**place for place, text in colouring.ticks)


def test_a_logarithmic_scale_is_symmetric_where_numbers_are_below_nought():
    colouring = figure_of([-1000.0, -10.0, 0.0, 10.0, 1000.0], colour_scale="log").colouring
    assert colouring.heading == "accuracy, log, linear within ±10"
    assert np.allclose(colouring.places, -colouring.places[::-1])
    assert {text: place for place, text in colouring.ticks}["0"] == 0.0


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float64, st.integers(1, 30), elements=st.floats(-1e12, 1e12)),
    st.sampled_from(SCALES),
)
def test_more_is_never_further_down_the_scale_and_ticks_are_on_it(values, name):
    colouring = by_number("score", values, name)
    order = np.argsort(values, kind="stable")
    assert (np.diff(colouring.places[order]) >= 0).all()
    low, high = colouring.span
    assert low < high
    places = np.array([place for place, _ in colouring.ticks])
    slack = 1e-9 * (high - low)
    assert ((low - slack <= places) & (places <= high + slack)).all()
    assert len({"e" in text for _, text in colouring.ticks if text != "0"}) <= 1


@pytest.mark.parametrize("name", SCALES)
def test_nothing_measured_is_no_scale(name):
    figure = figure_of([1.0, 2.0], colours={"a": [np.nan] * 2}, colour="a", colour_scale=name)
    assert to_matplotlib(figure)
    assert list(next(t for t in to_plotly(figure).data if t.meta == "nodes").marker.color) < [0, 0]


def test_an_unknown_scale_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'rank'"):
        figure_of([1.0], colour_scale="ranks")
    assert colour_scale("rank", np.array([3.0, 1.0])).values.tolist() == [1.0, 3.0]


@pytest.mark.parametrize("fitness", [[7.0], [7.0] * 3, [-np.inf] * 2])
def test_numbers_that_are_all_the_same_have_a_neutral_colour_and_one_tick(fitness):
    figure = figure_of(fitness)
    neutral = to_rgba(figure.palette.other)
    assert np.allclose(node_colours(figure), neutral)
    assert figure.colouring.heading == "accuracy, all the same"
    ((_place, text),) = figure.colouring.ticks
    assert text == ("7" if fitness[0] == 7 else "-inf")
    (nodes,) = (trace for trace in to_plotly(figure).data if trace.meta == "nodes")
    assert {colour for _, colour in nodes.marker.colorscale} == {figure.palette.other}


def test_one_finite_number_beside_minus_infinity_is_told_apart():
    figure = figure_of([-np.inf, 7.0, 7.0])
    assert colours(figure) == 2
    assert figure.colouring.heading == "accuracy"
