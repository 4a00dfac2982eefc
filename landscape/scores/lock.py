"""One process at a time in an output folder."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from landscape.errors import DataError, DataMissingError, LandscapeError
from landscape.files import read_bytes, remove_partials, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

__all__ = ["locked"]

_LOCK = ".lock"
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
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        lock = _acquire(folder)
    with lock, _not_left_empty(made):
        with writing(holder):
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()}", "utf-8")
        remove_partials(folder)
        try:
            _held.add(mine)
            yield
        finally:
            _held.discard(mine)
            holder.unlink(missing_ok=True)


@contextmanager
def _not_left_empty(made: Sequence[Path]) -> Iterator[None]:
    """Remove folders, from the innermost out, if the block fails and left nothing in them."""
    try:
        yield
    except BaseException:
        if made and os.listdir(made[0]) == [_LOCK]:
            with suppress(OSError):  # somebody else has begun to use them
                (made[0] / _LOCK).unlink()
                for folder in made:
                    folder.rmdir()
        raise


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
        return read_bytes(holder).decode()
    except (DataMissingError, DataError, UnicodeDecodeError):
        return "another process"  # which has not yet said who it is
