"""Folders of what is done of something, until all of it is done."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

from landscape.disk.canonical import canonical_json
from landscape.disk.files import read_bytes, remove_partials, write_bytes, writing
from landscape.errors import DataMissingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from landscape.disk.canonical import JSON

__all__ = [
    "begin_work",
    "discard",
    "discard_done",
    "has_work",
    "other_work",
    "work_folder",
    "work_key",
]

_NAME = "unfinished-"
_ABOUT = "settings.json"


def work_folder(folder: Path, key: str) -> Path:
    """Return where what is done is kept in an output folder; `key` stands for what it is of."""
    return folder / f"{_NAME}{key}"


def begin_work(work: Path, settings: Mapping[str, JSON] | None = None) -> None:
    """Make a `work_folder`, and remove what killed writers left in it.

    Parameters
    ----------
    work
        In an output folder that this process holds.
    settings
        What it is of, for `discard_done`.

    Raises
    ------
    OutputError
        If it cannot be made or written to.
    """
    with writing(work):
        work.mkdir(exist_ok=True)
    remove_partials(work)
    if settings is not None and not (work / _ABOUT).exists():
        write_bytes(work / _ABOUT, canonical_json(dict(settings)).encode())


def discard(work: Path) -> None:
    """Remove a `work_folder`, which may be gone already; raises `OutputError` if it cannot be."""
    with writing(work):
        for part in _done(work):  # first: without any, there is nothing to go on from
            part.unlink(missing_ok=True)
        if work.exists():
            shutil.rmtree(work)


def has_work(folder: Path) -> bool:
    """Tell whether an output folder holds any work."""
    return any(folder.glob(f"{_NAME}*"))


def other_work(folder: Path, work: Path | None = None) -> list[Path]:
    """Return the other work that an output folder has, and remove that in which nothing is done.

    Raises
    ------
    OutputError
        If something cannot be removed.
    """
    others = [path for path in sorted(folder.glob(f"{_NAME}*")) if path != work and path.is_dir()]
    for path in others:
        if not _done(path):
            discard(path)
    return [path for path in others if path.exists()]


def _done(work: Path) -> list[Path]:
    """Return the files of what is done already."""
    return [
        path for path in work.glob("*") if path.name != _ABOUT and not path.name.startswith(".")
    ]


def discard_done(folder: Path, is_done: Callable[[Mapping[str, JSON]], bool]) -> None:
    """Remove work whose settings, as far as known, are those of something that is finished.

    Its process was killed after the result was there, and nobody would go on with it.

    Raises
    ------
    OutputError
        If it cannot be removed.
    """
    for work in sorted(folder.glob(f"{_NAME}*")):
        if not _done(work) or is_done(_settings(work)):
            discard(work)


def _settings(work: Path) -> dict[str, JSON]:
    try:
        settings = json.loads(read_bytes(work / _ABOUT))
    except (DataMissingError, ValueError):
        return {}  # of an earlier version, or damaged
    return settings if isinstance(settings, dict) else {}


def work_key(about: Mapping[str, JSON]) -> str:
    """Return the key of work that is of something with these settings."""
    return hashlib.sha256(canonical_json(dict(about)).encode()).hexdigest()[:16]
