"""The commands ``landscape list`` and ``landscape data``, each a group of commands."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import Annotated, Optional

import typer

from landscape.cli.options import Listing, Verbose

__all__ = ["data_app", "list_app"]

list_app = typer.Typer(help="List what there is to choose from.", rich_markup_mode=None)
data_app = typer.Typer(help="Get the images that some metrics need.", rich_markup_mode=None)


@list_app.command("metrics")
def _metrics(verbose: Verbose = 0) -> None:
    """List metrics: direction, unit, whether they need images, source and formula."""
    from landscape.cli.lists import list_metrics

    list_metrics()


@list_app.command("spaces")
def _spaces(verbose: Verbose = 0) -> None:
    """List search spaces."""
    from landscape.cli.lists import list_spaces

    list_spaces()


@list_app.command("datasets")
def _datasets(verbose: Verbose = 0) -> None:
    """List datasets."""
    from landscape.cli.lists import list_datasets

    list_datasets()


@data_app.callback()
def _data() -> None:
    pass  # makes a group of what has one command


@data_app.command("download", cls=Listing)
def _download(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Dataset: {downloads}.")],
    data_dir: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads it at run time
        typer.Option(
            metavar="DIR", help="Folder for the files; by default where they are looked for first."
        ),
    ] = None,
    verbose: Verbose = 0,
) -> None:
    """Download the images of a dataset, and check that they are the published ones."""
    from landscape.cli.data import download_dataset

    download_dataset(name, data_dir)
