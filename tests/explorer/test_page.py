"""The explorer in a browser: what a reader clicks, drags, plays and takes away."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.explorer.folders import MARKUP, hills

pytestmark = pytest.mark.usefixtures("dash_there")

_WAIT = 20_000  # milliseconds: the machine may be busy
_NODES = "document.querySelector('#{view} .js-plotly-plot')"


@pytest.fixture(scope="module")
def opened(browser, address):
    """One page for all tests here, with everything it complained of and asked for."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(_WAIT)
    page.complaints, page.asked = [], []
    page.on("console", lambda said: page.complaints.append(said.text)
            if said.type == "error" else None)  # fmt: skip
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.changed = True
    yield page
    context.close()


@pytest.fixture
def page(opened, address):
    """The page, opened anew where a test has changed what is shown for the next one.

    Nothing may be complained of, or fetched from elsewhere.
    """
    if opened.changed:
        opened.goto(address)
        opened.changed = False
    _shows(opened, "network", "MLON of synflow · cifar10")
    _shows(opened, "score", "test_acc")
    opened.wait_for_selector("#basins tbody tr")
    yield opened
    assert opened.complaints == []
    strangers = [url for url in opened.asked if not url.startswith((address, "data:", "blob:"))]
    assert strangers == []


def _shows(page, view, text):
    page.wait_for_function(
        "([view, text]) => document.querySelector(`#${view} .gtitle`)?.textContent.includes(text)",
        arg=[view, text],
    )


def _pick(page, name, text):
    page.click(f"#{name}")
    page.get_by_role("option", name=text, exact=True).click()


def _traces(page, view):
    """Return the names of the traces of a figure."""
    return page.evaluate(f"{_NODES.format(view=view)}.data.map((trace) => trace.name)")


def _click_point(page, view, trace=None):
    """Click the rightmost point that carries a number, and return the number."""
    _ready(page, view)
    place = page.evaluate(
        """([view, name]) => {
            const drawn = document.querySelector(`#${view} .js-plotly-plot`);
            const trace = drawn._fullData.find(
                (one) => one.customdata && (!name || one.name === name));
            const box = drawn.getBoundingClientRect(), { xaxis, yaxis } = drawn._fullLayout;
            const across = Array.from(trace.x), at = across.indexOf(Math.max(...across));
            return { index: trace.customdata[at],
                     x: box.x + xaxis._offset + xaxis.d2p(trace.x[at]),
                     y: box.y + yaxis._offset + yaxis.d2p(trace.y[at]) };
        }""",
        [view, trace],
    )
    for _ in range(100):  # Plotly forgets where the mouse is when it draws
        page.mouse.move(place["x"] - 2, place["y"])
        page.mouse.move(place["x"], place["y"])
        page.wait_for_timeout(60)
        if page.evaluate(f"{_NODES.format(view=view)}._hoverdata?.length > 0"):
            break
    page.mouse.click(place["x"], place["y"])
    return place["index"]


def _ready(page, view):
    page.locator(f"#{view}").scroll_into_view_if_needed()
    page.wait_for_function(f"{_NODES.format(view=view)}._fullLayout.xaxis.d2p !== undefined")


def _wait_for_trace(page, view, name):
    page.wait_for_function(
        f"(name) => {_NODES.format(view=view)}.data.some((trace) => trace.name === name)", arg=name
    )


def test_a_metric_and_a_dataset_can_be_chosen(page):
    page.changed = True
    _pick(page, "run", "test_acc")
    _shows(page, "network", "MLON of test_acc · cifar10")
    _shows(page, "score", "test_acc · cifar10 against synflow · cifar10")
    _pick(page, "dataset", "cifar100")
    _shows(page, "network", "MLON of synflow · cifar100")
    page.wait_for_selector("#walk-remark:has-text('was on cifar10, the network is of cifar100')")


def test_a_click_on_a_node_tells_all_about_it(page):
    _click_point(page, "network")
    page.wait_for_selector("#details .cell img")
    panel = page.inner_text("#details")
    assert "local optimum with a basin" in panel
    assert "test_acc · cifar10" in panel
    assert "Neighbours: 0 better" in panel
    for view in ("network", "score"):
        _wait_for_trace(page, view, "chosen")
    page.wait_for_selector("#basins tr.chosen")


@pytest.mark.parametrize(
    ("view", "trace"),
    [("score", "configurations"), ("distribution", "local optima"), ("walk", "best so far")],
)
def test_a_click_in_any_view_chooses(page, view, trace):
    before = page.inner_text("#details")
    _click_point(page, view, trace)
    page.wait_for_function(
        "(before) => document.querySelector('#details').innerText !== before", arg=before
    )


def test_rows_choose_headings_sort_and_text_filters(page):
    page.changed = True
    page.click("th button:has-text('basin')")
    page.wait_for_selector("th button:has-text('basin ▼')")
    basins = [int(text.replace(",", "")) for text in
              page.locator("#basins tbody tr td:nth-child(5)").all_inner_texts()]  # fmt: skip
    assert basins == sorted(basins, reverse=True)
    page.fill("#filter", "global")
    page.wait_for_function("document.querySelectorAll('#basins tbody tr').length === 1")
    page.click("#basins tbody tr")
    page.wait_for_selector("#basins tr.chosen")
    page.wait_for_selector("#details .cell img")


def test_an_architecture_is_found_by_its_notation(page):
    page.fill("#find", "12345")
    page.press("#find", "Enter")
    page.wait_for_selector("#details .cell img")
    assert "12345" in page.inner_text("#details dl")
    page.fill("#find", "no such cell")
    page.press("#find", "Enter")
    page.wait_for_selector("#notice:has-text('is no architecture of NAS-Bench-201')")
    _click_point(page, "network")
    page.wait_for_function("document.querySelector('#notice').innerText === ''")


def test_the_slider_leaves_light_edges_out(page):
    page.changed = True
    _ready(page, "network")
    points = f"{_NODES.format(view='network')}.data.filter((one) => one.mode === 'lines').length"
    before = page.evaluate(points)
    page.get_by_role("slider").first.focus()
    page.keyboard.press("End")
    page.wait_for_function(f"{points} < {before}")
    assert not page.inner_text("#threshold-label").endswith(": 1")


def test_kind_layout_and_colour_change_the_network(page):
    page.changed = True
    page.get_by_label("CMLON").click()
    _shows(page, "network", "CMLON of synflow")
    page.get_by_label("height = rank").click()
    page.wait_for_function(f"{_NODES.format(view='network')}.layout.uirevision.includes('rank')")
    _pick(page, "colour", "test_acc · cifar10")
    page.wait_for_function(
        f"JSON.stringify({_NODES.format(view='network')}.data.map((one) => "
        "one.marker?.colorbar?.title?.text)).includes('test_acc')"
    )


def test_marks_and_walk_are_in_space_where_the_network_is(page):
    page.changed = True
    page.fill("#find", "12345")
    page.press("#find", "Enter")
    page.get_by_label("3D").click()
    names = ["chosen", "walker", "best so far", "trail"]
    page.wait_for_function(
        f"""(names) => names.every((name) => {_NODES.format(view="network")}.data.some(
            (trace) => trace.name === name && trace.type === "scatter3d" && trace.z[0] <= 1))""",
        arg=names,
    )


def test_a_walk_is_played_paused_and_stepped(page):
    _wait_for_trace(page, "network", "walker")
    said = page.locator("#walk-said")
    assert said.inner_text().startswith("move 0 of 39 · 5 evaluations")
    page.get_by_label("15/s").click()
    page.click("#play")
    page.wait_for_function("!document.querySelector('#walk-said').innerText.includes('move 0 ')")
    page.click("#play")
    page.wait_for_selector("#play:has-text('Play')")
    page.click("#walk-last")
    page.wait_for_selector("#walk-said:has-text('move 39 of 39')")
    page.click("#walk-back")
    page.wait_for_selector("#walk-said:has-text('move 38 of 39')")
    _pick(page, "trial", "1")
    page.wait_for_selector("#walk-said:has-text('move 0 of 6')")


def _saved(page, view, name):
    with page.expect_download() as started:
        page.locator(f"#{view}-panel").get_by_role("button", name=name, exact=True).click()
    with open(started.value.path(), "rb") as file:
        return started.value.suggested_filename, file.read()


def test_views_are_exported(page):
    assert _saved(page, "network", "PNG")[1].startswith(b"\x89PNG")
    assert b"<svg" in _saved(page, "distribution", "SVG")[1]
    name, content = _saved(page, "score", "HTML")
    assert name == "score.html"
    assert b"plotly" in content
    assert not re.search(rb'<script[^>]+src="', content)
    name, content = _saved(page, "basins", "CSV")
    assert name == "basins.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert max(float(row["fitness"]) for row in rows) == pytest.approx(hills(0).max())
    assert _saved(page, "network", "edges CSV")[1].startswith(b"source,target,weight")
    assert _saved(page, "walk", "CSV")[1].startswith(b"step,evaluations,configuration")


def test_two_landscapes_are_shown_side_by_side(page):
    page.get_by_label("two side by side").click()
    _shows(page, "left", "MLON of synflow · cifar10")
    _shows(page, "right", "MLON of test_acc · cifar10")
    page.wait_for_selector("#numbers:has-text('spearman')")
    assert page.is_hidden("#explore-page")
    index = _click_point(page, "left")
    for view in ("left", "right"):
        _wait_for_trace(page, view, "chosen")
    page.get_by_label("one landscape").click()
    page.wait_for_selector("#details .cell img")
    assert str(index) in page.inner_text("#details dl")


def test_dark_and_light(page):
    page.changed = True
    page.click("#theme-toggle")
    page.wait_for_selector("html[data-theme=dark]")
    page.wait_for_function(f"{_NODES.format(view='network')}.layout.paper_bgcolor === '#0d1117'")


def test_markup_in_files_is_shown_as_text(page):
    _pick(page, "dataset", "cifar100")
    _shows(page, "network", "MLON of synflow · cifar100")
    _pick(page, "run", MARKUP)
    _shows(page, "network", MARKUP)
    assert page.locator("img[src='x']").count() == 0
