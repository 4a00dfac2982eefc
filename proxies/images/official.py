"""The training images of a dataset, from the files it was published in."""

from __future__ import annotations

import hashlib
import tarfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from landscape.disk.files import read_bytes
from landscape.errors import DataError, OptionError
from landscape.pickles.unpickle import unpickle as unpickle_plain
from landscape.reason import reason
from proxies.images.find import find
from proxies.images.sources import SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from landscape.datasets import Dataset
    from proxies.images.sources import Source


__all__ = ["contents", "read_official", "unpickle"]


def read_official(
    task: Dataset, data_dir: Path | None
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return all training images of the first ``task.classes`` classes, in the published order.

    Returns
    -------
    images, labels
        uint8 of shape ``(n, 3, task.size, task.size)`` and int64 of shape ``(n,)``.

    Raises
    ------
    OptionError
        If the files of such a dataset are not known.
    DataMissingError
        If they are in none of the folders.
    DataError
        If one is not the published file.
    """
    if task.name not in SOURCES:
        raise OptionError(
            f"dataset {task.name!r} has no files of its own here: expected images from an .npz "
            f"file or noise (--data), or one of {', '.join(SOURCES)}"
        )
    source = SOURCES[task.name]
    place = find(task.name, source, data_dir)
    batches = {
        name: _batch(unpickle(content, f"{name} in {place}"), source, task, f"{name} in {place}")
        for name, content in contents(source, place)
    }
    images = np.concatenate([batches[name][0] for name in source.files])
    labels = np.concatenate([batches[name][1] for name in source.files])
    return images.reshape(-1, 3, task.size, task.size), labels


def _batch(
    batch: dict[str, object], source: Source, task: Dataset, where: str
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the images of one file, shape ``(n, 3 · size²)``, a channel after the other."""
    data, labels = batch.get("data"), batch.get(source.labels)
    width = 3 * task.size**2
    if (
        not isinstance(data, np.ndarray)
        or data.dtype != np.uint8
        or data.shape[1:] != (width,)
        or not isinstance(labels, list | np.ndarray)
        or len(labels) != len(data)
    ):
        raise DataError(
            f"{where} is no batch of images: expected data (uint8, n × {width}) and "
            f"{source.labels} (n whole numbers); get the published file"
        )
    numbers = np.asarray(labels, dtype=np.int64) - source.first_label
    kept = (numbers >= 0) & (numbers < task.classes)
    return data[kept], numbers[kept]


def unpickle(content: bytes, where: str) -> dict[str, object]:
    """Return what was pickled: numbers, texts, lists and arrays of numbers, by name.

    Text that Python 2 wrote is decoded as Latin-1. Arrays are read-only.

    Parameters
    ----------
    content
        The pickle.
    where
        What it is, for messages.

    Raises
    ------
    DataError
        If it is broken, no dictionary, or asks for anything else.
    """
    entries = unpickle_plain(content, where)
    if not isinstance(entries, dict):
        raise DataError(
            f"{where} is no pickle of plain arrays by name (it holds a {type(entries).__name__}): "
            "get the published file"
        )
    return entries


def contents(source: Source, place: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every file of a source.

    Parameters
    ----------
    source
        The files and their checksums.
    place
        The folder, or the archive, whose order of files is its own.

    Raises
    ------
    DataError
        If a file cannot be read or has another checksum, or the archive is truncated.
    """
    found = _from_folder if place.is_dir() else _from_archive
    for name, content in found(source, place):
        checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if checksum != source.files[name]:
            raise DataError(
                f"{name} in {place} has the MD5 checksum {checksum}: expected "
                f"{source.files[name]}, that of the published file; get it again"
            )
        yield name, content


def _from_folder(source: Source, folder: Path) -> Iterator[tuple[str, bytes]]:
    for name in source.files:
        yield name, read_bytes(folder / name)


def _from_archive(source: Source, path: Path) -> Iterator[tuple[str, bytes]]:
    """Read the archive once from front to back, in memory, no further than needed."""
    wanted = {f"{source.folder}/{name}": name for name in source.files}
    try:
        with tarfile.open(path, "r|gz") as archive:
            for member in archive:
                path_inside = str(PurePosixPath(member.name))
                file = archive.extractfile(member) if member.isfile() else None
                if file is not None and path_inside in wanted:
                    yield wanted.pop(path_inside), file.read()
                if not wanted:
                    return
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise DataError(
            f"{path} is no whole archive ({reason(error)}): download it again"
        ) from error
    raise DataError(f"{path} holds no file {', '.join(wanted)}: download it again")
