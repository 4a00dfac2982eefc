"""Files that are read whole or replaced whole, with one clear line when either fails."""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

from landscape.errors import DataError, DataMissingError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["folder_name", "read_bytes", "remove_partials", "write_bytes", "writing"]

_PARTIAL = "partial"
_LONGEST = 200  # of the 255 bytes that file systems allow


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is there and cannot be read: a folder, or a file of someone else.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DataMissingError(f"there is no file {path}: check the path") from error
    except OSError as error:
        raise DataError(
            f"{path} cannot be read ({error.strerror}): expected a file you have access to"
        ) from error


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that, whenever the process is killed, it is there whole or not at all.

    Raises
    ------
    OutputError
        If the folder cannot be written to or the disk is full; an earlier file stays as it was.
    """
    # The name is unique so that two writers never share a half-written file.
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.{_PARTIAL}")
    with writing(path):
        try:
            with partial.open("xb") as file:
                file.write(content)
                file.flush()
                # Without it, a power cut may leave the new name on an empty file.
                os.fsync(file.fileno())
            os.replace(partial, path)
        finally:
            partial.unlink(missing_ok=True)


def folder_name(text: str) -> str:
    """Return a text as the name of one folder: short, and of signs that every system takes.

    What is not a letter, a number or one of ``-_.,+@`` becomes ``_``, and a long name is cut; a
    name that was changed ends with what tells it from others changed alike.
    """
    name = re.sub(r"[^\w.,+@-]+|^\.+", "_", text)
    if name == text and len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - 9]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def remove_partials(folder: Path) -> None:
    """Remove what killed writers left in `folder`; only safe while nobody else writes there."""
    for leftover in folder.glob(f".*.{_PARTIAL}"):
        leftover.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn every failure to write into one `OutputError` that names `path`."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"cannot write {path} ({error.strerror}): "
            "choose another place, or make room and give yourself access there"
        ) from error
