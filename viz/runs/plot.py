"""`viz.plot`: the network of a saved run, drawn without computing it again."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.disk.files import locked
from landscape.errors import OptionError
from landscape.landscape import Landscape
from landscape.options.base import takes
from landscape.options.look import LookOptions
from landscape.options.plot import NetworkOptions, PlotOptions
from landscape.runs.landscape_run import LandscapeRun
from landscape.runs.run import Run
from landscape.runs.sample_run import SampleRun
from viz.export import Picture, save
from viz.look.look import Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.runs.saved import SearchRun
    from search.runs.training_run import TrainingRun

__all__ = ["plot", "run_bundle"]


@takes(PlotOptions)
def plot(options: PlotOptions) -> Picture:
    """Draw the network of a run, or the course of a search or training, without computing it again.

    Given a folder and no file, it draws the pictures in it again, as ``landscape plot`` does. In
    its place a program can hand over what it has at hand: a `landscape.LandscapeRun`, what
    `landscape.sample` returns, a `search.SearchRun`, what `landscape.train` returns, a
    `landscape.Landscape`, a `viz.Entry` or a network. Of these only files that are named are
    written, so that looking at a run leaves its folder alone.

    A network is drawn as it is: without `kind`, and by fitness or funnel.

    Returns
    -------
    Picture
        The picture, which a notebook shows and ``.save(file)`` writes, and the ``.files`` that it
        was written to.

    Raises
    ------
    UnknownNameError, OptionError
        If a name does not exist, options do not fit, or a search should be drawn like a network.
    DataMissingError, DataError
        If a file of the run is gone or damaged.
    OutputError
        If a file cannot be written.

    Examples
    --------
    >>> import landscape, tempfile, viz
    >>> hills = landscape.Landscape(landscape.ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, 7])
    >>> viz.plot(hills, kind="lon", theme="dark").figure.kind
    'lon'
    >>> run = landscape.save(hills, tempfile.mkdtemp(), pictures=False)
    >>> [file.name for file in viz.plot(run.folder).files]
    ['mlon.html', 'mlon.png']
    >>> [file.name for file in viz.plot(run, colour="funnel", svg=run.folder / "a.svg").files]
    ['a.svg']
    """
    for kind, file in options.files.items():
        if file.suffix.lower() != f".{kind}":
            raise OptionError(f"--{kind} {file}: expected a name that ends in .{kind}")
    if isinstance(options.run, Path):
        Run(options.run).summary  # noqa: B018 - what is no run is not made one by holding it
    folder = None if options.files else options.run
    # Locked, or the pictures could be of a run that another process leaves there meanwhile.
    with locked(folder) if isinstance(folder, Path) else nullcontext():
        picture, usual = _drawn(options)
        files = tuple(options.files.values()) or (usual if isinstance(folder, Path) else ())
        return replace(picture, files=tuple(save(picture, file) for file in files))


def run_bundle(run: LandscapeRun) -> dict[str, Any]:
    """Return the picture of a run by MIME type, for a notebook; nothing of a very large network."""
    return {} if Run(run.folder).left_out else plot(run)._repr_mimebundle_()


def _drawn(options: PlotOptions) -> tuple[Picture, Sequence[Path]]:
    """Return the picture of what was given, and which files the command would write."""
    given = options.run
    if isinstance(given, Path):
        run = Run(given)
        of_curves = {"search": _of_search, "training": _of_training}.get(run.kind)
        return _of_run(run, options) if of_curves is None else of_curves(given, options)
    if isinstance(given, LandscapeRun | SampleRun):
        return _of_run(Run(given.folder), options)
    return _of_object(given, options), ()


def _of_run(run: Run, options: PlotOptions) -> tuple[Picture, Sequence[Path]]:
    from viz.runs.networks import run_picture  # slow to import, as all that follows

    return run_picture(run, options.network), (run.html, run.png)


def _of_search(given: Path | SearchRun, options: PlotOptions) -> tuple[Picture, Sequence[Path]]:
    from search.runs.saved import SearchRun
    from viz.runs.search import default_files, search_chart

    folder = given if isinstance(given, Path) else given.folder
    about = _look(options, f"{folder} is a search", "; see also landscape figure trends")
    run = SearchRun(given) if isinstance(given, Path) else given
    return Picture(search_chart(run, look=about), about), default_files(folder)


def _of_training(given: Path | TrainingRun, options: PlotOptions) -> tuple[Picture, Sequence[Path]]:
    from search.runs.training_run import TrainingRun
    from viz.runs.training import curve_files, training_chart

    folder = given if isinstance(given, Path) else given.folder
    about = _look(options, f"{folder} is a training")
    run = TrainingRun(given) if isinstance(given, Path) else given
    return Picture(training_chart(run, look=about), about), curve_files(folder)


def _look(options: PlotOptions, what: str, more: str = "") -> Look:
    """Return how something looks that has no network; raises `OptionError` if more is asked for."""
    drawing = options.network
    look = LookOptions(
        width=drawing.width, font=drawing.font, font_size=drawing.font_size, theme=drawing.theme
    )
    if drawing != NetworkOptions(**look.arguments()):
        raise OptionError(
            f"{what}, which has no network: leave out all but files, --width, --font, --font-size "
            f"and --theme{more}"
        )
    return Look.of(look)


def _of_object(given: object, options: PlotOptions) -> Picture:
    """Return the picture of what a program has at hand."""
    from search.runs.saved import SearchRun
    from search.runs.training_run import TrainingRun
    from viz.entries import Entry
    from viz.network.mlon import is_network
    from viz.runs.networks import landscape_picture, network_picture, run_picture

    if isinstance(given, SearchRun):
        return _of_search(given, options)[0]
    if isinstance(given, TrainingRun):
        return _of_training(given, options)[0]
    if is_network(given):
        return network_picture(given, options.network)
    entry = Entry(given) if isinstance(given, Landscape) else given
    if not isinstance(entry, Entry):
        raise OptionError(
            f"{given!r:.60} cannot be drawn: expected the folder of a run, a run, a landscape or a "
            "network"
        )
    if entry.run is not None:
        return run_picture(entry.run, options.network)
    return landscape_picture(entry, entry.captions, options.network)
