"""What runs are called beside each other: short, and told apart by what differs."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from landscape.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["check_labels", "told_apart"]

_CHECKSUM = re.compile(r"[0-9a-f]{32,}")
_PLAIN = ("dataset", "space")
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
