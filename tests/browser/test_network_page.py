"""The page of a network in a browser: what a reader sees, and what happens to a click."""

from __future__ import annotations

import csv
import io
import itertools

import pytest

from tests.viz.networks import diamond, network, random_network
from viz import mlon_figure, to_html
from viz.look.look import theme_named

# Left, top: where a node is on the screen.
_PLACE = """node => {
  const plot = document.getElementById("figure"), box = plot.getBoundingClientRect();
  const { xaxis, yaxis, _size } = plot._fullLayout;
  const trace = plot.data.find(each => each.meta === "nodes");
  const at = trace.customdata.indexOf(node);
  return [box.left + _size.l + xaxis.d2p(trace.x[at]), box.top + _size.t + yaxis.d2p(trace.y[at])];
}"""
# Number of edges in the traces of a role: lines end in gaps.
_EDGES = """role => document.getElementById("figure").data.filter(each => each.meta === role)
  .reduce((sum, each) => sum + each.x.filter(Number.isNaN).length, 0)"""
_COLOURS = """() => Array.from(
  document.getElementById("figure").data.find(each => each.meta === "nodes").marker.color)"""
_HIGHLIGHTED = """() => document.getElementById("figure").data
  .find(each => each.meta === "focus-nodes")?.customdata.toSorted((a, b) => a - b) ?? []"""
_NOTES = """() => [...document.querySelectorAll(".annotation-text")]
  .map(each => each.dataset.unformatted.replaceAll("<br>", " ")).join(" ")"""
_PAPER = """() => document.getElementById("figure")._fullLayout.paper_bgcolor"""


def _wait(page, script, expected, argument=None):
    """Wait until a script gives what is expected; drawing takes its time."""
    for _ in range(100):
        if (found := page.evaluate(script, argument)) == expected:
            return
        page.wait_for_timeout(50)
    assert found == expected


def _click(page, node):
    page.mouse.click(*page.evaluate(_PLACE, node))


def _slide(page, place):
    page.locator("#weight").evaluate(
        "(slider, place) => { slider.value = place; slider.dispatchEvent(new Event('input')); }",
        place,
    )


def _saved(page, button):
    with page.expect_download() as download:
        page.click(button)
    return download.value


def _table(page, button):
    text = _saved(page, button).path().read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_page_draws_every_node_and_every_edge(show):
    page = show(to_html(mlon_figure(random_network(30, 90))))
    assert len(page.evaluate(_COLOURS)) == 30
    assert page.evaluate(_EDGES, "edges") == 90
    assert page.inner_text("#weight-shown") == "90 of 90 edges"


def test_pointing_at_a_node_shows_its_architecture_cell_and_scores(page):
    page.mouse.move(*page.evaluate(_PLACE, 2))
    page.wait_for_selector("#card h2")
    assert page.inner_text("#card h2") == diamond().vs["name"][2]
    assert page.locator("#card svg path").count() == 6
    facts = page.inner_text("#card .facts").split("\n")
    assert {line.split("\t")[0] for line in facts} >= {"configuration", "accuracy", "basin"}
    assert "accuracy\t3" in facts
    assert "basin\t12 (26.1 %)" in facts
    assert "edges shown\t1 in, 1 out" in facts


def test_the_cell_shows_the_operations_of_its_architecture(page):
    page.mouse.move(*page.evaluate(_PLACE, 1))
    page.wait_for_selector("#card svg")
    shown = set(page.locator("#card svg text").all_text_contents()) - set("0123") - {""}
    assert shown == {"nor_conv_1x1", "skip_connect"}  # its other edges are none


def test_a_click_shows_where_escapes_lead(page):
    _click(page, 0)
    _wait(page, _HIGHLIGHTED, [0, 1, 2])
    assert page.evaluate(_EDGES, "focus-edges") == 2
    rows = page.locator(".ends tr:not(:first-child)")
    names = diamond().vs["name"]
    assert [row.split("\t") for row in rows.all_inner_texts()] == [[names[1], "9"], [names[2], "1"]]


def test_the_other_tab_shows_from_where_a_node_is_reached(page):
    _click(page, 3)
    _wait(page, _HIGHLIGHTED, [3])
    page.click("#show-in")
    _wait(page, _HIGHLIGHTED, [1, 2, 3])
    assert page.locator(".ends tr:not(:first-child)").count() == 2


def test_a_target_in_the_table_leads_there(page):
    _click(page, 0)
    page.click(".ends button >> nth=0")
    _wait(page, _HIGHLIGHTED, [1, 3])
    assert page.inner_text("#card h2") == diamond().vs["name"][1]


def test_no_click_is_lost_or_goes_to_the_node_before(page):
    lead = {0: [0, 1, 2], 1: [1, 3], 2: [2, 3], 3: [3]}
    for node in [0, 1, 3, 2, 0, 3, 1, 0, 2, 1, 2, 3]:
        page.keyboard.press("Escape")  # the page is still drawing when the click comes
        _click(page, node)
        _wait(page, _HIGHLIGHTED, lead[node])


@pytest.mark.parametrize("way", ["escape", "empty"])
def test_a_pinned_node_is_let_go(page, way):
    _click(page, 0)
    _wait(page, _HIGHLIGHTED, [0, 1, 2])
    if way == "escape":
        page.keyboard.press("Escape")
    else:
        box = page.locator("#figure").bounding_box()
        page.mouse.click(box["x"] + 40, box["y"] + box["height"] - 60)
    _wait(page, _HIGHLIGHTED, [])
    assert page.evaluate(_EDGES, "edges") == 4


def test_the_slider_hides_lighter_edges(show):
    graph = random_network(30, 90)
    page = show(to_html(mlon_figure(graph)))
    weights = sorted(set(graph.es["weight"]))
    least = weights[len(weights) // 2]
    _slide(page, len(weights) // 2)
    left = sum(weight >= least for weight in graph.es["weight"])
    _wait(page, _EDGES, left, "edges")
    assert page.inner_text("#weight-shown") == f"{left} of 90 edges"
    assert page.inner_text("#weight-least") == str(least)


def test_a_click_shows_only_escapes_above_the_threshold(page):
    _slide(page, 2)  # of the weights 1, 5, 9, 20
    _click(page, 0)
    _wait(page, _HIGHLIGHTED, [0, 1])


@pytest.mark.parametrize("asked", ["14", "avg_pool_3x3~0|+|nor_conv_1x1~0|NONE"])
def test_the_search_finds_by_number_and_by_part_of_the_architecture(page, asked):
    page.fill("#find", asked)
    page.press("#find", "Enter")
    node = diamond().vs["index"].index(14) if asked == "14" else 2
    assert page.inner_text("#card h2") == diamond().vs["name"][node]
    assert page.inner_text("#message") == ""


def test_enter_goes_on_to_the_next_match(show):
    graph = diamond()
    graph.vs["name"] = ["ab", "bc", "cd", "de"]
    page = show(to_html(mlon_figure(graph)))
    page.fill("#find", "C")
    found = []
    for _ in range(3):
        page.press("#find", "Enter")
        found.append(page.inner_text("#card h2"))
    assert found == ["bc", "cd", "bc"]


def test_a_search_without_a_match_says_so(page):
    page.fill("#find", "conv9")
    page.press("#find", "Enter")
    assert page.inner_text("#message") == "No node here is called or numbered “conv9”"


def test_typing_suggests_architectures(page):
    page.fill("#find", "nor_conv_1x1")
    wanted = [name for name in diamond().vs["name"] if "nor_conv_1x1" in name]
    options = page.locator("#found option").evaluate_all("all => all.map(each => each.value)")
    assert options == wanted


def test_another_colour_colours_by_other_numbers(page):
    drawn = page.evaluate(_COLOURS)
    page.select_option("#colour", label="latency")
    order = mlon_figure(diamond()).back_to_front.tolist()
    # What was not measured stands below the scale, from 2 to 4, at a colour of its own.
    expected = [[4.0, 3.0, 2.0, 1.92][node] for node in order]
    _wait(page, f"() => ({_COLOURS})().map(each => Number(each.toFixed(6)))", expected)
    assert drawn == [[1.0, 2.0, 3.0, 4.0][node] for node in order]


def test_the_kind_can_be_switched_and_keeps_the_node(show):
    pairs = list(itertools.permutations(range(4), 2))
    whole = network([1.0, 2.0, 3.0, 4.0], pairs, range(1, 13), kind="lon")
    page = show(to_html(mlon_figure(diamond()), also=[mlon_figure(whole)]))
    _click(page, 0)
    _wait(page, _HIGHLIGHTED, [0, 1, 2])
    before = page.evaluate(_PLACE, 0)
    page.select_option("#kind", label="LON")
    _wait(page, _EDGES, 12, "edges")
    _wait(page, _HIGHLIGHTED, [0, 1, 2, 3])
    assert page.evaluate(_PLACE, 0) == pytest.approx(before, abs=1)


def test_tables_hold_the_nodes_and_the_edges_shown(show):
    graph = diamond()
    graph.vs["name"] = ['say "hi", you', "b", "c", "d"]
    page = show(to_html(mlon_figure(graph)))
    nodes = _table(page, "#save-nodes")
    assert [row["architecture"] for row in nodes] == graph.vs["name"]
    assert [row["accuracy"] for row in nodes] == ["1", "2", "3", "4"]
    assert [row["sink"] for row in nodes] == ["0", "0", "0", "1"]
    _slide(page, 2)
    edges = _table(page, "#save-edges")
    assert [(row["source"], row["target"], row["weight"]) for row in edges] == [
        ("0", "7", "9"),
        ("14", "21", "20"),
    ]


@pytest.mark.parametrize(("button", "start"), [("#save-png", b"\x89PNG"), ("#save-svg", b"<svg")])
def test_pictures_are_saved(page, button, start):
    file = _saved(page, button)
    assert file.suggested_filename == f"mlon-nb201-accuracy.{button[-3:]}"
    assert file.path().read_bytes().startswith(start)


@pytest.mark.parametrize(("theme", "system"), [("light", "dark"), ("dark", "light")])
def test_a_theme_that_was_asked_for_stays(show, theme, system):
    page = show(to_html(mlon_figure(diamond(), theme=theme)), color_scheme=system)
    _wait(page, _PAPER, theme_named(theme).paper)


def test_the_page_follows_the_readers_choice_of_dark(show):
    page = show(to_html(mlon_figure(diamond())), color_scheme="dark")
    assert page.evaluate(_PAPER) == "#0d1117"
    page.click("#theme")
    _wait(page, _PAPER, "#ffffff")


@pytest.mark.parametrize("kind", ["mlon", "3d"])
def test_text_from_files_is_shown_not_run(show, kind):
    hostile = '</script><img src=x onerror="document.title=1"><b>{{script}}'
    graph = diamond(metric=hostile, space=hostile)
    graph.vs["name"] = [f"{hostile}{number}" for number in range(4)]
    figure = mlon_figure(
        graph, layout="3d" if kind == "3d" else "force", colours={hostile: [1.0] * 4}
    )
    page = show(to_html(figure))
    page.fill("#find", "}}0")
    page.press("#find", "Enter")
    assert page.inner_text("#card h2") == graph.vs["name"][0]
    assert page.locator("img, #card b, #toolbar b").count() == 0
    assert page.title() == f"MLON · {hostile} · {hostile}"


def test_a_network_in_space_is_drawn_and_searched(show):
    page = show(to_html(mlon_figure(diamond(), layout="3d")))
    assert page.evaluate("() => document.getElementById('figure').data[0].type") == "scatter3d"
    page.fill("#find", "0")
    page.press("#find", "Enter")
    _wait(page, _HIGHLIGHTED, [0, 1, 2])


@pytest.mark.parametrize("graph", [network([], []), network([1.0], [])], ids=["empty", "single"])
def test_a_network_without_edges_is_a_page(show, graph):
    page = show(to_html(mlon_figure(graph)))
    assert page.evaluate(_EDGES, "edges") == 0


def test_the_counts_are_of_all_edges_and_follow_the_threshold(show):
    page = show(to_html(mlon_figure(random_network(30, 90), max_edges=40)))
    figure = mlon_figure(random_network(30, 90), max_edges=40)
    bundled = figure.edge_counts.bundled
    assert page.inner_text("#weight-shown") == f"40 of 90 edges, {bundled} in bundles"
    assert f"{bundled} more as bundles" in page.evaluate(_NOTES)
    _slide(page, 1)
    _wait(page, _EDGES, 0, "bundles")
    shown, least = page.inner_text("#weight-shown").split(" ")[0], page.inner_text("#weight-least")
    assert f"{90 - int(shown)} edges of a weight below {least} are not drawn." in page.evaluate(
        _NOTES
    )
    assert "bundles" not in page.evaluate(_NOTES)


def test_colours_can_be_on_another_scale(page):
    before = page.evaluate(_COLOURS)
    page.select_option("#scale", label="rank")
    _wait(page, _COLOURS, [1, 2, 0, 3])  # in the order in which they are drawn
    assert page.text_content(".cbtitle").strip() == "accuracy, rank"
    page.select_option("#scale", label="value")
    _wait(page, _COLOURS, before)


def test_on_a_phone_everything_is_below_each_other_and_nothing_is_cut_off(show):
    viewport = {"width": 390, "height": 844}
    graph = random_network(60, 400)
    figure = mlon_figure(graph, title="A title that is too long for a phone " * 2, max_edges=200)
    page = show(to_html(figure), viewport=viewport)
    parts = ".legend, .cbfills, .cbtitle, .gtitle, .annotation-text, .shapelayer path, .plot"
    boxes = page.locator("#figure").evaluate(
        "(figure, parts) => [...figure.querySelectorAll(parts)].map(part => {"
        "const box = part.getBoundingClientRect();"
        "return [part.getAttribute('class'), box.left, box.right, box.bottom]; })",
        parts,
    )
    bottom = page.locator("#figure").evaluate("each => each.getBoundingClientRect().bottom")
    assert len(boxes) > 8
    for name, left, right, end in boxes:
        assert 0 <= left <= right <= 390, name
        assert end <= bottom, name
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
