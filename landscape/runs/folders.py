"""Which of the folders that were given hold what a command reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from landscape.disk.work_folder import has_work
from landscape.reporter import say
from landscape.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Kind", "fitting"]

Kind: TypeAlias = Literal["landscape", "search"]

_LEFT_BY = {
    "scores.parquet": "scores without a landscape",
    "compare.json": "a comparison",
    "stability.json": "a stability",
    "uncertainty.json": "an uncertainty",
    "profile.csv": "a profile",
}
"""File → what a folder without a run holds, if that is in it."""


def fitting(folders: Sequence[Path], *kinds: Kind) -> list[Path]:
    """Return the folders that hold a run of one of some kinds, and say which were left out.

    So ``runs/*`` can be given whatever else is there. If none fits, all are returned: who reads
    them says best what is wrong with the first. So is one that does not exist, which is a mistake.

    Raises
    ------
    DataError
        If a summary is damaged, or of another version.
    """
    found = {folder: _content(folder) for folder in folders}
    left = {folder: what for folder, what in found.items() if what not in ("", *kinds)}
    if len(left) == len(found):
        return list(folders)
    if left:
        named = ", ".join(f"{folder} ({_said(what)})" for folder, what in left.items())
        say(f"left out, being no {' or '.join(kinds)}: {named}")
    return [folder for folder in folders if folder not in left]


def _content(folder: Path) -> str:
    """Return the kind of a run, or in words what is there instead; empty if nothing is."""
    if not folder.exists():
        return ""
    if not folder.is_dir():
        return "a file"
    if (folder / "summary.json").exists():
        return "search" if Run(folder).is_search else "landscape"
    told = [what for name, what in _LEFT_BY.items() if (folder / name).exists()]
    if has_work(folder):
        told.append("an unfinished run")
    return next(iter(told), "no run")


def _said(what: str) -> str:
    return f"a {what}" if what in ("search", "landscape") else what
