"""``landscape explore``: a local page to look at saved runs."""

from __future__ import annotations

import webbrowser
from contextlib import closing
from importlib.util import find_spec
from typing import TYPE_CHECKING

import typer

from landscape.errors import DataMissingError
from landscape.reporter import say
from landscape.runs.folders import fitting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["explore_runs"]


def explore_runs(folders: Sequence[Path], port: int | None, *, opens_browser: bool) -> None:
    """Serve the page until Ctrl-C.

    Parameters
    ----------
    folders
        Of runs.
    port
        On 127.0.0.1; None for 8050, or any free one.
    opens_browser
        Whether the user's browser is sent there.

    Raises
    ------
    DataMissingError
        If Dash is not installed.
    LandscapeError
        If a run cannot be read, or the port is taken.
    """
    if find_spec("dash") is None:
        raise DataMissingError(
            "the explorer needs Dash, which is not installed: pip install dash, or in a clone "
            'of the repository pip install -e ".[explore]"'
        )
    from viz.explorer.world import World

    world = World.open(fitting(folders, "landscape", "search"))
    from viz.explorer.app import make_app  # slow to import: after what can be wrong with the runs
    from viz.explorer.server import HOST, listen, serve

    with closing(listen(port)) as where:
        server = serve(make_app(world), where)
        address = f"http://{HOST}:{where.getsockname()[1]}/"
        typer.echo(address)
        say("Ctrl-C ends it")
        if opens_browser:
            webbrowser.open(address)
        server.serve_forever()  # which Ctrl-C ends: the usual way, and no failure
