"""The explorer in windows of several sizes, and when another space is chosen."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from landscape.spaces import get_space
from tests.explorer.conftest import serving
from tests.explorer.folders import save_landscape, save_search
from viz.explorer import World

pytestmark = pytest.mark.usefixtures("dash_there")

_MACRO, _MICRO = "nasbench-macro", "transnas101-micro"
_INSIDE = """(id) => {
    const box = document.getElementById(id).getBoundingClientRect();
    return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
}"""
_LAYOUT = "document.querySelector('#network .js-plotly-plot').layout"


def _slope(space, seed):
    steps = space.decode(np.arange(space.size)).sum(axis=1)
    return steps + np.random.default_rng(seed).normal(scale=0.7, size=space.size)


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """A page of two spaces, on one of which a search walks."""
    from viz.explorer import make_app

    here = tmp_path_factory.mktemp("spaces")
    folders = []
    for name in (_MACRO, _MICRO):
        space = get_space(name)
        scores = _slope(space, 0)
        folders.append(save_landscape(here / name, scores, "test_acc", "cifar10", space=name))
    walks = [list(range(0, 6000, 200))]
    heights = _slope(get_space(_MACRO), 0)
    folders.append(save_search(here / "walk", heights, walks, space=_MACRO))
    with serving(make_app(World.open(folders))) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        opened = context.new_page()
        opened.set_default_timeout(20_000)
        opened.goto(address)
        opened.wait_for_selector("#walk-said:has-text('move 0 of 29')")
        opened.wait_for_selector("#basins tbody tr")
        yield opened
        context.close()


@pytest.mark.parametrize("view", ["network", "walk", "play", "walk-said", "details"])
def test_network_walk_and_player_are_in_a_window_of_a_laptop(page, view):
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_function(_INSIDE, arg=view)


def test_the_player_stays_in_the_window_of_a_phone_which_nothing_leaves(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(f"{_LAYOUT}.margin.r < 30")  # legends are below the network now
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate("window.scrollTo(0, 1000)")
    page.wait_for_function(_INSIDE, arg="player")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.wait_for_function(f"{_LAYOUT}.margin.r > 100")


def test_nothing_of_the_space_before_stays(page):
    page.fill("#find", "100")
    page.press("#find", "Enter")
    page.wait_for_selector("#details .arch")
    page.fill("#filter", "global")
    page.click("#walk-last")
    page.wait_for_selector("#walk-said:has-text('move 29 of 29')")
    page.click("#space")
    page.get_by_role("option", name=get_space(_MICRO).title, exact=True).click()
    page.wait_for_selector("#walk:has-text('No search of this space is among the runs')")
    page.wait_for_selector("#details:has-text('Click a node')")
    page.wait_for_function("document.querySelector('#walk-said').innerText === ''")
    assert [page.input_value(name) for name in ("#find", "#filter")] == ["", ""]
    for view in ("network", "score"):
        drawn = f"document.querySelector('#{view} .js-plotly-plot').data"
        page.wait_for_function(
            f"!{drawn}.some((trace) => ['chosen', 'walker'].includes(trace.name))"
        )
    page.wait_for_selector("#distribution .gtitle:has-text('4,096 configurations')")
    with page.expect_download() as started:
        page.locator("#basins-panel").get_by_role("button", name="CSV", exact=True).click()
    with open(started.value.path(), "rb") as file:
        rows = list(csv.DictReader(io.StringIO(file.read().decode())))
    assert all(int(row["index"]) < 4096 for row in rows)
    page.locator("#walk-panel").get_by_role("button", name="CSV", exact=True).click()
    page.wait_for_selector("#notice:has-text('no search walks on this landscape')")
    page.click("#space")
    page.get_by_role("option", name=get_space(_MACRO).title, exact=True).click()
    page.wait_for_selector("#walk-said:has-text('move 0 of 29')")
    page.wait_for_function("document.querySelector('#notice').innerText === ''")
