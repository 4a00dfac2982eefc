"""`landscape.save`: a landscape that was made in Python, as a run like any other."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from landscape.api.build import draw
from landscape.disk.files import locked
from landscape.errors import OptionError
from landscape.landscape import Landscape
from landscape.numbers import escape_text
from landscape.options.base import path_of
from landscape.runs.landscape_run import Files, LandscapeRun, fitness_label, write_run
from landscape.runs.run import Run, now
from landscape.scores import Metric, ScoreTable, read_scores
from landscape.sources.copy import keep_copy
from landscape.spaces.space_file import space_at_hand

if TYPE_CHECKING:
    from pathlib import Path

    from landscape.disk.files import JSON
    from landscape.spaces import Space

__all__ = ["save"]


def save(
    landscape: Landscape,
    folder: str | Path,
    *,
    dataset: str | None = None,
    title: str | None = None,
    replace: bool = False,
    graphml: bool | None = None,
    pictures: bool | None = None,
) -> LandscapeRun:
    """Leave a landscape that was made in Python as a run, which every command takes.

    Parameters
    ----------
    landscape
        Of a space that is known by name, or of one that a file can describe, as it does in the
        folder: a `ProductSpace`, `ConditionalSpace`, `Subspace` or `GraphSpace`.
    folder
        Where to.
    dataset
        What the scores were measured on, if that is to be known.
    title
        Of the picture; by default metric and space.
    replace
        Whether other scores that Python left in the folder may be written over.
    graphml, pictures
        See `landscape.build`.

    Returns
    -------
    LandscapeRun
        The run.

    Raises
    ------
    OptionError
        If another process could not know the space.
    DataError
        If the folder holds the landscape of other scores.
    OutputError
        If it cannot be written.

    Examples
    --------
    >>> import landscape, tempfile
    >>> valley = landscape.Landscape(landscape.ProductSpace([5, 2]), [*range(9), 20])
    >>> run = landscape.save(valley, tempfile.mkdtemp())
    >>> run.landscape.optima.tolist(), landscape.load(run.folder) == run
    ([9], True)
    """
    if not isinstance(landscape, Landscape):
        raise OptionError(
            f"{landscape!r:.60} is no Landscape: expected one, or call the `save` of a run itself"
        )
    told = _describable(landscape)
    metric = Metric(told.metric, minimize=told.minimize, resolution=told.resolution)
    scores = -told.fitness if told.minimize else told.fitness
    digest = hashlib.sha256(scores.tobytes()).hexdigest()
    made: dict[str, JSON] = {"source": "python", "sha256": digest}
    table = ScoreTable(
        told.space.name, {metric.name: scores}, {metric.name: metric}, {metric.name: made}, now()
    )
    run = Run(path_of(folder))
    captions = {
        "title": title or f"{metric.name} on {told.space.title}{escape_text(landscape.escape)}",
        "fitness_label": fitness_label(metric),
    }
    with locked(run.folder):
        if replace and _is_of_python(run, told.space):
            run.scores.unlink()
        keep_copy(table, run, told.space)
        write_run(
            run,
            told,
            table,
            about={"dataset": dataset, "options": {}, "timings": {}},
            captions=captions,
            files=Files(draw, graphml, pictures),
        )
    return LandscapeRun(run.folder, told)


def _describable(landscape: Landscape) -> Landscape:
    """Return the same landscape on a space that another process can know."""
    space = space_at_hand(landscape.space)
    if space is landscape.space:
        return landscape
    return Landscape(
        space,
        -landscape.fitness if landscape.minimize else landscape.fitness,
        metric=landscape.metric,
        minimize=landscape.minimize,
        resolution=landscape.resolution,
        escape=landscape.escape,
    )


def _is_of_python(run: Run, space: Space) -> bool:
    """Tell whether a folder has scores that `save` left, and could be made again."""
    if not run.scores.exists():
        return False
    made = read_scores(run.scores, space).settings.values()
    return all(settings.get("source") == "python" for settings in made)
