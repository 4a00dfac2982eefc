"""`viz.figure`: a figure of several runs, from the folders that they left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.disk.files import writing
from landscape.errors import DataError, OptionError
from landscape.options.base import takes
from landscape.options.figure import FigureOptions
from landscape.reporter import say
from landscape.runs.folders import fitting, folder_of
from landscape.runs.labels import given_labels, labels_left, whose_numbers
from landscape.runs.run import Run
from search.runs.saved import SearchRun
from viz.charts.chart import Chart
from viz.entries import entry_of, network_entry_of
from viz.export import Picture, check_suffix, save
from viz.figures import get_figure_kind
from viz.grid.grid_data import MlonGrid
from viz.look.look import Look
from viz.runs.quality import quality_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.runs.run import Kind
    from viz.charts.kinds.grouping import Quality
    from viz.entries import Entry
    from viz.figures import FigureKind

__all__ = ["figure"]

_OPTIONS = {"log": "--log/--linear", "colour_scale": "--colour-scale"}


@takes(FigureOptions)
def figure(options: FigureOptions) -> Picture:
    """Draw a figure of several runs, as a page, for print, or its numbers as a table.

    Given folders and no file, it leaves KIND.html and KIND.png in the current folder, as
    ``landscape figure`` does. In place of a folder a program can hand over what it has at hand: a
    `landscape.LandscapeRun`, a `search.SearchRun`, a `landscape.Landscape` or a `viz.Entry`. With
    one of these among the runs only files that are named are written.

    Returns
    -------
    Picture
        The figure, which a notebook shows; ``.table()`` has its numbers, ``.save(file)`` writes it,
        and ``.files`` are those that it was written to.

    Raises
    ------
    LandscapeError
        If a name does not exist, an option is of another kind, a run is of the wrong kind, or
        what is needed is not there.

    Examples
    --------
    >>> import viz
    >>> from landscape import Landscape, ProductSpace
    >>> square = ProductSpace([3, 3])
    >>> heights = Landscape(square, [9, 1, 0, 1, 2, 1, 0, 1, 7], metric="height")
    >>> ramp = Landscape(square, range(9), metric="ramp")
    >>> viz.figure("optima", heights, ramp).table()["optima"].tolist()
    [3, 1]
    >>> viz.figure("scatter", ramp, quality=heights).files
    ()
    """
    kind = get_figure_kind(options.kind)
    _check_options(kind, options)
    look = Look.of(options)
    runs = _fit(kind, _runs(kind, options), options.of_kind)
    given, whose = dict(options.of_kind), [*runs]
    if "quality" in kind.takes:
        named = [entry_of(run) for run in options.quality]
        whose += named
        quality = quality_of(runs if kind.needs_quality else [], named, needed=kind.needs_quality)
        given["quality"] = quality
        runs = _measured(runs, quality) if kind.needs_quality else runs
    drawn = kind.draw(runs, title=options.title, look=look, **given)
    picture = Picture(_with_notes(drawn, whose_numbers(whose)), look)
    return replace(picture, files=_written(picture, _files(kind, options)))


def _with_notes(drawn: Any, notes: tuple[str, ...]) -> Any:
    """Return a figure with more to read below it; of a stranger's kind, as it is."""
    name = {Chart: "notes", MlonGrid: "remarks"}.get(type(drawn))
    if name is None or not notes:
        return drawn
    return replace(drawn, **{name: (*getattr(drawn, name), *notes)})


def _check_options(kind: FigureKind, options: FigureOptions) -> None:
    """Make sure that a kind takes the options that were given."""
    given = [*options.of_kind, *(["quality"] if options.quality else [])]
    for name in given:
        if name not in kind.takes:
            option = _OPTIONS.get(name, f"--{name}")
            raise OptionError(f"{option} is not for {kind.name}: leave it out")


def _files(kind: FigureKind, options: FigureOptions) -> tuple[Path, ...]:
    """Return the files to write."""
    if options.out or not all(isinstance(run, Path) for run in options.runs):
        return options.out
    return Path(f"{kind.name}.html"), Path(f"{kind.name}.png")


def _written(picture: Picture, files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Write a picture, and return where it was written to."""
    for file in files:  # refused before another one is written
        check_suffix(picture, file)
    for file in files:
        with writing(file):
            file.parent.mkdir(parents=True, exist_ok=True)
        save(picture, file)
    return files


_KINDS: dict[str, tuple[Kind, ...]] = {
    "landscapes": ("landscape",),
    "networks": ("landscape", "sample"),
    "searches": ("search",),
}
"""What a kind of figure needs → the kinds of runs that have it."""


def _runs(kind: FigureKind, options: FigureOptions) -> list[Any]:
    """Return what a kind of figure is of, among the runs that were given."""
    left = fitting(options.runs, *_KINDS[kind.needs])
    names = given_labels(labels_left(options.label, options.runs, left), len(left))
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


def _measured(entries: list[Entry], quality: Quality) -> list[Entry]:
    """Return the landscapes whose dataset has a measure of quality, and say what was left out."""
    left = [entry for entry in entries if entry.dataset not in quality]
    if not left or len(left) == len(entries):
        return entries
    named = ", ".join(f"{entry.label} on {entry.dataset or 'no dataset'}" for entry in left)
    say(f"left out, as no run says how good an architecture is there: {named}; see --quality RUN")
    return [entry for entry in entries if entry.dataset in quality]


def _read(kind: FigureKind, run: object, name: str | None) -> Any:
    if kind.needs == "networks":
        return network_entry_of(run, name)
    if kind.needs == "landscapes":
        return entry_of(run, name)
    if isinstance(run, SearchRun):
        return run if name is None else replace(run, name=name)
    folder = folder_of(run)
    what = "landscape" if folder is None else Run(folder).kind
    if folder is None or what != "search":
        raise DataError(
            f"{folder or repr(run)} holds a {what}, and {kind.name} is of searches: give "
            "folders that landscape search left"
        )
    return SearchRun(folder, name)
