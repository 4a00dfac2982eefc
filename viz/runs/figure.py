"""``landscape figure``: a figure of several runs, from the folders that they left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from landscape.disk.files import writing
from landscape.errors import DataError, OptionError
from landscape.reporter import say
from landscape.runs.folders import fitting
from landscape.runs.labels import given_labels, labels_left
from landscape.runs.run import Run
from search.runs.saved import SearchRun
from viz import save
from viz.entries import read_entry
from viz.export import check_suffix
from viz.figures import get_figure_kind
from viz.look.look import Look
from viz.runs.quality import judges_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landscape.runs.folders import Kind
    from viz.charts.kinds.grouping import Judges
    from viz.entries import Entry
    from viz.figures import FigureKind

__all__ = ["draw_figure"]

_OPTIONS = {"log": "--log/--linear", "colour_scale": "--colour-scale"}


def draw_figure(
    name: str,
    folders: Sequence[Path],
    files: Sequence[Path],
    title: str | None,
    quality: Sequence[Path],
    *,
    options: Mapping[str, Any],
    look: Mapping[str, Any],
    labels: Sequence[str] = (),
) -> None:
    """Draw a figure, and print the names of its files.

    Parameters
    ----------
    name
        Of a kind of figure.
    folders
        Of runs.
    files
        To write; by default a page and a picture named after the kind.
    title
        None for that of the kind.
    quality
        Folders of the runs that say how good an architecture is, one a dataset.
    options
        Options of some kinds by name; None was not given.
    look
        What was given of `viz.look.look.Look`; None was not.
    labels
        What the runs are called; empty for their own names.

    Raises
    ------
    LandscapeError
        If a name does not exist, an option is of another kind, a run is of the wrong kind, or
        what is needed is not there.
    """
    kind = get_figure_kind(name)
    given = _given(kind, options)
    about = Look(**{key: value for key, value in look.items() if value is not None})
    if quality and "quality" not in kind.takes:
        raise OptionError(f"--quality is not for {kind.name}: leave it out")
    runs = _fit(kind, _runs(kind, folders, labels), given)
    if "quality" in kind.takes:
        named = [_landscape(folder) for folder in quality]
        judges = judges_of(runs if kind.judged else [], named, needed=kind.judged)
        given["quality"] = judges
        runs = _judged(runs, judges) if kind.judged else runs
    figure = kind.draw(runs, title=title, look=about, **given)
    targets = files or (Path(f"{kind.name}.html"), Path(f"{kind.name}.png"))
    for file in targets:  # refused before another one is written
        check_suffix(figure, file)
    for file in targets:
        with writing(file):
            file.parent.mkdir(parents=True, exist_ok=True)
        typer.echo(save(figure, file))


def _runs(kind: FigureKind, folders: Sequence[Path], labels: Sequence[str]) -> list[Any]:
    """Return what a kind of figure is of, among the folders."""
    needed: Kind = "landscape" if kind.needs == "landscapes" else "search"
    left = fitting(folders, needed)
    names = given_labels(labels_left(labels, folders, left), len(left))
    runs = [_read(kind, *run) for run in zip(left, names, strict=True)]
    if len(runs) < kind.least:
        raise OptionError(f"{kind.name} of {len(runs)} run: expected at least {kind.least} folders")
    return runs


def _fit(kind: FigureKind, runs: list[Any], given: Mapping[str, Any]) -> list[Any]:
    """Return the runs that can be drawn, and say which were left out; all if none can."""
    if kind.unfit is None:
        return runs
    lacking = [kind.unfit(run, **given) for run in runs]
    if all(lacking) or not any(lacking):
        return runs
    named = [f"{run.folder} ({what})" for run, what in zip(runs, lacking, strict=True) if what]
    say(f"left out of {kind.name}: {', '.join(named)}")
    return [run for run, what in zip(runs, lacking, strict=True) if not what]


def _given(kind: FigureKind, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that were given, all of which the kind takes."""
    given = {name: value for name, value in options.items() if value is not None}
    for name in given:
        if name not in kind.takes:
            option = _OPTIONS.get(name, f"--{name}")
            raise OptionError(f"{option} is not for {kind.name}: leave it out")
    return given


def _judged(entries: list[Entry], judges: Judges) -> list[Entry]:
    """Return the landscapes whose dataset somebody judges, and say which were left out."""
    left = [entry for entry in entries if entry.dataset not in judges]
    if not left or len(left) == len(entries):
        return entries
    named = ", ".join(f"{entry.label} on {entry.dataset or 'no dataset'}" for entry in left)
    say(f"left out, as no run says how good an architecture is there: {named}; see --quality RUN")
    return [entry for entry in entries if entry.dataset in judges]


def _read(kind: FigureKind, folder: Path, name: str | None) -> Any:
    if kind.needs == "landscapes":
        return _landscape(folder, name)
    if not Run(folder).is_search:
        raise DataError(
            f"{folder} holds a landscape, and {kind.name} is of searches: give folders that "
            "landscape search left"
        )
    return SearchRun(folder, name)


def _landscape(folder: Path, name: str | None = None) -> Entry:
    if Run(folder).is_search:
        raise DataError(f"{folder} holds a search: expected a folder that landscape build left")
    return read_entry(folder, name)
