"""Fetching a dataset's files, when a person asks for it."""

from __future__ import annotations

from pathlib import Path

from landscape.errors import DataError, DataMissingError
from landscape.reason import reason
from landscape.registry import find_name
from proxies.images.sources import SOURCES

__all__ = ["download"]


def download(name: str, folder: Path) -> Path:
    """Fetch the archive of a dataset into a folder, unless the whole of it is there.

    Parameters
    ----------
    name
        ``cifar10`` or ``cifar100``.
    folder
        Made if need be. `load_images` finds the archive in any of `data_folders`.

    Returns
    -------
    The archive, whose MD5 checksum is the published one.

    Raises
    ------
    UnknownNameError
        If there is no such dataset.
    DataMissingError
        If it cannot be downloaded: no public link, no connection, no room.
    DataError
        If what came is not the published file; nothing is kept then.
    """
    source = SOURCES[find_name("dataset", name, SOURCES)]
    archive = source.archive
    if archive is None:
        raise DataMissingError(
            f"{name} has no public link to its files: find the folder {source.folder} through "
            f"{source.page} and put it in {folder}"
        )
    # Slow to import, and only who downloads needs it. It comes without types.
    import pooch  # type: ignore[import-untyped]

    try:
        known_hash = f"md5:{archive.md5}"
        return Path(pooch.retrieve(archive.url, known_hash, fname=archive.name, path=folder))
    except OSError as error:  # what requests raises is one, too
        raise DataMissingError(
            f"{archive.url} could not be put in {folder} ({reason(error)}): check the connection "
            "and the folder, or bring the file there by other means"
        ) from error
    except ValueError as error:
        raise DataError(
            f"{archive.url} gave another file than the published one (MD5 {archive.md5}): try again"
        ) from error
