"""What the runs of a command are called: as the user says, or by what differs between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landscape.errors import OptionError
from landscape.labels import check_labels, told_apart
from landscape.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["given_labels", "labels_left", "run_labels"]


def given_labels(labels: Sequence[str], count: int) -> list[str | None]:
    """Return the label of each run; None for each where none were given.

    Raises
    ------
    OptionError
        If there are some, but not one a run.
    """
    if not labels:
        return [None] * count
    check_labels(labels, count)
    return list(labels)


def labels_left(labels: Sequence[str], folders: Sequence[Path], left: Sequence[Path]) -> list[str]:
    """Return the labels of the folders that are left of those they were given for.

    Raises
    ------
    OptionError
        If there are some, but not one a folder.
    """
    given = dict(zip(folders, given_labels(labels, len(folders)), strict=True))
    return [label for folder in left if (label := given[folder]) is not None]


def run_labels(folders: Sequence[Path], labels: Sequence[str] = ()) -> list[str]:
    """Return what runs of landscapes are called in a table.

    Parameters
    ----------
    folders
        Of the runs.
    labels
        What was given; empty for the metric of each, with what differs where that is the same.

    Raises
    ------
    OptionError
        If a run or a label is given twice, or there is not one label a run.
    DataMissingError, DataError
        If a folder holds no run.
    """
    if len({folder.resolve() for folder in folders}) < len(folders):
        listed = ", ".join(map(str, folders))
        raise OptionError(f"a run is given twice among {listed}: name each once")
    if labels:
        check_labels(labels, len(folders))
        if len(set(labels)) < len(labels):
            raise OptionError(f"a --label is given twice among {', '.join(labels)}: give others")
        return list(labels)
    told = [_settings(Run(folder).summary) for folder in folders]
    names = [str(one.pop("metric", "")) for one in told]
    marks = told_apart(names, told, folders)
    return [_label(*run) for run in zip(names, marks, folders, strict=True)]


def _label(name: str, mark: str, folder: Path) -> str:
    """Return a name with what tells it apart; a folder says enough alone."""
    if mark in (folder.resolve().name, str(folder)):
        return mark
    return ", ".join(filter(None, (name, mark)))


def _settings(summary: dict[str, Any]) -> dict[str, Any]:
    """Return metric, dataset and space of a run, and how its scores were made."""
    about = {name: summary.get(name) for name in ("metric", "dataset", "space")}
    made = summary.get("provenance")
    settings = made.get("settings") if isinstance(made, dict) else None
    return {**about, **(settings if isinstance(settings, dict) else {})}
