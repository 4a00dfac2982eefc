"""``landscape analyse`` and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landscape.cli.options import Labels, Verbose, path

__all__ = ["analyse"]


def analyse(
    runs: Annotated[
        list[Path],
        typer.Argument(parser=path, metavar="RUN", help="Folders that landscape build left."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(parser=path, metavar="DIR", help="Folder for profile.csv, one row a run."),
    ] = None,
    label: Labels = None,
    verbose: Verbose = 0,
) -> None:
    """Describe the landscapes of saved runs by numbers, and leave them as profile.json."""
    from landscape.analysis.analyse import analyse_runs

    analyse_runs(runs, out, labels=label or ())
