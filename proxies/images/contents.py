"""The bytes of a dataset's files, handed on only if they are the published ones."""

from __future__ import annotations

import hashlib
import tarfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from landscape.disk.files import read_bytes
from landscape.errors import DataError
from landscape.reason import reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from proxies.images.sources import Source

__all__ = ["contents"]


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
