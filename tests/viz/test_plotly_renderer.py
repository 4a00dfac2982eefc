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


def page_content(html):
    """Return what the script of a page is given."""
    return json.loads(re.search(r'type="application/json">(.*?)</script>', html, re.DOTALL)[1])


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
    assert len(to_plotly(mlon_figure(graph)).data) <= 12


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
    assert np.array(trace.marker.line.color)[order].tolist() == [0, 0, 0, 1]


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


def test_nodes_without_a_value_stand_on_a_step_below_the_scale():
    figure = mlon_figure(diamond(), colours={"latency": [1.0, np.nan, 2.0, 3.0]}, colour="latency")
    marker = nodes(to_plotly(figure)).marker
    drawn = np.array(marker.color)[np.argsort(figure.back_to_front)]
    assert drawn[[0, 2, 3]].tolist() == [1.0, 2.0, 3.0]
    assert marker.cmin < drawn[1] < 1.0
    assert marker.colorscale[0][1] == marker.colorscale[1][1] == figure.palette.unknown
    assert "not measured" in marker.colorbar.ticktext


def test_kinds_have_a_colour_each_and_a_name_on_the_bar():
    graph = network([1.0, 2.0, 3.0, 1.5], [(0, 1), (0, 2)])
    figure = mlon_figure(graph, colour="Funnel")
    marker = nodes(to_plotly(figure)).marker
    told = [text.replace("<br>", " ") for text in marker.colorbar.ticktext]
    assert told == list(figure.colouring.categories)
    steps = {colour for _, colour in marker.colorscale}
    assert steps == set(figure.palette.categories[: len(figure.colouring.categories)])


def test_nodes_that_reach_no_global_optimum_have_holes():
    figure = mlon_figure(network([1.0, 2.0, 3.0, 1.5], [(0, 1), (3, 2)]))
    (holes,) = (trace for trace in to_plotly(figure).data if trace.meta == "holes")
    assert holes.x == pytest.approx(figure.positions[:2, 0], abs=1e-5)


def test_a_solid_picture_has_fitness_as_height():
    figure = mlon_figure(diamond(), layout="3d", labels=2)
    drawing = to_plotly(figure)
    assert {trace.type for trace in drawing.data} == {"scatter3d"}
    assert nodes(drawing).z == pytest.approx(figure.heights[figure.back_to_front], abs=1e-5)
    axis = drawing.layout.scene.zaxis
    assert dict(zip(axis.ticktext, axis.tickvals, strict=True))["4"] == 1.0
    assert [note.text for note in drawing.layout.scene.annotations] == ["1", "2"]


def test_networks_of_many_nodes_are_drawn_by_webgl():
    drawing = to_plotly(mlon_figure(network(np.arange(5_001.0), [(0, 1)])))
    assert {trace.type for trace in drawing.data} == {"scattergl"}


def test_dark_figures_have_dark_paper_and_light_ink():
    figure = mlon_figure(diamond(), theme="dark")
    layout = to_plotly(figure).layout
    assert (layout.paper_bgcolor, layout.font.color) == (figure.palette.paper, figure.palette.ink)


def test_the_page_puts_shared_nodes_of_other_networks_in_their_place():
    whole = network([1.0, 2.0, 3.0, 4.0], [(3, 0), (0, 1), (1, 2)], kind="lon")
    first, other = mlon_figure(diamond()), mlon_figure(whole)
    shown = page_content(to_html(first, also=[other]))["figures"]
    assert [each["label"] for each in shown] == ["MLON", "LON"]
    assert shown[0]["nodes"]["x"] == shown[1]["nodes"]["x"]
    assert shown[0]["nodes"]["y"] == shown[1]["nodes"]["y"]


def test_the_page_describes_the_cell_of_every_node():
    cells = page_content(to_html(mlon_figure(random_network(50, 200))))["figures"][0]["cells"]
    assert len(cells["cells"]) == 50
    assert len(cells["shapes"]) == 1
    assert {"nor_conv_3x3", "avg_pool_3x3"} < set(cells["texts"])


@pytest.mark.parametrize("about", [{"space": ""}, {"space": "mine.toml"}, {"space": "nb2O1"}])
def test_a_space_that_is_not_known_by_name_has_no_cells(about):
    assert page_content(to_html(mlon_figure(diamond(**about))))["figures"][0]["cells"] is None


def test_a_page_of_ten_thousand_edges_is_small():
    html = to_html(mlon_figure(random_network(1_000, 10_000)))
    assert len(html.encode()) < 6e6


def test_the_page_forbids_to_fetch_anything():
    (policy,) = (
        attrs["content"]
        for tag, attrs in Page(to_html(mlon_figure(diamond()))).tags
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy


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
