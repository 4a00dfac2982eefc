"""``landscape analyse``: the numbers that describe the landscapes of saved runs."""

from __future__ import annotations

from collections import defaultdict
from contextlib import nullcontext
from typing import TYPE_CHECKING

import typer

from landscape.analysis import ANALYSES, profile
from landscape.analysis.saved import read_landscape, write_profile
from landscape.cli.console import detail, show_columns
from landscape.cli.folders import fitting, unless_refused
from landscape.errors import OptionError
from landscape.files import write_bytes, writing
from landscape.numbers import number_text
from landscape.run import Run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.analysis.profile import Profile, Value

__all__ = ["analyse_runs"]

_NONE = "-"


def analyse_runs(folders: Sequence[Path], out: Path | None) -> None:
    """Profile the landscapes of the runs in `folders`.

    Each gets a ``profile.json`` in its folder; all together are shown, and written to
    ``profile.csv`` in `out` if that is given.
    """
    folders = fitting(folders, "landscape")
    with nullcontext() if out is None else unless_refused(out):
        _analyse(folders, out)


def _analyse(folders: Sequence[Path], out: Path | None) -> None:
    if out is not None:
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
    labels = _labels(folders)
    found: dict[str, Profile] = {}
    for label, folder in zip(labels, folders, strict=True):
        run = Run(folder)
        landscape = read_landscape(run)
        detail(f"analysing {folder}")
        found[label] = profile(landscape)
        write_profile(run, landscape, found[label])
    _show(found)
    if out is not None:
        _write_table(found, out / "profile.csv")


def _labels(folders: Sequence[Path]) -> list[str]:
    """Return what tells the runs apart: names of folders, or paths where these are the same."""
    names = [folder.resolve().name for folder in folders]
    if len(set(names)) == len(names):
        return names
    paths = [str(folder) for folder in folders]
    if len(set(paths)) < len(paths):
        raise OptionError(f"a run is given twice among {', '.join(paths)}: name each once")
    return paths


def _show(found: Mapping[str, Profile]) -> None:
    """Print one row a number, one column a run, and why some numbers are not defined."""
    rows = [
        [key, *(_cell(one[key]) for one in found.values())]
        for analysis in ANALYSES.values()
        for key in analysis.keys
    ]
    show_columns(("number", *found), rows, numbers=" ".join(found))
    for label, one in found.items():
        reasons = defaultdict(list)
        for key, reason in one.undefined.items():
            reasons[reason].append(key)
        of = f" of {label}" if len(found) > 1 else ""
        for reason, keys in reasons.items():
            typer.echo(f"{', '.join(keys)}{of}: not defined here, because {reason}")


def _cell(value: Value) -> str:
    if value is None:
        return _NONE
    return value if isinstance(value, str) else number_text(value)


def _write_table(found: Mapping[str, Profile], path: Path) -> None:
    import pandas as pd  # slow to import: only who asks pays

    frame = pd.DataFrame(found.values(), index=pd.Index(found, name="run"))
    write_bytes(path, frame.to_csv().encode())
