"""Runs to explore, and a browser to explore them with."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import closing, contextmanager

import numpy as np
import pytest

from tests.explorer.folders import MARKUP, hills, save_landscape, save_search
from viz.explorer import World

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def _absent(reason):
    """Skip, but never where every test is meant to run."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def dash_there():
    try:
        import dash  # noqa: F401
    except ImportError:
        _absent("dash is not installed: pip install 'nas-landscape[explore]'")


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """Two metrics on one dataset, one of them on another, and a search."""
    here = tmp_path_factory.mktemp("runs")
    synflow, accuracy = hills(0), hills(1)
    rng = np.random.default_rng(2)
    walks = [rng.integers(15625, size=40).tolist(), rng.integers(15625, size=7).tolist()]
    return [
        save_landscape(here / "synflow-10", synflow, "synflow", "cifar10"),
        save_landscape(here / "test_acc-10", accuracy, "test_acc", "cifar10"),
        save_landscape(here / "synflow-100", hills(3), "synflow", "cifar100"),
        save_landscape(here / "markup-100", hills(4), MARKUP, "cifar100", fitness_label=MARKUP),
        save_search(here / "local", synflow, walks, title=f"Local {MARKUP}"),
    ]


@pytest.fixture(scope="session")
def world(folders):
    return World.open(folders)


@pytest.fixture(scope="session")
def saved(world):
    return world.landscapes["r0"]


@pytest.fixture(scope="session")
def other(world):
    return world.landscapes["r1"]


@contextmanager
def serving(app):
    """Serve an application from a thread, and give its address."""
    from viz.explorer.server import HOST, listen, serve

    with closing(listen(0)) as where:
        server = serve(app, where)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{where.getsockname()[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture(scope="session")
def address(dash_there, folders):
    from viz.explorer import make_app

    with serving(make_app(World.open(folders))) as where:
        yield where


@pytest.fixture(scope="session")
def chromium():
    """A browser, found by LANDSCAPE_CHROMIUM or on the path."""
    named = os.environ.get("LANDSCAPE_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        _absent("no Chromium was found: install it, or say where it is with LANDSCAPE_CHROMIUM")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _absent("playwright is not installed: pip install 'nas-landscape[test]'")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()
