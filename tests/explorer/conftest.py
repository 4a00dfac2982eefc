"""Runs to explore."""

from __future__ import annotations

import threading
from contextlib import closing, contextmanager

import numpy as np
import pytest

from tests.absent import absent
from tests.explorer.folders import MARKUP, hills, save_landscape, save_search
from viz.explorer import World


@pytest.fixture(scope="session")
def dash_there():
    try:
        import dash  # noqa: F401
    except ImportError:
        absent("dash is not installed: pip install -e '.[explore]'")


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
        save_landscape(here / "markup-100", hills(4), MARKUP, "cifar100", title=MARKUP),
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
