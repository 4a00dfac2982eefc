"""Where on this machine datasets' own files are."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from landscape.catalogue import Catalogue
from landscape.disk.folders import data_folders
from landscape.errors import DataMissingError
from proxies.images.sources import SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from proxies.images.sources import Source

__all__ = ["find", "is_absent", "list_images"]


def list_images(data_dir: Path | None = None) -> Catalogue:
    """List the images of datasets: there or missing, what for, and where to get them.

    Parameters
    ----------
    data_dir
        Where to look first.

    Examples
    --------
    >>> from proxies.images import list_images
    >>> list_images().table()["name"].tolist()
    ['cifar10', 'cifar100', 'ImageNet16-120']
    """
    rows = tuple(_listed(name, source, data_dir) for name, source in SOURCES.items())
    return Catalogue("images", ("name", "space", "state", "what for", "where"), rows)


def _listed(name: str, source: Source, data_dir: Path | None) -> tuple[str | None, ...]:
    purpose = "images, for metrics that need data"
    try:
        return name, None, "there", purpose, str(find(name, source, data_dir))
    except DataMissingError:
        command = f"`landscape data download {name}`"
        how = command if source.archive else f"folder {source.folder} from {source.page}"
        return name, None, "missing", purpose, how


def find(name: str, source: Source, data_dir: Path | None) -> Path:
    """Return the folder that holds all files of a source, or else its archive.

    Raises
    ------
    DataMissingError
        If neither is in any of `data_folders`.
    """
    incomplete = ""
    for place in _places(source, data_dir):
        if source.archive and place.name == source.archive.name and os.path.isfile(place):
            return place
        if place.name == source.folder and os.path.isdir(place):
            missing = [file for file in source.files if not os.path.isfile(place / file)]
            if not missing:
                return place
            incomplete = incomplete or f" ({place} lacks {missing[0]})"
    raise DataMissingError(_advice(name, source, data_folders(data_dir), incomplete))


def is_absent(name: str, data_dir: Path | None) -> bool:
    """Tell whether nothing of a dataset's own images is anywhere, not even a part of them."""
    source = SOURCES.get(name)
    if source is None:
        return True
    names = (source.folder, source.archive and source.archive.name)
    return not any(p.name in names and p.exists() for p in _places(source, data_dir))


def _places(source: Source, data_dir: Path | None) -> Iterator[Path]:
    for folder in data_folders(data_dir):
        yield folder  # it may be the very folder
        for parent in (folder, folder / "cifar.python"):  # NAS-Bench-201's habit
            yield parent / source.folder
            if source.archive:
                yield parent / source.archive.name


def _advice(name: str, source: Source, folders: list[Path], incomplete: str) -> str:
    if source.archive:
        looked_for = f"{source.folder}/ or {source.archive.name}"
        remedy = (
            f"run `landscape data download {name}`, or put {source.archive.url} in {folders[0]}"
        )
    else:
        looked_for = f"{source.folder}/"
        remedy = f"put that folder, found through {source.page}, in {folders[0]}"
    looked_in = ", ".join(map(str, folders))
    return (
        f"no images of {name}: there is no {looked_for} in {looked_in}{incomplete}; {remedy}; "
        "--data FILE.npz or --data noise do without"
    )
