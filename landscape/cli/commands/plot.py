"""``landscape plot`` and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landscape.cli.options import Verbose, path, whole

__all__ = ["plot"]


_Figure = Path | None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r}: expected a number") from error


def plot(
    run: Annotated[
        Path,
        typer.Argument(
            parser=path,
            metavar="RUN",
            help="Folder that landscape build, or landscape search, left.",
        ),
    ],
    png: Annotated[
        _Figure, typer.Option(parser=path, metavar="FILE", help="File to draw, 300 dpi.")
    ] = None,
    html: Annotated[
        _Figure, typer.Option(parser=path, metavar="FILE", help="File to draw, interactive.")
    ] = None,
    pdf: Annotated[
        _Figure, typer.Option(parser=path, metavar="FILE", help="File to draw, vectors.")
    ] = None,
    svg: Annotated[
        _Figure, typer.Option(parser=path, metavar="FILE", help="File to draw, vectors.")
    ] = None,
    kind: Annotated[
        str, typer.Option(metavar="NAME", help="Network to draw: lon, mlon or cmlon.")
    ] = "mlon",
    layout: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="force; fitness, or rank, for heights that show it; 3d for both.",
        ),
    ] = "force",
    colour: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT",
            help="Colour optima by a column of the run's scores, by the fitness of another run "
            "(its folder), by a metric of a benchmark, such as test_acc, or by funnel. May be "
            "given several times: a page shows all of an optimum, and switches between them.",
        ),
    ] = None,
    funnels: Annotated[
        bool,
        typer.Option(
            "--funnels",
            help="Colour optima by the funnel they are in; those in several have another colour.",
        ),
    ] = False,
    colour_scale: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="How numbers become colours: value, rank or log; by default value, or rank where "
            "nine tenths of the optima would look alike.",
        ),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What sizes show: in_edges, or basin; by default incoming edges, in a cmlon "
            "the optima contracted.",
        ),
    ] = None,
    min_weight: Annotated[
        float, typer.Option(parser=_number, metavar="N", help="Leave out edges of less weight.")
    ] = 0.0,
    labels: Annotated[
        int, typer.Option(parser=whole, metavar="N", help="Name the N best optima.")
    ] = 0,
    theme: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="light or dark; by default light, on a page what the reader's system is.",
        ),
    ] = None,
    width: Annotated[
        float | None,
        typer.Option(
            parser=_number,
            metavar="INCHES",
            help="Width on paper; by default 6.5, in a column of two 3.3 is right.",
        ),
    ] = None,
    font: Annotated[
        str, typer.Option(metavar="NAME", help="Letters on paper: sans, serif or latex-like.")
    ] = "sans",
    font_size: Annotated[
        float | None,
        typer.Option(
            parser=_number,
            metavar="POINTS",
            help="Of letters on paper; by default 8, in a column 7.",
        ),
    ] = None,
    verbose: Verbose = 0,
) -> None:
    """Redraw the network of a saved run; without a file, the pictures in its folder."""
    from viz.runs.networks import Drawing, redraw

    files = {"png": png, "html": html, "pdf": pdf, "svg": svg}
    drawing = Drawing(
        kind,
        layout,
        tuple(colour or ()),
        funnels,
        colour_scale,
        size,
        min_weight,
        labels,
        theme,
        width,
        font,
        font_size,
    )
    redraw(run, {kind: file for kind, file in files.items() if file is not None}, drawing)
