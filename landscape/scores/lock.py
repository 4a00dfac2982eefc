"""One process at a time in an output folder."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from landscape.errors import LandscapeError
from landscape.files import writing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

__all__ = ["locked"]

_LOCK = ".lock"
_HOLDER = ".lock-holder"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold `folder`, made if need be, for this process alone.

    The operating system releases the lock when the process ends, however it ends. The empty file
    ``.lock`` stays: removing it would let two processes lock two files of the same name.

    Raises
    ------
    LandscapeError
        At once, if another process holds the folder.
    OutputError
        If the folder cannot be made or written to.
    """
    holder = folder / _HOLDER
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = _acquire(folder)
    with lock:
        with writing(holder):
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()}", "utf-8")
        try:
            yield
        finally:
            holder.unlink(missing_ok=True)


def _acquire(folder: Path) -> AbstractContextManager[object]:
    try:
        return FileLock(folder / _LOCK).acquire(blocking=False)
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
        return holder.read_text("utf-8")
    except FileNotFoundError:  # it took the lock and has not yet said who it is
        return "another process"
