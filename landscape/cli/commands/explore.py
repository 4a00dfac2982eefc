"""``landscape explore`` and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landscape.cli.options import Verbose, path

__all__ = ["explore"]


def explore(
    runs: Annotated[
        list[Path],
        typer.Argument(
            parser=path,
            metavar="RUN...",
            help="Folders that landscape build and landscape search left; one landscape at least.",
        ),
    ],
    port: Annotated[
        int | None,
        typer.Option(metavar="N", help="Port on 127.0.0.1; by default 8050, else a free one."),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address, and open no browser.")
    ] = False,
    verbose: Verbose = 0,
) -> None:
    """Look at saved runs in the browser: networks, fitness, basins, searches walking on them."""
    from viz.explorer.explore import explore_runs

    explore_runs(runs, port, opens_browser=not no_browser)
