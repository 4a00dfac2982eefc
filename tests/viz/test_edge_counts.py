"""Every edge is drawn one by one, drawn in a bundle, or named as not drawn: numbers add up."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.viz.networks import network, random_network
from viz import mlon_figure, to_matplotlib, to_plotly
from viz.explorer.redrawn import redrawn
from viz.layout.positions import LAYOUTS
from viz.network.mlon_data import EdgeCounts


@st.composite
def graphs(draw):
    """Networks of any kind, with loops and ties, weights of nought, and edges to and fro."""
    count = draw(st.integers(1, 12))
    nodes = st.integers(0, count - 1)
    edges = draw(st.lists(st.tuples(nodes, nodes), max_size=40, unique=True))
    weights = draw(st.lists(st.integers(0, 9), min_size=len(edges), max_size=len(edges)))
    fitness = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    kind = draw(st.sampled_from(["lon", "mlon", "cmlon"]))
    graph = network(fitness, edges, weights, kind=kind)
    graph.vs["members"] = 1
    return graph


def said(figure):
    """Return how many edges the notes of a figure speak of, by how they are drawn."""
    text = " ".join(figure.notes).replace(",", "")
    patterns = {
        "bundled": r"(\d+)(?: more| edges are drawn| edge is drawn) as bundles",
        "below": r"(\d+) edges? of a weight below \d+ (?:is|are) not drawn",
        "close": r"(\d+) edges? (?:lighter than the heaviest \d+ and )?too short",
        "loops": r"(\d+) edges? from a node to itself",
    }
    return {name: sum(map(int, re.findall(each, text))) for name, each in patterns.items()}


@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(LAYOUTS), st.integers(0, 20), st.integers(0, 5))
def test_counts_add_up_and_the_notes_say_them(graph, layout, most, least):
    figure = mlon_figure(graph, layout=layout, max_edges=most, min_weight=least)
    counts = figure.edge_counts
    assert counts.total == figure.n_edges == graph.ecount()
    assert counts.single == len(figure.edges) == len(figure.curves)
    assert counts.bundled == figure.bundles.edges.sum()
    assert said(figure) == {
        name: getattr(counts, name) for name in ("bundled", "below", "close", "loops")
    }


@settings(max_examples=30, deadline=None)
@given(graphs(), st.sampled_from(LAYOUTS), st.integers(0, 20), st.integers(0, 5))
def test_they_still_do_where_light_edges_are_left_out_or_nodes_moved(graph, layout, most, least):
    figure = mlon_figure(graph, layout=layout, max_edges=most)
    for again in (
        redrawn(figure, least=least),
        redrawn(figure, positions=figure.positions[::-1] / 2),
    ):
        counts = again.edge_counts
        assert counts.total == graph.ecount()
        assert (counts.single, counts.bundled) == (len(again.edges), again.bundles.edges.sum())
        assert said(again)["bundled"] == counts.bundled
        assert said(again)["below"] == counts.below


@pytest.fixture(scope="module")
def graph():
    return random_network(60, 400)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_paper_has_a_line_for_each_edge_and_each_bundle(graph, layout):
    figure = mlon_figure(graph, layout=layout, max_edges=100)
    drawn = [
        len(lines._segments3d if layout == "3d" else lines.get_paths())
        for lines in to_matplotlib(figure).axes[0].collections
        if lines.get_zorder() == 1
    ]
    assert sum(drawn) == 100 + len(figure.bundles.edges)
    assert 100 + figure.bundles.edges.sum() + figure.edge_counts.close == 400


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_screen_has_a_line_for_each_edge_and_each_bundle(graph, layout):
    figure = mlon_figure(graph, layout=layout, max_edges=100)
    drawn = {"edges": 0, "bundles": 0}
    for trace in to_plotly(figure).data:
        if trace.meta in drawn:
            drawn[trace.meta] += int(np.isnan(trace.x).sum())  # a gap ends every line
    assert drawn == {"edges": 100, "bundles": len(figure.bundles.edges)}


def test_in_space_bundles_lead_from_height_to_height(graph):
    figure = mlon_figure(graph, layout="3d", max_edges=0)
    heights = figure.bundles.heights
    assert (heights[:, -1] > heights[:, 0]).all()  # edges of a monotonic network rise
    drawn = [trace for trace in to_plotly(figure).data if trace.meta == "bundles"]
    assert np.nanmax([np.nanmax(trace.z) for trace in drawn]) > 0.5


def test_single_edges_are_said_in_the_singular():
    assert EdgeCounts(1, bundled=1).sentences == (
        "The heaviest 1 edge is drawn one by one, 1 more as bundles between regions of the "
        "picture.",
    )
    assert EdgeCounts(1, below=1, least=2).sentences == (
        "1 edge of a weight below 2 is not drawn.",
    )
