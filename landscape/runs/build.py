"""``landscape build``: scores, climbs, networks, pictures and a summary in one folder."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.cli.console import detail, say, show_table, warn
from landscape.cli.options import resolution_of
from landscape.disk.files import folder_name
from landscape.disk.lock import locked
from landscape.errors import DataError
from landscape.landscape import Landscape
from landscape.report import in_words
from landscape.runs.run import Run
from landscape.runs.versions import versions
from viz.runs.plot import draw_landscape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.scores import Metric, ScoreTable
    from landscape.sources.source import Source

__all__ = ["build_run"]

_MOST_EDGES = 500_000


def build_run(
    source: Source,
    resolution: str | None,
    out: Path | None,
    *,
    graphml: bool | None = None,
    pictures: bool | None = None,
) -> None:
    """Build the landscape of `source` and leave it in `out`, or in the run's own folder.

    GraphML and pictures of a network are made if asked for; None makes them of all but huge ones.
    """
    metric, name = resolution_of(resolution, source.metric), source.name
    if metric.resolution != source.metric.resolution:
        name += f"-resolution{resolution}"
    run = Run(out if out is not None else Path("runs") / folder_name(name))
    with locked(run.folder):
        summary = _build(source, metric, run, graphml=graphml, pictures=pictures)
    show_table(_screen(summary, run))
    if summary["caution"]:
        warn(summary["caution"])


def _build(
    source: Source, metric: Metric, run: Run, *, graphml: bool | None, pictures: bool | None
) -> dict[str, Any]:
    """Write all files of a run, and return its summary."""
    timings: dict[str, float] = {}
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
    with _timed(timings, "climb"):
        landscape.n_plateau_optima  # noqa: B018 - asked for to be timed, like the basins
        landscape.basins  # noqa: B018
    with _timed(timings, "network"):
        summary = landscape.summary()
        is_small = summary["lon_edges"] <= _MOST_EDGES
        graphml = is_small if graphml is None else graphml
        pictures = is_small if pictures is None else pictures
        left_out = _left_out(summary["lon_edges"], graphml=graphml, pictures=pictures)
        run.write_landscape(landscape, graphml=graphml)
    about = _about(source)
    with _timed(timings, "draw"):
        if pictures:
            draw_landscape(landscape, about, [run.html, run.png])
    head = {"space": source.space.name, "metric": metric.name, "dataset": source.dataset}
    summary |= {"timings": timings, "figure": about, "provenance": _provenance(table, metric.name)}
    if left_out:
        summary["left_out"] = left_out
    run.write_summary(head | summary)
    return head | summary


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


def _about(source: Source) -> dict[str, str]:
    """Return how the figure is captioned."""
    sign = "−" if source.metric.minimize else ""
    return {"title": source.title, "fitness_label": sign + source.metric.label}


def _provenance(table: ScoreTable, column: str) -> dict[str, Any]:
    return {
        "settings": dict(table.settings.get(column, {})),
        "scores": dict(table.provenance),
        "versions": versions(),
    }


def _screen(summary: dict[str, Any], run: Run) -> dict[str, str]:
    """Return the lines that end a run."""
    of = f", {summary['dataset']}" if summary["dataset"] else ""
    seconds = ", ".join(f"{name} {value:.2f}" for name, value in summary["timings"].items())
    return {
        "landscape": f"{summary['metric']} on {summary['space']}{of}",
        **in_words(summary),
        "seconds": seconds,
        "results": str(run.folder),
    }
