"""Where the records of NATS-Bench are: a folder of one file an architecture, or its archive.

The name says which benchmark it is, and has five digits of an MD5 checksum:
``NATS-tss-v1_0-3ffb9-simple``. That is the checksum of the one large file that has all records
(``NATS-tss-v1_0-3ffb9.pickle.pbz2``); folder and archive are only named after it
(``exps/NATS-Bench/tss-collect.py`` of D-X-Y/AutoDL-Projects), and checksums of their own are not
published. So what is checked of them is the content: list of architectures, and every record.
"""

from __future__ import annotations

import hashlib
import os
import re
import tarfile
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from landscape.benchmarks.readers.nats.bz2_file import MOST
from landscape.disk.files import read_bytes
from landscape.errors import DataError, DataMissingError
from landscape.reason import reason

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.disk.files import JSON

__all__ = ["NatsArchive", "NatsFiles", "NatsFolder", "find_nats"]

META = "meta.pickle.pbz2"
"""The file that lists the architectures."""

_RECORD = re.compile(r"(\d{6})\.pickle\.pbz2")


class NatsFiles(Protocol):
    """The lists and records of a folder or archive, read one at a time."""

    name: str

    @property
    def sizes(self) -> Mapping[str, int]:
        """The files by name, with their sizes in bytes."""

    def read(self, name: str) -> bytes:
        """Return the content of a file."""


class NatsFolder:
    """A folder, unpacked from the archive."""

    def __init__(self, path: Path) -> None:
        self.name, self._path = str(path), path

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """The files by name, with their sizes in bytes."""
        with os.scandir(self._path) as entries:
            sizes = {entry.name: entry.stat().st_size for entry in entries if entry.is_file()}
        return _checked(sizes, self.name)

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        return read_bytes(self._path / name)


class NatsArchive:
    """A ``.tar``, left packed."""

    def __init__(self, path: Path) -> None:
        self.name, self._path = str(path), path

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """Where in the archive each file begins, and its size. Links are left out."""
        try:
            with tarfile.open(self._path, "r:") as archive:
                return {
                    member.name.rpartition("/")[2]: (member.offset_data, member.size)
                    for member in archive
                    if member.isreg()
                }
        except FileNotFoundError as error:
            raise DataMissingError(f"there is no file {self._path}: check the path") from error
        except (tarfile.TarError, OSError, EOFError) as error:
            raise DataError(
                f"{self._path} is no whole archive ({reason(error)}): download it again"
            ) from error

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """The files by name, with their sizes in bytes."""
        return _checked({name: size for name, (_, size) in self._places.items()}, self.name)

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        if name not in self._places:
            raise DataMissingError(f"{self._path} holds no {name}: download it again")
        start, size = self._places[name]
        with self._path.open("rb") as file:
            file.seek(start)
            content = file.read(size)
        if len(content) < size:
            raise DataError(f"{self._path} is cut short inside {name}: download it again")
        return content


def _checked(sizes: dict[str, int], where: str) -> dict[str, int]:
    """Return the files of the benchmark among others, if none is too large to be one."""
    ours = {name: size for name, size in sizes.items() if name == META or _RECORD.fullmatch(name)}
    for name, size in ours.items():
        if size > MOST:
            raise DataError(
                f"{name} in {where} has {size:,} bytes: expected some 100,000; get the file again"
            )
    return ours


def records_of(files: NatsFiles) -> dict[int, str]:
    """Return the names of the records by the benchmark's number, ascending."""
    matches = [_RECORD.fullmatch(name) for name in sorted(files.sizes)]
    return {int(match[1]): match[0] for match in matches if match}


def identity_of(files: NatsFiles) -> Mapping[str, JSON]:
    """Return what tells these files from others, packed or not: every one of them is read."""
    digest = hashlib.sha256()
    for name, size in sorted(files.sizes.items()):
        digest.update(f"{name} {size}\n".encode())
        digest.update(files.read(name))
    return {
        "name": os.path.basename(files.name),
        "files": len(files.sizes),
        "bytes": sum(files.sizes.values()),
        "sha256": digest.hexdigest(),
    }


def find_nats(path: Path, kind: str) -> Path:
    """Return the folder, archive or large file that `path` names or contains, in this order.

    Parameters
    ----------
    path
        One of the three, or a folder in which one of them is.
    kind
        ``"tss"`` or ``"sss"``.

    Raises
    ------
    DataMissingError
        If there is none.
    """
    if path.is_file() or (path / META).is_file():
        return path
    inside = [
        *(meta.parent for meta in sorted(path.glob(f"NATS-{kind}-*-simple/{META}"))),
        *sorted(path.glob(f"NATS-{kind}-*-simple.tar")),
        *sorted(path.glob(f"NATS-{kind}-*.pickle.pbz2")),
    ]
    if inside:
        return inside[0]
    raise DataMissingError(
        f"there is no NATS-{kind}-*-simple folder or .tar at {path}: expected one, with {META} and "
        "one file an architecture in it; https://github.com/D-X-Y/NATS-Bench says where to get it"
    )
