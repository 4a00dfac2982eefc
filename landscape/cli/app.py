"""The commands and their options; the work is imported by the command that does it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from landscape import __version__
from landscape.cli.console import set_verbosity
from landscape.errors import OptionError

__all__ = ["app"]

app = typer.Typer(
    help="Fitness landscapes and local optima networks of neural architecture search spaces.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Space = Annotated[str, typer.Option(help="Search space: nb201.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _main(
    verbose: Annotated[
        int, typer.Option("--verbose", "-v", count=True, help="Say more; -vv shows tracebacks.")
    ] = 0,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    set_verbosity(verbose)


@app.command()
def build(
    metric: Annotated[
        str, typer.Option(help="What to climb on: synflow, params, flops; or a column of --scores.")
    ],
    space: Space = "nb201",
    dataset: Annotated[
        Optional[str],  # noqa: UP045 - typer reads it at run time
        typer.Option(help="cifar10 (default), cifar100 or ImageNet16-120; a label with --scores."),
    ] = None,
    scores: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Parquet or CSV file with scores of your own, one row an architecture."),
    ] = None,
    key: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Column of --scores with the architectures, in any notation."),
    ] = None,
    minimize: Annotated[
        bool, typer.Option("--minimize", help="Lower values of --scores are better.")
    ] = False,
    resolution: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Snap fitness to multiples of this before anything else."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Picks the random initial weights.")] = 0,
    repeats: Annotated[int, typer.Option(help="Initialisations to average over.")] = 1,
    init: Annotated[
        str, typer.Option(help="shared: one weight a place for all; independent: one each.")
    ] = "shared",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or cuda:N.")] = "auto",
    batch: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Architectures evaluated at once; by default as memory allows."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder for the results; default runs/SPACE-METRIC-DATASET."),
    ] = None,
) -> None:
    """Score a space, climb from everywhere, and leave a monotonic local optima network."""
    from landscape.cli.build import build_run
    from landscape.cli.sources import ProxySource, Source, TableSource
    from proxies.settings import Settings

    source: Source
    if scores is not None:
        source = TableSource.of(space, metric, dataset, scores, key=key, minimize=minimize)
    elif key is not None or minimize:
        raise OptionError("--key and --minimize describe a table: give it with --scores FILE")
    else:
        settings = Settings(dataset or "cifar10", seed, repeats, init, device, batch)
        source = ProxySource.of(space, metric, settings)
    build_run(source, resolution, out)


@app.command()
def info(
    architecture: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(help="An architecture in any notation; without it, the space."),
    ] = None,
    space: Space = "nb201",
) -> None:
    """Say what a space is, or show an architecture in every notation."""
    from landscape.cli.info import show_architecture, show_space

    if architecture is None:
        show_space(space)
    else:
        show_architecture(space, architecture)


_Figure = Optional[Path]  # noqa: UP045


@app.command()
def plot(
    run: Annotated[Path, typer.Argument(help="Folder that landscape build left.")],
    png: Annotated[_Figure, typer.Option(help="File to draw, 300 dpi.")] = None,
    html: Annotated[_Figure, typer.Option(help="File to draw, interactive.")] = None,
    pdf: Annotated[_Figure, typer.Option(help="File to draw, vectors.")] = None,
    svg: Annotated[_Figure, typer.Option(help="File to draw, vectors.")] = None,
    layout: Annotated[
        str, typer.Option(help="force, or fitness for heights that show it.")
    ] = "force",
) -> None:
    """Redraw the network of a saved run; without a file, the pictures in its folder."""
    from landscape.cli.plot import redraw

    files = {"png": png, "html": html, "pdf": pdf, "svg": svg}
    redraw(run, {kind: file for kind, file in files.items() if file is not None}, layout)
