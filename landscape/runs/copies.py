"""Copies of what a run left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.disk.files import locked, read_bytes, write_bytes, writing
from landscape.errors import DataError
from landscape.options.base import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["copy_run"]


def copy_run(run: Path, to: str | Path, files: Sequence[str]) -> Path:
    """Copy the files of a run into another folder, and return that.

    Parameters
    ----------
    run
        Where the files are.
    to
        Where to; the run's own folder stays as it is.
    files
        Their names below the folder; those that the run lacks are left out. With the last one a run
        is complete.

    Raises
    ------
    DataError
        If the folder holds another run.
    OutputError
        If it cannot be written.
    """
    folder = path_of(to)
    if folder.resolve() == run.resolve():
        return folder
    last = files[-1]
    content = read_bytes(run / last)
    with locked(folder):
        if (folder / last).exists() and read_bytes(folder / last) != content:
            raise DataError(
                f"{folder} holds another run: choose another folder, or delete that one"
            )
        for name in files[:-1]:
            _copy(run / name, folder / name)
        write_bytes(folder / last, content)
    return folder


def _copy(file: Path, to: Path) -> None:
    if file.exists():
        with writing(to):
            to.parent.mkdir(parents=True, exist_ok=True)  # a file may be named with a folder
        write_bytes(to, read_bytes(file))
        return
    with writing(to):
        to.unlink(missing_ok=True)
