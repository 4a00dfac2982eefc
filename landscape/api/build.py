"""`landscape.build`: scores, climbs, networks, pictures and a summary in one folder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from landscape.api.choose_source import source_of
from landscape.errors import OptionError
from landscape.options.base import takes
from landscape.options.build import BuildOptions
from landscape.runs.default_folder import run_folder
from landscape.runs.landscape_run import Files, build_run
from landscape.sources.duplicates import FilledSource, MergedSource, is_merged
from landscape.spaces import FunctionalSpace, get_space
from proxies.scoring.evaluate import ProxySource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.landscape import Landscape
    from landscape.runs.landscape_run import LandscapeRun
    from landscape.sources.protocol import Source

__all__ = ["build", "draw"]


@takes(BuildOptions)
def build(options: BuildOptions) -> LandscapeRun:
    """Score a space, climb from everywhere, and leave a monotonic local optima network.

    The files are those of ``landscape build``, in `out` or a folder of ``runs`` named after what
    was asked for. What an earlier run of the same left there is taken from there.

    Returns
    -------
    LandscapeRun
        The run: its landscape, scores, optima, edges and summary; a notebook shows its network.

    Raises
    ------
    UnknownNameError
        If there is no such space or metric, or dataset.
    OptionError
        If options of different sources of scores are mixed, or duplicates are to be merged or
        filled in where there are none.
    DataMissingError, DataError
        If a file is gone or damaged, or the folder holds another run.
    StoppedError
        On Ctrl-C; the same call goes on from there.

    Examples
    --------
    >>> import landscape, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> run = landscape.build("params", space="nb201", out=folder)
    >>> run.landscape.n_plateau_optima
    1
    >>> landscape.load(folder) == run
    True

    The functional landscape, of the networks that are built, each once:

    >>> merged = landscape.build("params", duplicates="merge", out=tempfile.mkdtemp())
    >>> merged.landscape.space.size, merged.summary["merged"]["n_differing"]
    (9445, 165)
    """
    options = _of_configurations(options)
    source = _as_asked(source_of(options), options)
    return build_run(
        source,
        run_folder(options.out, _name(source, options.resolution)),
        resolution=options.resolution,
        files=Files(draw, options.graphml, options.pictures),
        options=options.record(),
    )


def _of_configurations(options: BuildOptions) -> BuildOptions:
    """Return options that name a functional space as those that merge what it is made of."""
    space = get_space(options.space)
    if not isinstance(space, FunctionalSpace):
        return options
    return replace(options, space=space.base.name, duplicates="merge")


def _as_asked(source: Source, options: BuildOptions) -> Source:
    """Return a source with its duplicates filled in or merged, where that is asked for."""
    merge = is_merged(options.duplicates)
    if options.fill_duplicates:
        if isinstance(source, ProxySource):
            raise OptionError(
                f"--fill-duplicates is for tables and benchmarks, and {source.metric.name} is "
                "evaluated for every architecture: leave it out"
            )
        source = FilledSource(source)
    return MergedSource(source) if merge else source


def draw(landscape: Landscape, captions: Mapping[str, str], files: Sequence[Path]) -> None:
    """Draw the network of a landscape; see `landscape.runs.landscape_run.Draw`."""
    from viz.runs.networks import draw_landscape  # slow to import, and not needed before

    draw_landscape(landscape, captions, files)


def _name(source: Source, resolution: str | None) -> str:
    is_usual = source.metric.snapped(resolution).resolution == source.metric.resolution
    return source.name + ("" if is_usual else f"-resolution{resolution}")
