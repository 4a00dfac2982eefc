"""``landscape data``: the image files that some metrics need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.cli.console import show_table
from proxies.images import data_folders, download

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["download_dataset"]


def download_dataset(name: str, folder: Path | None) -> None:
    """Fetch the files of a dataset into `folder`, by default where they are looked for first."""
    show_table({"dataset": name, "file": str(download(name, folder or data_folders()[0]))})
