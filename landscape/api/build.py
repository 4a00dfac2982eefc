"""`landscape.build`: scores, climbs, networks, pictures and a summary in one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.api.choose_source import source_of
from landscape.options.base import takes
from landscape.options.build import BuildOptions
from landscape.runs.default_folder import run_folder
from landscape.runs.landscape_run import Files, build_run

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
        If options of different sources of scores are mixed.
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
    """
    source = source_of(options)
    return build_run(
        source,
        run_folder(options.out, _name(source, options.resolution)),
        resolution=options.resolution,
        files=Files(draw, options.graphml, options.pictures),
        options=options.record(),
    )


def draw(landscape: Landscape, captions: Mapping[str, str], files: Sequence[Path]) -> None:
    """Draw the network of a landscape; see `landscape.runs.landscape_run.Draw`."""
    from viz.runs.networks import draw_landscape  # slow to import, and not needed before

    draw_landscape(landscape, captions, files)


def _name(source: Source, resolution: str | None) -> str:
    is_usual = source.metric.snapped(resolution).resolution == source.metric.resolution
    return source.name + ("" if is_usual else f"-resolution{resolution}")
