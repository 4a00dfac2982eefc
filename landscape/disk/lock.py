"""One process at a time in an output folder."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from landscape.disk.files import (
    LOCK,
    missing_folders,
    read_bytes,
    remove_partials,
    unless_refused,
    writing,
)
from landscape.errors import DataError, DataMissingError, LandscapeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

__all__ = ["locked"]

_HOLDER = ".lock-holder"


_held: set[tuple[int, Path]] = set()
"""Threads of this process, and the folders they hold."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold `folder`, made if need be, for this thread alone; it may do so again inside the block.

    What killed writers left half-written in it is removed.

    The operating system releases the lock when the process ends, however it ends. The empty file
    ``.lock`` stays: removing it would let two processes lock two files of the same name. Only a
    folder that was made for a block that failed before anything was left in it goes again.

    Raises
    ------
    LandscapeError
        At once, if another process holds the folder.
    OutputError
        If the folder cannot be made or written to.
    """
    mine = threading.get_ident(), Path(os.path.realpath(folder))
    if mine in _held:
        yield
        return
    holder = folder / _HOLDER
    with writing(folder):
        new = missing_folders(folder)
        folder.mkdir(parents=True, exist_ok=True)
        lock = _acquire(folder)
    with lock, unless_refused(folder, new):
        with writing(holder):
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()}", "utf-8")
        remove_partials(folder)
        try:
            _held.add(mine)
            yield
        finally:
            _held.discard(mine)
            holder.unlink(missing_ok=True)


def _acquire(folder: Path) -> AbstractContextManager[object]:
    try:
        return FileLock(folder / LOCK).acquire(blocking=False)
    except NotImplementedError as error:
        raise LandscapeError(
            f"{folder} is on a file system without locks: choose a folder on another one"
        ) from error
    except Timeout as error:
        raise LandscapeError(
            f"{folder} is in use by {_who(folder / _HOLDER)}: wait until it has ended, "
            "or choose another folder"
        ) from error


def _who(holder: Path) -> str:
    try:
        return read_bytes(holder).decode()
    except (DataMissingError, DataError, UnicodeDecodeError):
        return "another process"  # which has not yet said who it is
