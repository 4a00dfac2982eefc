"""The run of a landscape: its scores are climbed, and everything about it left in a folder."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from landscape.disk.lock import locked
from landscape.errors import DataError
from landscape.landscape import Landscape
from landscape.reporter import detail, say
from landscape.runs.landscape_run import LandscapeRun
from landscape.runs.run import Run, versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from landscape.scores import Metric, ScoreTable
    from landscape.sources.source import Source

__all__ = ["Draw", "Files", "build_run", "write_run"]

_MOST_EDGES = 500_000


class Draw(Protocol):
    """Draws the network of a landscape; handed in by who knows how."""

    def __call__(
        self, landscape: Landscape, captions: Mapping[str, str], files: Sequence[Path]
    ) -> None:
        """Draw it into every file, under the captions ``title`` and ``fitness_label``."""


@dataclass(frozen=True)
class Files:
    """What is written of a network beside its edges; None is all of it but of huge networks.

    Attributes
    ----------
    draw
        Draws the pictures.
    graphml, pictures
        Whether there are such files.
    """

    draw: Draw
    graphml: bool | None = None
    pictures: bool | None = None


def build_run(
    source: Source,
    folder: Path,
    *,
    resolution: str | None,
    files: Files,
    options: Mapping[str, Any],
) -> LandscapeRun:
    """Build the landscape of a source of scores, and leave it in a folder.

    Parameters
    ----------
    source
        Of the scores.
    folder
        Where to.
    resolution
        That of the metric if None; see `landscape.scores.Metric.snapped`.
    files
        What is written of the network.
    options
        What was asked for, for the record.

    Raises
    ------
    DataError
        If every score is missing.
    """
    run, timings = Run(folder), dict[str, float]()
    metric = source.metric.snapped(resolution)  # complains before anything is scored
    with locked(folder):
        with _timed(timings, "score"):
            table = source.table(run)
        landscape = Landscape(
            source.space,
            table.column(metric.name),
            metric=metric.name,
            minimize=metric.minimize,
            resolution=metric.resolution,
        )
        if landscape.n_missing == source.space.size:
            raise DataError(
                f"every {metric.name} in {run.scores} is missing, so there is nothing to climb: "
                "expected a finite score of at least one architecture"
            )
        about = {"dataset": source.dataset, "options": dict(options), "timings": timings}
        captions = {"title": source.title, "fitness_label": fitness_label(source.metric)}
        write_run(run, landscape, table, about=about, captions=captions, files=files)
    return LandscapeRun(folder, landscape)


def fitness_label(metric: Metric) -> str:
    """Return what a legend calls the fitness that is made of a metric."""
    return ("−" if metric.minimize else "") + metric.label


def write_run(
    run: Run,
    landscape: Landscape,
    table: ScoreTable,
    *,
    about: Mapping[str, Any],
    captions: Mapping[str, str],
    files: Files,
) -> None:
    """Write what a run leaves beside its scores, the summary last: with it the run is complete.

    Parameters
    ----------
    run
        Which the caller has locked.
    landscape, table
        The landscape, and the scores it is made of, which are written already.
    about
        ``dataset``, ``options`` and ``timings``, to which those of the work here are added.
    captions
        ``title`` and ``fitness_label`` of the picture.
    files
        What is written of the network.
    """
    timings = about["timings"]
    with _timed(timings, "climb"):
        landscape.n_plateau_optima  # noqa: B018 - asked for to be timed, like the basins
        landscape.basins  # noqa: B018
    with _timed(timings, "network"):
        summary = landscape.summary()
        is_small = summary["lon_edges"] <= _MOST_EDGES
        graphml = is_small if files.graphml is None else files.graphml
        pictures = is_small if files.pictures is None else files.pictures
        left_out = _left_out(summary["lon_edges"], graphml=graphml, pictures=pictures)
        run.write_landscape(landscape, graphml=graphml)
    with _timed(timings, "draw"):
        if pictures:
            files.draw(landscape, captions, [run.html, run.png])
    head = {
        "space": landscape.space.name,
        "metric": landscape.metric,
        "dataset": about["dataset"],
        "options": about["options"],
    }
    tail = {
        "timings": timings,
        "figure": dict(captions),
        "provenance": _provenance(table, landscape.metric),
        **({"left_out": left_out} if left_out else {}),
    }
    run.write_summary(head | summary | tail)


def _left_out(n_edges: int, *, graphml: bool, pictures: bool) -> list[str]:
    """Return the files that are not made, and say so where nobody asked for that."""
    kinds = {"--graphml": ["lon.graphml", "mlon.graphml"], "--pictures": ["mlon.html", "mlon.png"]}
    made = {"--graphml": graphml, "--pictures": pictures}
    missing = {option: files for option, files in kinds.items() if not made[option]}
    names = [name for files in missing.values() for name in files]
    if names and n_edges > _MOST_EDGES:
        say(
            f"left out {', '.join(names)}: the network has {n_edges:,} edges, more than "
            f"{_MOST_EDGES:,}; its edges are in lon.parquet, {' and '.join(missing)} "
            f"make{'s' if len(missing) == 1 else ''} the files all the same"
        )
    return names


@contextmanager
def _timed(timings: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    timings[name] = round(time.perf_counter() - start, 4)
    detail(f"{name}: {timings[name]:.2f} s")


def _provenance(table: ScoreTable, column: str) -> dict[str, Any]:
    return {
        "settings": dict(table.settings.get(column, {})),
        "scores": dict(table.provenance),
        "versions": versions(),
    }
