"""What was given to look at: which of it holds what a command reads, and what that is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args

from landscape.disk.work_folder import has_work
from landscape.errors import OptionError
from landscape.landscape import Landscape
from landscape.reporter import warn
from landscape.runs.landscape_run import LandscapeRun
from landscape.runs.run import Kind, Run
from landscape.runs.saved import read_landscape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["fitting", "folder_of", "landscape_of"]

_Given = TypeVar("_Given")
_LEFT_BY = {
    "scores.parquet": "scores without a landscape",
    "compare.json": "a comparison",
    "stability.json": "a stability",
    "uncertainty.json": "an uncertainty",
    "profile.csv": "a profile",
}
"""File → what a folder without a run holds, if that is in it."""


def folder_of(given: object) -> Path | None:
    """Return where the files of what was given are: a folder's own, or that of a run.

    A landscape that was made in Python has none.

    Raises
    ------
    OptionError
        If it is nothing of that.
    """
    folder = given if isinstance(given, Path) else getattr(given, "folder", None)
    landscape = getattr(given, "landscape", given)  # of what says more about one
    if isinstance(folder, Path) or isinstance(landscape, Landscape):
        return folder
    raise OptionError(f"{given!r:.60} is no run: expected a folder, a run or a landscape")


def landscape_of(given: object) -> Landscape:
    """Return the landscape that was given, itself, as a run, or as the folder of one.

    Raises
    ------
    OptionError
        If it is nothing of that.
    DataMissingError, DataError
        See `landscape.runs.saved.read_landscape`.
    """
    if isinstance(given, Landscape):
        return given
    if isinstance(given, LandscapeRun):
        return given.landscape
    folder = folder_of(given)
    assert folder is not None, "only a landscape lies nowhere"
    return read_landscape(folder)


def fitting(given: Sequence[_Given], *kinds: Kind) -> list[_Given]:
    """Return what of that which was given is a run of one of some kinds, or lies in its folder.

    What is left out is said. So ``runs/*`` can be given whatever else is there. If none fits, all
    are returned: who reads them says best what is wrong with the first. So is one that does not
    exist, which is a mistake.

    Raises
    ------
    OptionError
        If nothing was given, or something that is no run.
    DataError
        If a summary is damaged, or of another version.
    """
    if not given:
        raise OptionError("no run was given: expected folders that landscape left, or runs")
    contents = [_content(one) for one in given]
    fits = [what in ("", *kinds) for what in contents]
    if not any(fits):
        return list(given)
    named = ", ".join(
        f"{folder_of(one)} ({_said(what)})"
        for one, what, fit in zip(given, contents, fits, strict=True)
        if not fit
    )
    if named:
        warn(f"left out, being no {' or '.join(kinds)}: {named}")
    return [one for one, fit in zip(given, fits, strict=True) if fit]


def _content(given: object) -> str:
    """Return the kind of a run, or in words what is there instead; empty if nothing is."""
    folder = folder_of(given)
    if folder is None:
        return "landscape"
    if not folder.exists():
        return ""
    if not folder.is_dir():
        return "a file"
    if (folder / "summary.json").exists():
        return Run(folder).kind
    told = [what for name, what in _LEFT_BY.items() if (folder / name).exists()]
    if has_work(folder):
        told.append("an unfinished run")
    return next(iter(told), "no run")


def _said(what: str) -> str:
    return f"a {what}" if what in get_args(Kind) else what
