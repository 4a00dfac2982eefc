"""The commands ``landscape data``."""

from __future__ import annotations

from landscape.cli.app import group_of
from landscape.options.data import (
    DataFolderOptions,
    DownloadOptions,
    ImportedOptions,
    ImportOptions,
)

__all__ = ["data"]


def _list(options: DataFolderOptions) -> None:
    """List benchmarks and images: there or missing, what for, and where to get them."""
    from landscape.api.data import list_data  # what it needs is slow to import
    from landscape.cli.console import show_catalogue

    show_catalogue(list_data(**options.arguments()))


def _show(options: ImportedOptions) -> None:
    """Show what a benchmark holds: datasets, schedules, metrics, epochs and runs."""
    from landscape.cli.console import show_catalogue
    from landscape.data import show

    show_catalogue(show(**options.arguments()))


def _remove(options: ImportedOptions) -> None:
    """Remove an imported benchmark or table; the files that it was read from stay."""
    from landscape.cli.console import show_table
    from landscape.data import remove

    places = remove(**options.arguments())
    show_table({"removed": places[0].name, "from": ", ".join(map(str, places))})


def _import(options: ImportOptions) -> None:
    """Read a benchmark once, check it, and leave tables that load at once."""
    from landscape.cli.console import show_catalogue, show_table
    from landscape.data import import_

    imported = import_(**options.arguments())
    show_catalogue(imported)
    show_table({"results": str(imported.folder)})


def _download(options: DownloadOptions) -> None:
    """Download the images of a dataset, and check that they are the published ones."""
    from landscape.cli.console import show_table
    from landscape.data import download
    from landscape.registry import find_name
    from proxies.images.sources import SOURCES

    file = download(**options.arguments())
    name = find_name("dataset", options.dataset, SOURCES)
    show_table({"dataset": name, "file": str(file)})


data = group_of(
    "data",
    "Benchmarks of trained networks, and the images that some metrics need.",
    {
        "list": _list,
        "show": _show,
        "remove": _remove,
        "import": _import,
        "download": _download,
    },
)
