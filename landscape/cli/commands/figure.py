"""``landscape figure`` and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landscape.cli.options import Labels, Verbose, path

__all__ = ["figure"]

_Text = str | None
_OF_TRENDS = "trends: "


def figure(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="What to draw; see landscape list figures.")
    ],
    runs: Annotated[
        list[Path],
        typer.Argument(
            parser=path,
            metavar="RUN...",
            help="Folders that landscape build, or landscape search, left.",
        ),
    ],
    out: Annotated[
        list[Path] | None,
        typer.Option(
            parser=path,
            metavar="FILE",
            help="File to draw: .png, .pdf, .svg or .html; or its numbers as .csv, .md or .tex. "
            "May be given several times; by default KIND.html and KIND.png.",
        ),
    ] = None,
    label: Labels = None,
    title: Annotated[_Text, typer.Option(metavar="TEXT", help="Title; empty for none.")] = None,
    quality: Annotated[
        list[Path] | None,
        typer.Option(
            parser=path,
            metavar="RUN",
            help="Run whose fitness says how good an architecture is; by default the runs of "
            "test_acc among RUN. May be given once a dataset.",
        ),
    ] = None,
    top: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="overlap: share that counts as best; default 0.01."),
    ] = None,
    scale: Annotated[
        _Text, typer.Option(metavar="NAME", help="scatter: auto, linear, log or rank.")
    ] = None,
    over: Annotated[
        _Text,
        typer.Option(metavar="COST", help=f"{_OF_TRENDS}over evaluations, seconds or epochs."),
    ] = None,
    of: Annotated[
        _Text,
        typer.Option(metavar="NAME", help=f"{_OF_TRENDS}the best so far, or the current solution."),
    ] = None,
    band: Annotated[
        _Text, typer.Option(metavar="NAME", help=f"{_OF_TRENDS}std, quartiles, ci or none.")
    ] = None,
    log: Annotated[
        bool | None,
        typer.Option(
            "--log/--linear", help=f"{_OF_TRENDS}how costs are spaced; by default as they need."
        ),
    ] = None,
    lowest: Annotated[
        float | None, typer.Option(metavar="VALUE", help=f"{_OF_TRENDS}the lowest value shown.")
    ] = None,
    layout: Annotated[
        _Text, typer.Option(metavar="NAME", help="mlon-grid: how networks are laid out.")
    ] = None,
    colour_scale: Annotated[
        _Text,
        typer.Option(metavar="NAME", help="mlon-grid: colours by value, rank or log."),
    ] = None,
    width: Annotated[
        float | None,
        typer.Option(metavar="INCHES", help="Width on paper: 3.3 is a column; default 6.9."),
    ] = None,
    font: Annotated[_Text, typer.Option(metavar="NAME", help="sans, serif or latex-like.")] = None,
    font_size: Annotated[
        float | None, typer.Option(metavar="POINTS", help="Size of letters on paper.")
    ] = None,
    theme: Annotated[_Text, typer.Option(metavar="NAME", help="light or dark.")] = None,
    verbose: Verbose = 0,
) -> None:
    """Draw a figure of several runs, as a page, for print, or its numbers as a table."""
    from viz.runs.figure import draw_figure

    look = {"width": width, "font": font, "font_size": font_size, "theme": theme}
    options = {
        "top": top, "scale": scale, "over": over, "of": of, "band": band, "log": log,
        "lowest": lowest, "layout": layout, "colour_scale": colour_scale,
    }  # fmt: skip
    files, judges, labels = out or [], quality or [], label or []
    draw_figure(kind, runs, files, title, judges, options=options, look=look, labels=labels)
