"""The page of many networks in windows of any width."""

import numpy as np
import pytest

from landscape import Landscape, ProductSpace
from viz import Entry, mlon_grid

SPACE = ProductSpace([4, 4], name="square")


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("grid") / "grid.html"
    rng = np.random.default_rng(0)
    entries = [
        Entry(Landscape(SPACE, rng.normal(size=SPACE.size), metric=metric), dataset)
        for metric in ("first", "second")
        for dataset in ("cifar10", "cifar100", "ImageNet16-120")
    ]
    file.write_bytes(mlon_grid(entries, title="Networks of several metrics").render(".html"))
    return file


@pytest.mark.parametrize(("width", "across"), [(320, 1), (390, 1), (700, 2), (1200, 3)])
def test_panels_are_folded_until_nothing_scrolls_sideways(browser, page_file, width, across):
    page = browser.new_page(viewport={"width": width, "height": 844})
    try:
        page.goto(page_file.as_uri())
        page.wait_for_selector("#figure .annotation")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        texts = page.evaluate(
            "[...document.querySelectorAll('#figure .annotation')]"
            ".map(each => each.getBoundingClientRect()).map(box => [box.left, box.right, box.top])"
        )
        assert len(texts) == 6
        assert sum(top == texts[0][2] for _, _, top in texts) == across
        assert all(0 <= left < right <= width for left, right, _ in texts)
        title = page.query_selector("#figure .g-gtitle").bounding_box()
        assert title["x"] + title["width"] <= width
        assert title["y"] + title["height"] <= min(top for _, _, top in texts)
    finally:
        page.close()
