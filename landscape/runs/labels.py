"""What runs are called beside each other: as the user says, or short, by what differs."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.errors import OptionError
from landscape.runs.folders import folder_of, landscape_of
from landscape.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = [
    "built_in_titles",
    "check_labels",
    "check_once",
    "given_labels",
    "labels_left",
    "run_labels",
    "told_apart",
    "whose_numbers",
]

_CHECKSUM = re.compile(r"[0-9a-f]{32,}")
_PLAIN = ("dataset", "space", "kind")
"""Settings whose values say what they are."""


def told_apart(
    names: Sequence[str], settings: Sequence[Mapping[str, Any]], folders: Sequence[Path]
) -> list[str]:
    """Return what has to be said beside each name so that no two are the same.

    That is nothing where the name is enough; else the settings that differ, as few as are needed,
    in their order; else the folder. A checksum is no setting that tells anybody anything.

    Parameters
    ----------
    names, settings, folders
        Of the runs, as many each.

    Examples
    --------
    >>> from pathlib import Path
    >>> here = [Path("a"), Path("b"), Path("c")]
    >>> told_apart(["rea", "rea", "mf-nas"], [{"seed": 0}, {"seed": 1}, {"seed": 1}], here)
    ['seed=0', 'seed=1', '']
    """
    marks = [""] * len(names)
    for name in dict.fromkeys(names):
        group = [place for place, other in enumerate(names) if other == name]
        if len(group) > 1:
            said = _marks([settings[place] for place in group], [folders[place] for place in group])
            for place, mark in zip(group, said, strict=True):
                marks[place] = mark
    return marks


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


def check_labels(labels: Sequence[str], count: int) -> None:
    """Make sure that labels which were given are one a run, and say something.

    Raises
    ------
    OptionError
        If they are not.
    """
    if len(labels) != count:
        raise OptionError(
            f"{len(labels)} --label for {count} run{'s' * (count != 1)}: give one for each, in "
            "their order, or none"
        )
    if not all(label.strip() for label in labels):
        raise OptionError("a --label is empty: give a name for each run")


def labels_left(labels: Sequence[str], runs: Sequence[object], left: Sequence[object]) -> list[str]:
    """Return the labels of the runs that are left of those they were given for.

    Raises
    ------
    OptionError
        If there are some, but not one a run.
    """
    kept = set(map(id, left))
    given = zip(runs, given_labels(labels, len(runs)), strict=True)
    return [label for run, label in given if id(run) in kept and label is not None]


def run_labels(runs: Sequence[object], labels: Sequence[str] = ()) -> list[str]:
    """Return what landscapes are called in a table.

    Parameters
    ----------
    runs
        Their folders, their runs, or landscapes themselves.
    labels
        What was given; empty for the metric of each, with what differs where that is the same.

    Raises
    ------
    OptionError
        If a run or a label is given twice, or there is not one label a run.
    DataMissingError, DataError
        If a folder holds no run.
    """
    check_once(runs)
    if labels:
        check_labels(labels, len(runs))
        if len(set(labels)) < len(labels):
            raise OptionError(f"a --label is given twice among {', '.join(labels)}: give others")
        return list(labels)
    told = [_settings(run) for run in runs]
    names = [str(one.pop("metric", "")) for one in told]
    # What lies nowhere is told apart by its place among the others.
    folders = [folder_of(run) or Path(f"#{place}") for place, run in enumerate(runs, 1)]
    marks = told_apart(names, told, folders)
    return [_label(*run) for run in zip(names, marks, map(folder_of, runs), strict=True)]


def check_once(runs: Sequence[object], kind: str = "run") -> None:
    """Make sure that no run is given twice.

    Raises
    ------
    OptionError
        If one is.
    """
    folders = [folder_of(run) for run in runs]
    same = {id(run) if at is None else at.resolve() for run, at in zip(runs, folders, strict=True)}
    if len(same) < len(runs):
        listed = ", ".join(str(at or repr(run)) for run, at in zip(runs, folders, strict=True))
        raise OptionError(f"a {kind} is given twice among {listed}: name each once")


def whose_numbers(runs: Iterable[object]) -> tuple[str, ...]:
    """Return sentences that say whose the numbers of runs are that come from built-in tables.

    Parameters
    ----------
    runs
        Folders, runs, searches, or landscapes, of which nothing is known.
    """
    titles = [title for run in runs for title in built_in_titles(_summary(run))]
    named = " and ".join(dict.fromkeys(titles))
    return (f"Numbers of trained networks: {named}, built in.",) if named else ()


def _summary(run: object) -> object:
    """Return what is recorded of a run, which may not lie in its folder yet."""
    folder = None if hasattr(run, "summary") else folder_of(run)
    return getattr(run, "summary", {}) if folder is None else Run(folder).summary


def built_in_titles(record: object) -> Iterator[str]:
    """Yield the titles of the built-in benchmarks that a record names, wherever in it."""
    if isinstance(record, dict):
        identity = record.get("identity")
        if record.get("built_in") is True and isinstance(identity, dict):
            yield str(identity.get("title"))
        record = list(record.values())
    if isinstance(record, list):
        for part in record:
            yield from built_in_titles(part)


def _label(name: str, mark: str, folder: Path | None) -> str:
    """Return a name with what tells it apart; a folder says enough alone."""
    if folder is not None and mark in (folder.resolve().name, str(folder)):
        return mark
    return ", ".join(filter(None, (name, mark)))


def _settings(run: object) -> dict[str, Any]:
    """Return metric, dataset and space of a run, and how its scores were made."""
    folder = folder_of(run)
    if folder is None:
        return {"metric": landscape_of(run).metric, "space": landscape_of(run).space.name}
    summary = Run(folder).summary
    about = {name: summary.get(name) for name in ("metric", "dataset", "space")}
    about |= {"escape": summary["escape"]} if "escape" in summary else {}
    made = summary.get("provenance")
    if summary.get("kind") == "sample":
        made = summary
    settings = made.get("settings") if isinstance(made, dict) else None
    return {**about, **(settings if isinstance(settings, dict) else {})}


def _marks(settings: Sequence[Mapping[str, Any]], folders: Sequence[Path]) -> list[str]:
    told = [dict(_flat(one)) for one in settings]
    parts: list[list[str]] = [[] for _ in told]
    for key in dict.fromkeys(key for one in told for key in one):
        values = [one.get(key, "") for one in told]
        if len(set(values)) == 1 or not _tells(parts, values):
            continue
        for said, value in zip(parts, values, strict=True):
            said += [value if key in _PLAIN else f"{key}={value}"] if value else []
    marks = [", ".join(said) for said in parts]
    return marks if len(set(marks)) == len(marks) else _folder_names(folders)


def _tells(parts: Sequence[Sequence[str]], values: Sequence[str]) -> bool:
    """Tell whether values tell apart runs that what is said so far does not."""
    so_far = Counter(map(tuple, parts))
    with_it = Counter((tuple(said), value) for said, value in zip(parts, values, strict=True))
    return len(with_it) > len(so_far)


def _flat(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield settings as texts, those inside others by their own names; no checksums."""
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value)
        elif isinstance(value, list):
            yield key, "+".join(map(str, value))
        elif isinstance(value, str | int | float) and not _CHECKSUM.fullmatch(str(value)):
            yield key, str(value)


def _folder_names(folders: Sequence[Path]) -> list[str]:
    names = [folder.resolve().name for folder in folders]
    return names if len(set(names)) == len(names) else [str(folder) for folder in folders]
