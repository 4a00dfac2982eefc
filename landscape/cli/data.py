"""``landscape data``: benchmarks to import, and images that some metrics need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.choice import Question, choose, epochs_listed, epochs_of
from landscape.benchmarks.collect import import_benchmark
from landscape.benchmarks.column import is_name
from landscape.benchmarks.mapping import MappedColumn
from landscape.benchmarks.readers.tabular import TableReader
from landscape.benchmarks.sources import BENCHMARKS, open_benchmark
from landscape.benchmarks.store import find_tables, home, remove_benchmark
from landscape.benchmarks.table import open_table
from landscape.cli.console import show_columns, show_table
from landscape.disk.folders import data_folders
from landscape.errors import DataMissingError, OptionError, StoppedError
from landscape.names import find_name
from landscape.numbers import counted
from landscape.reporter import progress, say
from landscape.runs.versions import now
from landscape.scores.keys import KEY_COLUMNS, UNNAMED
from landscape.sources.direction import tell_doubtful
from landscape.spaces import get_space
from landscape.tables.tabular import open_tabular
from proxies.images import download
from proxies.images.find import find
from proxies.images.sources import SOURCES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from landscape.benchmarks.record import Reader
    from landscape.benchmarks.table import BenchmarkTable

__all__ = [
    "download_dataset",
    "import_files",
    "import_table",
    "list_data",
    "remove_data",
    "show_data",
]


def download_dataset(name: str, folder: Path | None) -> None:
    """Fetch the files of a dataset into `folder`, by default where they are looked for first."""
    name = find_name("dataset", name, SOURCES)
    show_table({"dataset": name, "file": str(download(name, folder or data_folders()[0]))})


def import_files(name: str, path: Path, *, partial: bool, folder: Path | None) -> None:
    """Read the files of a published benchmark, and leave its tables in `folder`."""
    _import(open_benchmark(name, path, partial=partial), folder)


def import_table(
    file: Path,
    space: str,
    name: str | None,
    columns: Sequence[str],
    *,
    key: str | None,
    where: str | None,
    missing: Sequence[str] = (),
    folder: Path | None,
) -> None:
    """Read a table that the user brings, and leave it as a benchmark in `folder`.

    Without `columns`, each column of numbers becomes a metric of its own name.
    """
    benchmark = name or file.name.split(".")[0]
    if benchmark in BENCHMARKS:
        raise OptionError(f"--name {benchmark!r} is a published benchmark's: choose another")
    if not is_name(benchmark):
        raise OptionError(f"--name {benchmark!r}: expected letters, digits and _.+-")
    mapping = [MappedColumn.parse(text) for text in columns] or _all_columns(file, key)
    maximised = dict.fromkeys(m.metric.name for m in mapping if not m.metric.minimize)
    tell_doubtful(maximised, "--column NAME=NAME,minimize")
    rows = None
    if where is not None:
        column, sign, value = where.partition("=")
        if not sign:
            raise OptionError(f"--where {where!r}: expected COLUMN=VALUE")
        rows = (column, value)
    reader = TableReader(
        file, get_space(space), benchmark, mapping, key=key, where=rows, missing=missing
    )
    _import(reader, folder)


def _all_columns(file: Path, key: str | None) -> list[MappedColumn]:
    names = open_tabular(file).numeric_names()
    keys = {*KEY_COLUMNS, *UNNAMED, "index", "arch_index", key}
    mapping = [MappedColumn.as_it_is(name) for name in names if name not in keys]
    for renamed in (m for m in mapping if m.source != m.metric.name):
        say(f"column {renamed.source!r} is called {renamed.metric.name} here")
    return mapping


def _import(reader: Reader, folder: Path | None) -> None:
    chosen = folder or data_folders()[0]
    total = len(reader)
    say(f"reading {counted(total, 'architecture')} of {reader.benchmark}")
    try:
        with progress(total, 0, "reading", "architectures") as update:
            paths = import_benchmark(reader, chosen, provenance=now(), on_progress=update)
    except KeyboardInterrupt as error:
        place = home(chosen, reader.space.name, reader.benchmark)
        raise StoppedError(
            f"interrupted: what is read so far is kept in {place}; the same command goes on there"
        ) from error
    header = ("dataset", "hp", "metrics", "columns", "architectures")
    show_columns(header, [_contents(open_table(path)) for path in paths], "columns architectures")
    show_table({"results": str(paths[0].parent)})


def _contents(table: BenchmarkTable) -> list[str]:
    """Return what a table has, and of how many architectures, after each metric's last epoch."""
    metrics = ", ".join(table.metrics)
    last = {metric: epochs_of(table, metric)[-1] for metric in table.metrics}
    columns = table.read(column for column in table.columns if column.epoch == last[column.metric])
    counts = [table.size - int(np.isnan(column).sum()) for column in columns]
    ends = sorted({f"{count:,}" for count in (min(counts), max(counts))}, key=len)
    known = " to ".join(ends)
    return [table.dataset or "-", table.hp or "-", metrics, f"{len(table.columns):,}", known]


def list_data(data_dir: Path | None) -> None:
    """Print what benchmarks and images there are, what is missing, and what each is good for."""
    tables = find_tables(data_dir=data_dir)
    places = {(t.space, t.benchmark): t.path.parent for t in tables if t.path is not None}
    rows = []
    for b in BENCHMARKS.values():
        place = places.pop((b.space, b.name), None)
        how = f"`landscape data import {b.name} PATH` with {b.files} from {b.origin}"
        plugin = BENCHMARKS.plugin_of(b.name)
        unlocks = b.unlocks if plugin is None else f"{b.unlocks} (from {plugin.name})"
        rows.append(_state(b.name, b.space, unlocks, place, how))
    for (space, name), place in sorted(places.items()):
        rows.append(_state(name, space, "a table of your own", place, ""))
    for name, source in SOURCES.items():
        command = f"`landscape data download {name}`"
        how = command if source.archive else f"folder {source.folder} from {source.page}"
        rows.append(
            _state(name, "-", "images, for metrics that need data", _images(name, data_dir), how)
        )
    show_columns(("name", "space", "state", "what for", "where"), rows)


def _state(name: str, space: str, purpose: str, place: Path | None, how: str) -> list[str]:
    return [name, space, "missing" if place is None else "there", purpose, str(place or how)]


def _images(name: str, data_dir: Path | None) -> Path | None:
    try:
        return find(name, SOURCES[name], data_dir)
    except DataMissingError:
        return None


def show_data(name: str, data_dir: Path | None) -> None:
    """Print what an imported benchmark holds: datasets, schedules, metrics, epochs and runs."""
    known = find_tables(data_dir=data_dir)
    name = BENCHMARKS.spelled(name, (table.benchmark for table in known))
    tables = [table for table in known if table.benchmark == name]
    if tables:
        _show_tables(tables)
        return
    b = BENCHMARKS[name]
    raise DataMissingError(
        f"{b.title} is not imported: `landscape data import {name} PATH` reads {b.files}, "
        f"from {b.origin}"
    )


def remove_data(name: str, data_dir: Path | None) -> None:
    """Remove the tables of an imported benchmark, and print where they were."""
    removed = remove_benchmark(name, data_dir)
    if not removed:
        known = {table.benchmark for table in find_tables(data_dir=data_dir)}
        if not known:
            raise DataMissingError(f"there is no {name} to remove: nothing was imported")
        name = find_name("imported benchmark", name, known)
        removed = remove_benchmark(name, data_dir)
    show_table({"removed": name, "from": ", ".join(map(str, removed))})


def _show_tables(tables: Sequence[BenchmarkTable]) -> None:
    header = ("space", "dataset", "hp", "metric", "epochs", "runs", "architectures", "min", "max")
    rows = [_summary(table, metric) for table in tables for metric in table.metrics]
    show_columns(header, rows, "runs architectures min max")


def _summary(table: BenchmarkTable, metric: str) -> list[str]:
    """Return what there is of a metric; the range is that of the mean after the last epoch."""
    question = Question(metric, table.dataset, table.hp)
    choice = choose([table], question, "")
    scores = choice.scores()
    finite = scores[np.isfinite(scores)]
    ends = [f"{end:.6g}" for end in (finite.min(), finite.max())] if finite.size else ["-", "-"]
    n_scores = f"{np.count_nonzero(~np.isnan(scores)):,}"
    epochs = epochs_listed(epochs_of(table, metric))
    runs = ", ".join(column.run for column in choice.columns if column.run) or "-"
    return [
        table.space,
        table.dataset or "-",
        table.hp or "-",
        metric,
        epochs,
        runs,
        n_scores,
        *ends,
    ]
