"""The commands ``landscape list`` and ``landscape data``, each a group of commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landscape.cli.listing import Listing, Verbose
from landscape.cli.typed import path
from landscape.errors import OptionError
from landscape.names import match_name

__all__ = ["data_app", "list_app"]

list_app = typer.Typer(help="List what there is to choose from.", rich_markup_mode=None)
data_app = typer.Typer(
    help="Benchmarks of trained networks, and the images that some metrics need.",
    rich_markup_mode=None,
)


@list_app.command("metrics", cls=Listing)
def _metrics(verbose: Verbose = 0) -> None:
    """List metrics: direction, unit, whether they need images, source and formula."""
    from landscape.cli.lists import list_metrics

    list_metrics()


@list_app.command("spaces", cls=Listing)
def _spaces(verbose: Verbose = 0) -> None:
    """List search spaces."""
    from landscape.cli.lists import list_spaces

    list_spaces()


@list_app.command("analyses", cls=Listing)
def _analyses(verbose: Verbose = 0) -> None:
    """List the numbers that describe a landscape: range, source and definition."""
    from landscape.cli.lists import list_analyses

    list_analyses()


@list_app.command("algorithms", cls=Listing)
def _algorithms(verbose: Verbose = 0) -> None:
    """List searches: what guides them, their settings and source."""
    from landscape.cli.lists import list_algorithms

    list_algorithms()


@list_app.command("figures", cls=Listing)
def _figures(verbose: Verbose = 0) -> None:
    """List the kinds of figures that landscape figure draws: of what, options and source."""
    from landscape.cli.lists import list_figures

    list_figures()


@list_app.command("datasets", cls=Listing)
def _datasets(verbose: Verbose = 0) -> None:
    """List datasets."""
    from landscape.cli.lists import list_datasets

    list_datasets()


_DataDir = Annotated[
    Path | None,
    typer.Option(
        parser=path,
        metavar="DIR",
        help="Folder of data; by default $LANDSCAPE_DATA, $TORCH_HOME or ~/.torch.",
    ),
]
_Text = str | None
Missing = Annotated[
    list[str] | None,
    typer.Option(
        "--missing",
        metavar="VALUE",
        help="What means in the table that there is no number, such as -1. May be given several "
        "times.",
    ),
]


@data_app.command("list", cls=Listing)
def _data_list(data_dir: _DataDir = None, verbose: Verbose = 0) -> None:
    """List benchmarks and images: there or missing, what for, and where to get them."""
    from landscape.cli.data import list_data

    list_data(data_dir)


@data_app.command("show", cls=Listing)
def _data_show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A benchmark that was imported.")],
    data_dir: _DataDir = None,
    verbose: Verbose = 0,
) -> None:
    """Show what an imported benchmark holds: datasets, schedules, metrics, epochs, runs."""
    from landscape.cli.data import show_data

    show_data(name, data_dir)


@data_app.command("remove", cls=Listing)
def _data_remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A benchmark that was imported.")],
    data_dir: _DataDir = None,
    verbose: Verbose = 0,
) -> None:
    """Remove an imported benchmark or table; the files that it was read from stay."""
    from landscape.cli.data import remove_data

    remove_data(name, data_dir)


@data_app.command("import", cls=Listing)
def _data_import(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="{benchmarks}; or table, for a table of your own."),
    ],
    path: Annotated[
        Path,
        typer.Argument(parser=path, metavar="PATH", help="The file or folder as it was published."),
    ],
    partial: Annotated[
        bool, typer.Option("--partial", help="Take a benchmark of which records are missing.")
    ] = False,
    space: Annotated[
        _Text, typer.Option(metavar="NAME", help="Space of a table of your own: {spaces}.")
    ] = None,
    called: Annotated[
        _Text,
        typer.Option(
            "--name", metavar="NAME", help="What to call a table of your own; by default its file."
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN=METRIC,...",
            help="Column of your table and what it is: "
            "acc=test_acc,dataset=cifar10,hp=200,epoch=200,run=777,resolution=0.01. May be given "
            "several times; by default every column of numbers, under its own name.",
        ),
    ] = None,
    key: Annotated[
        _Text, typer.Option(metavar="COLUMN", help="Column of your table with architectures.")
    ] = None,
    where: Annotated[
        _Text,
        typer.Option(metavar="COLUMN=VALUE", help="Read only the rows of your table that have it."),
    ] = None,
    missing: Missing = None,
    data_dir: _DataDir = None,
    verbose: Verbose = 0,
) -> None:
    """Read a benchmark once, check it, and leave tables that load at once."""
    from landscape.cli.data import import_files, import_table

    if match_name(name, ["table"]) is None:
        if space or called or column or key is not None or where or missing:
            raise OptionError(
                "--space, --name, --column, --key, --where and --missing describe a table of your "
                "own: `landscape data import table FILE`"
            )
        import_files(name, path, partial=partial, folder=data_dir)
        return
    if space is None or partial:
        raise OptionError(
            "a table of your own may have any rows, so leave out --partial"
            if partial
            else "say which space the architectures of the table are of: --space NAME"
        )
    import_table(
        path,
        space,
        called,
        column or [],
        key=key,
        where=where,
        missing=missing or (),
        folder=data_dir,
    )


@data_app.command("download", cls=Listing)
def _download(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Dataset: {downloads}.")],
    data_dir: Annotated[
        Path | None,
        typer.Option(
            parser=path,
            metavar="DIR",
            help="Folder for the files; by default where they are looked for first.",
        ),
    ] = None,
    verbose: Verbose = 0,
) -> None:
    """Download the images of a dataset, and check that they are the published ones."""
    from landscape.cli.data import download_dataset

    download_dataset(name, data_dir)
