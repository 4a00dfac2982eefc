"""``landscape build``: scores, climbs, networks, pictures and a summary in one folder."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.cli.console import detail, say, show_table
from landscape.cli.folders import unless_refused
from landscape.cli.options import resolution_of
from landscape.cli.plot import draw_landscape
from landscape.cli.versions import versions
from landscape.errors import DataError
from landscape.files import folder_name
from landscape.landscape import Landscape
from landscape.report import in_words
from landscape.run import Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.cli.sources import Source
    from landscape.scores import Metric, ScoreTable

__all__ = ["build_run"]

_MANY_EDGES = 200_000


def build_run(source: Source, resolution: str | None, out: Path | None) -> None:
    """Build the landscape of `source` and leave it in `out`, or in the run's own folder."""
    metric, name = resolution_of(resolution, source.metric), source.name
    if metric.resolution != source.metric.resolution:
        name += f"-resolution{resolution}"
    folder = out if out is not None else Path("runs") / folder_name(name)
    with unless_refused(folder):
        _build(source, metric, Run(folder))


def _build(source: Source, metric: Metric, run: Run) -> None:
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
        if summary["lon_edges"] > _MANY_EDGES:
            say("writing a network of {lon_edges:,} edges, which takes a while".format(**summary))
        run.write_landscape(landscape)
    about = _about(source)
    with _timed(timings, "draw"):
        draw_landscape(landscape, about, [run.html, run.png])
    head = {"space": source.space.name, "metric": metric.name, "dataset": source.dataset}
    summary |= {"timings": timings, "figure": about, "provenance": _provenance(table, metric.name)}
    run.write_summary(head | summary)
    show_table(_screen(head | summary, run))


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
