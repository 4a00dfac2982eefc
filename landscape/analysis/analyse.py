"""``landscape analyse``: the numbers that describe the landscapes of saved runs."""

from __future__ import annotations

from collections import defaultdict
from contextlib import nullcontext
from typing import TYPE_CHECKING

import typer

from landscape.analysis import ANALYSES, profile
from landscape.cli.console import show_columns
from landscape.disk.files import unless_refused, write_bytes, writing
from landscape.disk.lock import locked
from landscape.numbers import caution, number_text, share_text
from landscape.reporter import detail, warn
from landscape.runs.folders import fitting
from landscape.runs.labels import labels_left, run_labels
from landscape.runs.run import Run
from landscape.runs.saved import read_landscape, write_profile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.analysis.profile import Profile, Value
    from landscape.landscape import Landscape

__all__ = ["analyse_runs"]

_NONE = "-"


def analyse_runs(folders: Sequence[Path], out: Path | None, *, labels: Sequence[str] = ()) -> None:
    """Profile the landscapes of the runs in `folders`.

    Each gets a ``profile.json`` in its folder; all together are shown, and written to
    ``profile.csv`` in `out` if that is given, under `labels`, or what tells the runs apart.
    """
    left = fitting(folders, "landscape")
    labels = labels_left(labels, folders, left)
    with nullcontext() if out is None else unless_refused(out):
        _analyse_all(left, out, labels)


def _analyse_all(folders: Sequence[Path], out: Path | None, labels: Sequence[str]) -> None:
    if out is not None:
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
    names = run_labels(folders, labels)
    found: dict[str, Profile] = {}
    beside: dict[str, str] = {}
    for label, folder in zip(names, folders, strict=True):
        detail(f"analysing {folder}")
        landscape, found[label] = _analyse(folder)
        if landscape.n_missing:
            beside[label] = f"{label} ({share_text(landscape.scored_share)} scored)"
        told = caution(landscape.n_scored, landscape.space.size)
        if told is not None:
            warn(f"{label}: {told}")
    _show({beside.get(label, label): one for label, one in found.items()})
    if out is not None:
        _write_table(found, out / "profile.csv")


def _analyse(folder: Path) -> tuple[Landscape, Profile]:
    """Profile the landscape of a run, and leave that in its folder."""
    Run(folder).summary  # noqa: B018 - what is no run is not made one by holding it
    with locked(folder):
        run = Run(folder)
        landscape = read_landscape(run)
        found = profile(landscape)
        write_profile(run, landscape, found)
    return landscape, found


def _show(found: Mapping[str, Profile]) -> None:
    """Print one row a number, one column a run, and why some numbers are not defined.

    Of a run without all scores the heading says how many there are.
    """
    rows = [
        [key, *(_cell(one[key]) for one in found.values())]
        for analysis in ANALYSES.values()
        for key in analysis.keys
    ]
    show_columns(("number", *found), rows, numbers=found)
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
