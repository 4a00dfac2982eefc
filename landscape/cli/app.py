"""The commands and their options; the work is imported by the command that does it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional, TypeVar

import typer

from landscape import __version__
from landscape.cli.console import set_verbosity, verbosity
from landscape.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["app"]

app = typer.Typer(
    help="Fitness landscapes and local optima networks of neural architecture search spaces.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Number = TypeVar("Number", int, float)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


def _verbose(level: int) -> None:
    set_verbosity(max(level, verbosity()))  # given before the command, or after it


def _parser(kind: Callable[[str], Number], expected: str) -> Callable[[str], Number]:
    """Return a parser whose complaint has the value; Typer's own has not."""

    def parse(text: str) -> Number:
        try:
            return kind(text)
        except ValueError as error:
            raise typer.BadParameter(f"{text!r}: expected {expected}") from error

    return parse


_whole = _parser(int, "a whole number")
_number = _parser(float, "a number")

Space = Annotated[str, typer.Option(metavar="NAME", help="Search space: nb201.")]
Verbose = Annotated[
    int,
    typer.Option(
        "--verbose",
        "-v",
        count=True,
        callback=_verbose,
        show_default=False,
        help="Say more; -vv shows tracebacks.",
    ),
]


@app.callback()
def _main(
    verbose: Verbose = 0,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def build(
    metric: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What to climb on: synflow, params, flops; or a column of --scores.",
        ),
    ],
    space: Space = "nb201",
    dataset: Annotated[
        Optional[str],  # noqa: UP045 - typer reads it at run time
        typer.Option(
            metavar="NAME",
            help="cifar10 (default), cifar100 or ImageNet16-120; a label with --scores.",
        ),
    ] = None,
    scores: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            metavar="FILE",
            help="Parquet or CSV file with scores of your own, one row an architecture.",
        ),
    ] = None,
    key: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="COLUMN", help="Column of --scores with the architectures, in any notation."
        ),
    ] = None,
    minimize: Annotated[
        bool, typer.Option("--minimize", help="Lower values of --scores are better.")
    ] = False,
    resolution: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(
            parser=_number,
            metavar="R",
            help="Snap fitness to multiples of this before anything else.",
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(parser=_whole, metavar="N", help="Picks the random initial weights.")
    ] = 0,
    repeats: Annotated[
        int, typer.Option(parser=_whole, metavar="N", help="Initialisations to average over.")
    ] = 1,
    init: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="shared: one weight a place for all; independent: one each."
        ),
    ] = "shared",
    device: Annotated[
        str, typer.Option(metavar="NAME", help="auto, cpu, cuda or cuda:N.")
    ] = "auto",
    batch: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(
            parser=_whole,
            metavar="N",
            help="Architectures evaluated at once; by default as memory allows.",
        ),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            metavar="DIR", help="Folder for the results; default runs/SPACE-METRIC-DATASET."
        ),
    ] = None,
    verbose: Verbose = 0,
) -> None:
    """Score a space, climb from everywhere, and leave a monotonic local optima network."""
    from landscape.cli.build import build_run
    from landscape.cli.sources import ProxySource, Source, TableSource
    from proxies.settings import Settings

    source: Source
    how = (seed, repeats, init, device, batch)
    if scores is None:
        if key is not None or minimize:
            raise OptionError("--key and --minimize describe a table: give it with --scores FILE")
        source = ProxySource.of(space, metric, Settings(dataset or "cifar10", *how))
    else:
        if Settings("cifar10", *how) != Settings():
            raise OptionError(
                "--seed, --repeats, --init, --device and --batch say how networks are scored, "
                "and --scores FILE brings scores: leave one or the other out"
            )
        source = TableSource.of(space, metric, dataset, scores, key=key, minimize=minimize)
    build_run(source, resolution, out)


@app.command()
def info(
    architecture: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(
            metavar="ARCHITECTURE", help="An architecture in any notation; without it, the space."
        ),
    ] = None,
    space: Space = "nb201",
    verbose: Verbose = 0,
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
