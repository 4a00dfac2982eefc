"""Pages in a real browser that may fail in silence no more."""

from __future__ import annotations

import numpy as np
import pytest

from tests.viz.networks import diamond
from viz import mlon_figure, to_html

_INSIDE = ("file:", "data:", "blob:")
_COUNT_FOCUS = (
    "document.getElementById('figure').data.filter(each => each.meta.startsWith('focus')).length"
)


class Reader:
    """Opens pages, and notes every error of theirs and every request beyond them."""

    def __init__(self, browser, folder):
        self.wrong, self._contexts = [], []
        self._browser, self._folder = browser, folder

    def open(self, html, **settings):
        settings = {"viewport": {"width": 1200, "height": 760}, **settings}
        context = self._browser.new_context(**settings)
        context.on("request", self._asked)
        page = context.new_page()
        page.on("console", self._told)
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self._contexts.append(context)
        file = self._folder / f"page{len(self._contexts)}.html"
        file.write_text(html, encoding="utf-8")
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_selector("#figure[data-ready]")
        return page

    def close(self):
        for context in self._contexts:
            context.close()

    def _told(self, message):
        if message.type == "error":
            self.wrong.append(f"console: {message.text}")

    def _asked(self, request):
        if not request.url.startswith(_INSIDE):
            self.wrong.append(f"network: {request.url}")


@pytest.fixture
def show(browser, tmp_path):
    """Open an HTML text as a file; fails on any error of the page and on any request beyond it."""
    reader = Reader(browser, tmp_path)
    yield reader.open
    reader.close()
    assert not reader.wrong


@pytest.fixture(scope="module")
def _diamond_reader(browser, tmp_path_factory):
    reader = Reader(browser, tmp_path_factory.mktemp("diamond"))
    figure = mlon_figure(diamond(), colours={"latency": [4.0, 3.0, 2.0, np.nan]})
    yield reader, reader.open(to_html(figure))
    reader.close()


@pytest.fixture
def page(_diamond_reader):
    """The page of the diamond, loaded once and set back for each test; fails on errors as well."""
    reader, page = _diamond_reader
    page.mouse.move(2, 2)
    page.fill("#find", "")
    page.select_option("#colour", "0")
    page.locator("#weight").evaluate("slider => { slider.value = 0; }")
    page.dispatch_event("#weight", "input")
    page.keyboard.press("Escape")
    page.wait_for_function(f"() => {_COUNT_FOCUS} === 0")
    yield page
    assert not reader.wrong
