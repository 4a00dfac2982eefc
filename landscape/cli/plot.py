"""``landscape plot``: redraw a saved run without computing it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from landscape.errors import OptionError
from landscape.run import Run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["redraw"]


def redraw(folder: Path, files: Mapping[str, Path], layout: str) -> None:
    """Draw the monotonic network of the run in `folder`.

    Parameters
    ----------
    folder
        Folder of a run.
    files
        ``png``, ``html``, ``pdf`` or ``svg`` → the file to write, whose name ends in it; without
        any, the pictures in the folder are drawn again.
    layout
        See `viz.mlon_figure`.
    """
    from viz import mlon_figure, save

    for kind, file in files.items():
        if file.suffix.lower() != f".{kind}":
            raise OptionError(f"--{kind} {file}: expected a name that ends in .{kind}")
    run = Run(folder)
    about = run.summary.get("figure", {})
    figure = mlon_figure(
        run.read_network("mlon"),
        title=about.get("title"),
        fitness_label=about.get("fitness_label"),
        layout=layout,
    )
    for file in files.values() or (run.html, run.png):
        typer.echo(save(figure, file))
