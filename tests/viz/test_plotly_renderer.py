"""The interactive figure and its page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from tests.viz.networks import diamond, network, random_network
from viz import mlon_figure, to_html, to_plotly

HOSTILE = "<script>alert(1)</script><b>&amp;"


class Page(HTMLParser):
    """Notes every tag with its attributes, and the text of the title."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.title, self._inside = [], "", ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside == "title":
            self.title += data


def nodes(drawing):
    """Return the trace of the nodes."""
    (trace,) = [trace for trace in drawing.data if trace.hovertext is not None]
    return trace


@pytest.mark.parametrize(
    "graph",
    [
        network([], []),
        network([1.0], []),
        network([-np.inf, 1.0], [(0, 1)]),
        diamond(),
        random_network(50, 200),
        random_network(300, 3000),
    ],
    ids=["empty", "single", "endless", "diamond", "small", "large"],
)
def test_has_few_traces_whatever_the_size(graph):
    assert len(to_plotly(mlon_figure(graph)).data) <= 9


def test_draws_every_edge_once():
    drawing = to_plotly(mlon_figure(random_network(50, 200)))
    lines = [trace for trace in drawing.data if trace.mode == "lines"]
    assert sum(int(np.isnan(trace.x).sum()) for trace in lines) == 200


def test_hover_shows_the_whole_architecture_of_every_node():
    graph = random_network(50, 200)
    shown = {
        text.split("</b>")[0].replace("<b>", "").replace("<br>", "")
        for text in nodes(to_plotly(mlon_figure(graph))).hovertext
    }
    assert shown == set(graph.vs["name"])


def test_nodes_carry_size_colour_and_rim_of_their_optimum():
    figure = mlon_figure(diamond())
    trace = nodes(to_plotly(figure))
    names = diamond().vs["name"]
    drawn = {name: place for place, name in enumerate(trace.customdata)}
    order = [drawn[name] for name in names]
    assert np.array(trace.marker.color)[order].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert (np.diff(np.array(trace.marker.size)[order])[[0, 2]] > 0).all()
    assert len({trace.marker.line.color[place] for place in order[:3]}) == 1
    assert trace.marker.line.color[order[3]] != trace.marker.line.color[order[0]]


def test_legends_name_widths_marks_sizes_and_colour():
    drawing = to_plotly(mlon_figure(diamond(), fitness_label="accuracy (%)"))
    named = [trace.name for trace in drawing.data if trace.showlegend is not False]
    assert named == ["1", "5", "9", "20", "sink", "global optimum"]
    assert nodes(drawing).marker.colorbar.title.text.startswith("accuracy (%)")
    texts = [note.text for note in drawing.layout.annotations]
    assert texts[:4] == ["Incoming edges", "0", "1", "2"]


def test_size_legend_circles_are_as_large_as_nodes():
    drawing = to_plotly(mlon_figure(diamond()))
    across = [shape.x1 - shape.x0 for shape in drawing.layout.shapes]
    assert across == pytest.approx(sorted(set(nodes(drawing).marker.size)), abs=0.01)


def test_large_networks_have_no_arrowheads():
    small, large = (to_plotly(mlon_figure(random_network(100, m))) for m in (400, 401))
    assert [trace.marker.symbol for trace in small.data].count("arrow") == 1
    assert [trace.marker.symbol for trace in large.data].count("arrow") == 0


def test_page_loads_nothing():
    page = Page(to_html(mlon_figure(diamond())))
    assert not [attrs for tag, attrs in page.tags if "src" in attrs or "href" in attrs]
    assert not [tag for tag, _ in page.tags if tag in ("link", "img", "iframe")]


def test_page_has_title_charset_and_viewport():
    page = Page(to_html(mlon_figure(diamond())))
    assert page.title == "MLON · nb201 · accuracy"
    assert ("meta", {"charset": "utf-8"}) in page.tags
    assert [attrs for tag, attrs in page.tags if attrs.get("name") == "viewport"]


def test_equal_figures_give_equal_pages():
    assert to_html(mlon_figure(diamond())) == to_html(mlon_figure(diamond()))


def test_hostile_text_is_shown_not_run():
    graph = diamond(metric=HOSTILE, space=HOSTILE)
    graph.vs["name"] = [f"{HOSTILE}{number}" for number in range(4)]
    figure = mlon_figure(graph)
    html = to_html(figure)
    assert "<script>alert" not in html
    assert Page(html).title == figure.title
    content = json.loads(to_plotly(figure).to_json())
    texts = json.dumps([content["layout"], *[trace.get("hovertext") for trace in content["data"]]])
    assert not re.search(r"<(?!/?(b|br|span)\b)", texts)
    assert "&lt;script&gt;alert(1)" in texts
