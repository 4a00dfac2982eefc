"""A landscape that was built and saved, and everything that its run left."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from landscape.climb import check_escape
from landscape.disk.files import locked
from landscape.display import html_table, mime_bundle
from landscape.errors import DataError
from landscape.landscape import Landscape
from landscape.numbers import ESCAPE, escape_text, in_words
from landscape.reporter import detail, say
from landscape.runs.copies import copy_run
from landscape.runs.run import Run, versions
from landscape.runs.saved import read_landscape
from landscape.runs.saved_tables import read_frame
from landscape.sources.duplicates import CONFIGURATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from landscape.scores import Metric, ScoreTable
    from landscape.sources.protocol import Source

__all__ = ["Draw", "Files", "LandscapeRun", "build_run", "write_run"]

_FILES = (
    "scores.parquet",
    f"{CONFIGURATIONS}/scores.parquet",
    "optima.csv",
    "lon.parquet",
    "lon.graphml",
    "mlon.graphml",
    "mlon.html",
    "mlon.png",
    "space.toml",
    "profile.json",
)

_SAID = ("where", "n_excluded", "merged", "n_filled_duplicates")
"""What settings of scores say that the summary says, too: who is missing, and of duplicates."""


@dataclass(frozen=True, eq=False)
class LandscapeRun:
    """The run of a landscape: what ``landscape build`` leaves in a folder.

    Two are equal if their summaries, scores, optima and edges are, wherever they lie.

    Parameters
    ----------
    folder
        Where its files are.
    known
        The landscape, if that is at hand; None reads it when it is asked for.

    Raises
    ------
    DataMissingError, DataError
        If the folder holds no run, or that of a search.

    Examples
    --------
    >>> import landscape, tempfile
    >>> hills = landscape.Landscape(landscape.ProductSpace([2, 2]), [3, 0, 1, 2], metric="height")
    >>> run = landscape.save(hills, tempfile.mkdtemp(), pictures=False)
    >>> run.optima["fitness"].tolist(), run.scores["height"].tolist(), len(run.edges)
    ([3.0, 2.0], [3.0, 0.0, 1.0, 2.0], 2)
    """

    folder: Path
    known: Landscape | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self._run.kind != "landscape":
            raise DataError(
                f"{self.folder} holds a {self._run.kind}: expected a folder that landscape "
                "build left"
            )

    @cached_property
    def _run(self) -> Run:
        return Run(self.folder)

    @property
    def summary(self) -> dict[str, Any]:
        """The numbers of the run, and how it was made, as it was saved."""
        return self._run.summary

    @cached_property
    def landscape(self) -> Landscape:
        """The landscape."""
        return self.known or read_landscape(self._run)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """One row an architecture: its name, number and scores."""
        return read_frame(self._run.scores)

    @cached_property
    def optima(self) -> pd.DataFrame:
        """One row a local optimum; see `Landscape.optima_table`."""
        return self.landscape.optima_table()

    @cached_property
    def edges(self) -> pd.DataFrame:
        """One row an edge of the local optima network: its ends' numbers, weight, if it rises."""
        return read_frame(self._run.edges)

    def save(self, folder: str | Path) -> LandscapeRun:
        """Leave a copy of the run in another folder, and return it.

        Raises
        ------
        DataError
            If the folder holds another run.
        OutputError
            If it cannot be written.
        """
        return LandscapeRun(copy_run(self.folder, folder, (*_FILES, "summary.json")), self.known)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LandscapeRun):
            return NotImplemented
        return self.summary == other.summary and all(
            getattr(self, name).equals(getattr(other, name))
            for name in ("scores", "optima", "edges")
        )

    __hash__ = None  # type: ignore[assignment]  # files may change

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return mime_bundle(self, self._numbers)

    def _numbers(self) -> str:
        """Return an HTML table of what the summary says first."""
        of = f", {self.summary['dataset']}" if self.summary["dataset"] else ""
        title = f"{self.summary['metric']} on {self.summary['space']}{of}"
        return html_table(title, in_words(self.summary) | {"results": str(self.folder)})


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
    escape: int = ESCAPE,
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
    escape
        Distance of escapes.

    Raises
    ------
    DataError
        If every score is missing.
    OptionError
        If no escapes go so far in the space.
    """
    run, timings = Run(folder), dict[str, float]()
    metric = source.metric.snapped(resolution)  # complains before anything is scored
    check_escape(source.space, escape)
    with locked(folder):
        run.refuse_other_kind("landscape")
        with _timed(timings, "score"):
            table = source.table(run)
        landscape = Landscape(
            source.space,
            table.column(metric.name),
            metric=metric.name,
            minimize=metric.minimize,
            resolution=metric.resolution,
            escape=escape,
        )
        if landscape.n_missing == source.space.size:
            raise DataError(
                f"every {metric.name} in {run.scores} is missing, so there is nothing to climb: "
                "expected a finite score of at least one architecture"
            )
        about = {"dataset": source.dataset, "options": dict(options), "timings": timings}
        title = source.title + escape_text(escape)
        captions = {"title": title, "fitness_label": fitness_label(source.metric)}
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
    made = table.settings.get(landscape.metric, {})
    head = {
        "space": landscape.space.name,
        "metric": landscape.metric,
        "dataset": about["dataset"],
        "options": about["options"],
        **{name: made[name] for name in _SAID if name in made},
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
