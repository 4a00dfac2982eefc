"""Files that are read whole or replaced whole, in folders that one process holds at a time.

Whatever fails is one clear line. What files are of, settings that decide it, is compared as JSON.
"""

from __future__ import annotations

import errno
import hashlib
import importlib
import json
import os
import re
import socket
import stat
import threading
import uuid
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from filelock import FileLock, Timeout

from landscape.errors import DataError, DataMissingError, LandscapeError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

__all__ = [
    "JSON",
    "LOCK",
    "canonical_json",
    "check_file",
    "first_difference",
    "folder_name",
    "locked",
    "make_folder",
    "missing_folders",
    "read_bytes",
    "reading",
    "remove_partials",
    "unless_refused",
    "write_bytes",
    "write_pieces",
    "writing",
]

LOCK = ".lock"
"""Name of the file that a process holds while it has a folder for itself."""

# Windows has none: there, leftovers stay until somebody deletes them.
_locks: Any = importlib.import_module("fcntl") if os.name == "posix" else None

_PARTIAL = ".partial"
_LONGEST = 200  # of the 255 bytes that file systems allow
_NAMED = 40  # letters of a name that the name of its unfinished file has: they may be of 4 bytes
_ODD = {
    stat.S_IFIFO: "it is a pipe",
    stat.S_IFSOCK: "it is a socket",
    stat.S_IFCHR: "it is a device",
    stat.S_IFBLK: "it is a device",
}


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is there and cannot be read: a folder, or a file of someone else.
    """
    check_file(path)
    with reading(path):
        return path.read_bytes()


def check_file(path: Path) -> None:
    """Make sure that a file can be opened: a pipe or a device would keep the reader for ever.

    Raises
    ------
    DataMissingError, DataError
        See `read_bytes`.
    """
    with reading(path):
        kind = stat.S_IFMT(path.stat().st_mode)
        if kind in _ODD:
            raise DataError(
                f"{path} cannot be read ({_ODD[kind]}): expected a file; save what it gives as one"
            )
        if kind == stat.S_IFDIR:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn every failure to read into one `DataMissingError` or `DataError` that names `path`."""
    try:
        yield
    except LandscapeError:
        raise
    except FileNotFoundError as error:
        raise DataMissingError(f"there is no file {path}: check the path") from error
    except OSError as error:
        raise DataError(
            f"{path} cannot be read ({error.strerror}): expected a file you have access to"
        ) from error


def write_bytes(path: Path, content: bytes, *, alone: bool = True) -> None:
    """Write a file so that, whenever the process is killed, it is there whole or not at all.

    Parameters
    ----------
    path, content
        The file, and what is in it.
    alone
        Whether no other machine writes the same file now, so that what writers that were killed
        left half-written of it can be removed.

    Raises
    ------
    OutputError
        If the folder cannot be written to or the disk is full; an earlier file stays as it was.
    """
    write_pieces(path, (content,), alone=alone)


def write_pieces(path: Path, pieces: Iterable[bytes], *, alone: bool = True) -> None:
    """Write a file piece by piece, and else as `write_bytes` does."""
    with writing(path):
        if alone:
            remove_partials(path.parent, path.name)
        with _claimed(path) as partial:
            with partial.open("wb") as file:
                file.writelines(pieces)
                file.flush()
                # Without it, a power cut may leave the new name on an empty file.
                os.fsync(file.fileno())
            os.replace(partial, path)


@contextmanager
def _claimed(path: Path) -> Iterator[Path]:
    """Make an empty file beside `path`, which `remove_partials` leaves alone inside the block."""
    while True:
        # The name is unique so that two writers never share a half-written file.
        partial = path.with_name(f"{_partial_start(path.name)}{uuid.uuid4().hex}{_PARTIAL}")
        descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
        _lock(descriptor, wait=True)
        if os.fstat(descriptor).st_nlink:
            break
        os.close(descriptor)  # somebody took it for a leftover before it was locked
    if _locks is None:
        os.close(descriptor)
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)
        if _locks is not None:
            os.close(descriptor)


def remove_partials(folder: Path, name: str | None = None) -> None:
    """Remove what killed writers left half-written in `folder`, but nothing of those that live.

    Parameters
    ----------
    folder
        Where to look; it may be missing.
    name
        Look for leftovers of this file alone.
    """
    start = "." if name is None else _partial_start(name)
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return  # nothing was left there, or it is not for this user to see
    for leftover in names:
        if leftover.startswith(start) and leftover.endswith(_PARTIAL):
            _remove_dead(folder / leftover)


def _partial_start(name: str) -> str:
    return f".{name[:_NAMED]}."


def _remove_dead(partial: Path) -> None:
    """Remove an unfinished file, unless somebody is writing it: its writer holds a lock on it."""
    try:
        descriptor = os.open(partial, os.O_RDWR)
    except OSError:
        return  # it is gone by now, or another user's
    try:
        if _lock(descriptor, wait=False):
            partial.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, *, wait: bool) -> bool:
    """Lock a file until it is closed, or the process ends; tell whether that was possible."""
    if _locks is None:
        return False
    try:
        _locks.flock(descriptor, _locks.LOCK_EX | (0 if wait else _locks.LOCK_NB))
    except OSError:  # somebody else holds it, or there are no locks on this file system
        return False
    return True


def folder_name(text: str) -> str:
    """Return a text as the name of one folder: short, and of signs that every system takes.

    What is not a letter, a number or one of ``-_.,+@`` becomes ``_``, and a long name is cut; a
    name that was changed ends with what tells it from others changed alike.
    """
    name = re.sub(r"[^\w.,+@-]+|^\.+", "_", text)
    if name == text and len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - 9]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn every failure to write into one `OutputError` that names `path`."""
    try:
        yield
    except LandscapeError:
        raise
    except OSError as error:
        raise OutputError(
            f"cannot write {path} ({error.strerror}): "
            "choose another place, or make room and give yourself access there"
        ) from error


def make_folder(folder: Path) -> Path:
    """Make a folder, and those it is in, as far as they do not exist; return it.

    Raises
    ------
    OutputError
        If it cannot be made.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def missing_folders(folder: Path) -> list[Path]:
    """Return a folder and those it is in, from the innermost out, as far as they do not exist."""
    return [path for path in (folder, *folder.parents) if not path.exists()]


@contextmanager
def unless_refused(folder: Path, new: Sequence[Path] | None = None) -> Iterator[None]:
    """Take a folder that is made for the block away again, if an error leaves it empty.

    The same is done with the folders it was made in. What a stopped run goes on from stays.

    Parameters
    ----------
    folder
        It may be there already, and stays then.
    new
        What `missing_folders` said before it was made, if that was before the block.
    """
    new = missing_folders(folder) if new is None else new
    try:
        yield
    except BaseException:
        for path in new:
            if not _removed(path):
                break
        raise


def _removed(folder: Path) -> bool:
    """Remove a folder in which nothing is but a lock and empty folders; tell whether."""
    try:
        inside = list(folder.iterdir()) if folder.is_dir() else []
        empty = [path for path in inside if path.is_dir() and not any(path.iterdir())]
        if any(path.name != LOCK and path not in empty for path in inside):
            return False
        for path in inside:
            path.rmdir() if path in empty else path.unlink(missing_ok=True)
        if folder.is_dir():
            folder.rmdir()
    except OSError:  # somebody else has begun to write there, or forbids it
        return False
    return True


JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"
"""What a settings or provenance value may be."""

_NOT_SET = "not set"


def canonical_json(value: JSON) -> str:
    """Return the one JSON text that stands for `value`: keys sorted, no spaces.

    Raises
    ------
    TypeError, ValueError
        If `value` is not JSON: NaN and infinity are not.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def first_difference(
    asked: Mapping[str, JSON], found: Mapping[str, JSON]
) -> tuple[str, str, str] | None:
    """Return the first setting that differs, or None if all are equal.

    Of a setting that holds settings, the first that differs is named: ``members.nwot.seed``.
    Values are compared as JSON, so that a tuple equals the list it is saved as, while ``1``,
    ``1.0`` and ``true`` differ, as they do in the key of a run.

    Returns
    -------
    tuple of name, value asked for, value found
        Values as JSON text, or ``"not set"``. The order is that of `asked`, then of `found`.
    """
    for name in {**asked, **found}:
        inner = asked.get(name), found.get(name)
        if isinstance(inner[0], Mapping) and isinstance(inner[1], Mapping):
            difference = first_difference(inner[0], inner[1])
            if difference is not None:
                return f"{name}.{difference[0]}", *difference[1:]
            continue
        values = [canonical_json(s[name]) if name in s else _NOT_SET for s in (asked, found)]
        if values[0] != values[1]:
            return name, values[0], values[1]
    return None


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
