"""The command line: every command, and the options before it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landscape import __version__
from landscape.cli.browse import data_app, list_app
from landscape.cli.commands.analyse import analyse
from landscape.cli.commands.build import build
from landscape.cli.commands.compare import compare
from landscape.cli.commands.explore import explore
from landscape.cli.commands.figure import figure
from landscape.cli.commands.info import info
from landscape.cli.commands.plot import plot
from landscape.cli.commands.score import score
from landscape.cli.commands.search import search
from landscape.cli.commands.stability import stability
from landscape.cli.commands.uncertainty import uncertainty
from landscape.cli.options import Listing, Verbose, path

__all__ = ["app"]

app = typer.Typer(
    help="Fitness landscapes and local optima networks of neural architecture search spaces.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _main(
    verbose: Verbose = 0,
    load: Annotated[
        list[Path] | None,
        typer.Option(
            parser=path,
            metavar="FILE",
            envvar="LANDSCAPE_LOAD",
            help="Python file that registers spaces, metrics, searches, figures, benchmarks or "
            "analyses of your own; may be given several times.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    if load:
        from landscape.plugins import load_plugin

        for file in load:
            load_plugin(file)


_COMMANDS = (
    build, score, stability, search, info, analyse, compare, uncertainty, plot, figure, explore,
)  # fmt: skip  # the help lists them in this order
for _command in _COMMANDS:
    app.command(cls=Listing)(_command)
app.add_typer(list_app, name="list")
app.add_typer(data_app, name="data")
