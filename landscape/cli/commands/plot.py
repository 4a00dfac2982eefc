"""``landscape plot`` and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landscape.cli.options import Verbose

__all__ = ["plot"]


_Figure = Path | None


def plot(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder that landscape build left.")],
    png: Annotated[_Figure, typer.Option(metavar="FILE", help="File to draw, 300 dpi.")] = None,
    html: Annotated[
        _Figure, typer.Option(metavar="FILE", help="File to draw, interactive.")
    ] = None,
    pdf: Annotated[_Figure, typer.Option(metavar="FILE", help="File to draw, vectors.")] = None,
    svg: Annotated[_Figure, typer.Option(metavar="FILE", help="File to draw, vectors.")] = None,
    layout: Annotated[
        str, typer.Option(metavar="NAME", help="force, or fitness for heights that show it.")
    ] = "force",
    verbose: Verbose = 0,
) -> None:
    """Redraw the network of a saved run; without a file, the pictures in its folder."""
    from landscape.cli.plot import redraw

    files = {"png": png, "html": html, "pdf": pdf, "svg": svg}
    redraw(run, {kind: file for kind, file in files.items() if file is not None}, layout)
