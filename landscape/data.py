"""Benchmarks of trained networks: read once, found from then on, described, removed.

Published ones are known by name (`landscape.benchmarks.sources.BENCHMARKS`); any table of one's own
becomes another. The images that some metrics need are found by `proxies.images`.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.choice import Measurement, choose, epochs_listed, epochs_of
from landscape.benchmarks.collect import import_benchmark
from landscape.benchmarks.column import is_name
from landscape.benchmarks.mapping import MappedColumn
from landscape.benchmarks.metrics import TRAINED_METRICS
from landscape.benchmarks.readers.tabular import TableReader
from landscape.benchmarks.sources import BENCHMARKS, open_benchmark
from landscape.benchmarks.store import find_tables, home, remove_benchmark
from landscape.benchmarks.table import open_table
from landscape.catalogue import Catalogue
from landscape.disk.folders import data_folders
from landscape.errors import DataMissingError, OptionError, StoppedError
from landscape.lazy import load_object
from landscape.numbers import counted
from landscape.options.base import takes
from landscape.options.data import (
    DataFolderOptions,
    DownloadOptions,
    FindOptions,
    ImportedOptions,
    ImportOptions,
)
from landscape.registry import find_name, match_name
from landscape.reporter import progress, say, warn
from landscape.runs.run import now
from landscape.scores.keys import KEY_COLUMNS, UNNAMED, row_keys
from landscape.sources.direction import tell_doubtful
from landscape.spaces import get_space
from landscape.tables.tabular import open_tabular

if TYPE_CHECKING:
    from landscape.benchmarks.record import Reader
    from landscape.benchmarks.table import BenchmarkTable
    from landscape.catalogue import Cell
    from landscape.scores.keys import Reading
    from landscape.spaces import Space

__all__ = ["Imported", "download", "find", "import_", "list_", "remove", "show"]

_TABLE = "table"
"""What a table of one's own is imported as."""

_SCORES = "scores"
"""What scores of our own that are built in are listed as."""


@dataclass(frozen=True, repr=False)
class Imported(Catalogue):
    r"""What an import left: one row a table, of one dataset and training schedule.

    Attributes
    ----------
    folder
        Where the tables are.

    Examples
    --------
    >>> import landscape, tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> file = folder / "mine.csv"
    >>> _ = file.write_text("arch,acc\n0,90.5\n")
    >>> mine = landscape.data.import_("table", file, space="nasbench-macro", data_dir=folder)
    >>> mine.table()["metrics"].tolist(), mine.folder.relative_to(folder).parts[-2:]
    (['acc'], ('nasbench-macro', 'mine'))
    """

    folder: Path = field(default=Path(), kw_only=True)


@takes(ImportOptions)
def import_(options: ImportOptions) -> Imported:
    r"""Read a benchmark once, check it, and leave tables that load at once.

    An import that was stopped goes on where it was.

    Returns
    -------
    Imported
        What there is now, and where.

    Raises
    ------
    UnknownNameError
        If there is no such benchmark or space.
    OptionError
        If options of a table of one's own are given for a published benchmark, or it lacks some.
    DataMissingError, DataError
        If the files are not there, are others or damaged, or lack records.
    StoppedError
        On Ctrl-C; the same call goes on from there.

    Examples
    --------
    >>> import landscape, tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> file = folder / "mine.csv"
    >>> _ = file.write_text("arch,acc\n0,90.5\n1,91\n")
    >>> mine = landscape.data.import_("table", file, space="nasbench-macro", data_dir=folder)
    >>> mine.table()[["metrics", "architectures"]].to_dict("records")
    [{'metrics': 'acc', 'architectures': '2'}]
    """
    if match_name(options.benchmark, [_TABLE]) is None:
        if options.of_table():
            raise OptionError(
                "--space, --name, --column, --key, --index-of, --variables, --where, --mean-over, "
                "--missing and --fill-duplicates describe a table of your own: `landscape data "
                "import table FILE`"
            )
        reader = open_benchmark(options.benchmark, options.path, partial=options.partial)
        return _import(reader, options.data_dir)
    if options.space is None or options.partial:
        raise OptionError(
            "a table of your own may have any rows, so leave out --partial"
            if options.partial
            else "say which space the architectures of the table are of: --space NAME"
        )
    return _import(_table_reader(options, options.space), options.data_dir)


@takes(DownloadOptions)
def download(options: DownloadOptions) -> Path:
    """Download the images of a dataset, and check that they are the published ones.

    Nothing is fetched if the whole of it is there.

    Returns
    -------
    Path
        The archive, whose MD5 checksum is the published one.

    Raises
    ------
    UnknownNameError
        If there is no such dataset.
    DataMissingError
        If it cannot be downloaded: no public link, no connection, no room.
    DataError
        If what came is not the published file; nothing is kept then.

    Examples
    --------
    >>> import landscape, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> landscape.data.download("ImageNet16-120", data_dir=folder)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    landscape.errors.DataMissingError: ImageNet16-120 has no public link to its files: find ...
    """
    fetch = load_object("proxies.images:download")  # of a package above this one
    archive: Path = fetch(options.dataset, options.data_dir or data_folders()[0])
    return archive


@takes(FindOptions)
def find(options: FindOptions) -> Catalogue:
    """List the tables of benchmarks that were imported.

    Returns
    -------
    Catalogue
        One row a table: of which space, benchmark, dataset and training schedule it is, what it
        has, and the file; none if there is no such benchmark.

    Raises
    ------
    UnknownNameError
        If there is no such space.

    Examples
    --------
    >>> import landscape, tempfile
    >>> landscape.data.find("sss", benchmark="nobody's", data_dir=tempfile.mkdtemp())
    <Catalogue of 0 tables>
    """
    header = ("space", "benchmark", "dataset", "hp", "metrics", "columns", "file")
    space = None if options.space is None else get_space(options.space).name
    tables = find_tables(space, data_dir=options.data_dir)
    if options.benchmark is not None:
        wanted = match_name(options.benchmark, {table.benchmark for table in tables})
        tables = [table for table in tables if table.benchmark == wanted]
    return Catalogue("tables", header, tuple(map(_found, tables)), ("columns",))


@takes(ImportedOptions)
def show(options: ImportedOptions) -> Catalogue:
    r"""Show what a benchmark holds: datasets, schedules, metrics, epochs and runs.

    Of one that is built in, it is said whose it is. ``scores`` are those of ours that are built in.

    Returns
    -------
    Catalogue
        One row a metric of a dataset and schedule; least and greatest are those of the mean of the
        training runs after the last epoch.

    Raises
    ------
    UnknownNameError
        If there is no such benchmark.
    DataMissingError
        If it was not imported; the message says how.

    Examples
    --------
    >>> import landscape, tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> file = folder / "mine.csv"
    >>> _ = file.write_text("arch,acc\n0,90.5\n1,91\n")
    >>> mine = landscape.data.import_("table", file, space="nasbench-macro", data_dir=folder)
    >>> landscape.data.show("mine", data_dir=folder).table()["architectures"].tolist()
    [2]
    """
    known = find_tables(data_dir=options.data_dir)
    if match_name(options.benchmark, [_SCORES]) and not any(t.benchmark == _SCORES for t in known):
        shown: Catalogue = load_object("proxies.scoring.built_in:show_scores")()  # above this one
        return shown
    name = BENCHMARKS.spelled(options.benchmark, (table.benchmark for table in known))
    tables = [table for table in known if table.benchmark == name]
    for line in dict.fromkeys(line for table in tables for line in _whose(table)):
        say(line)
    if not tables:
        b = BENCHMARKS[name]
        raise DataMissingError(
            f"{b.title} is not imported: `landscape data import {name} PATH` reads {b.files}, "
            f"from {b.origin}"
        )
    header = ("space", "dataset", "hp", "metric", "epochs", "runs", "architectures", "min", "max")
    rows = tuple(_summary(table, metric) for table in tables for metric in table.metrics)
    return Catalogue("metrics", header, rows, ("runs", "architectures", "min", "max"))


@takes(ImportedOptions)
def remove(options: ImportedOptions) -> list[Path]:
    r"""Remove an imported benchmark or table; the files that it was read from stay.

    Returns
    -------
    list of Path
        Where its tables were.

    Raises
    ------
    DataMissingError, UnknownNameError
        If it was not imported.
    OutputError
        If files cannot be removed.

    Examples
    --------
    >>> import landscape, tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> file = folder / "mine.csv"
    >>> _ = file.write_text("arch,acc\n0,90.5\n1,91\n")
    >>> mine = landscape.data.import_("table", file, space="nasbench-macro", data_dir=folder)
    >>> [place.name for place in landscape.data.remove("mine", data_dir=folder)]
    ['mine']
    """
    removed = remove_benchmark(options.benchmark, options.data_dir)
    if removed:
        return removed
    tables = find_tables(data_dir=options.data_dir)
    known = {table.benchmark for table in tables if not table.built_in}
    if match_name(options.benchmark, {t.benchmark for t in tables if t.built_in} - known):
        raise OptionError(
            f"{options.benchmark} is built in and stays, and nothing else of it was imported: "
            "an imported benchmark of that name goes before it"
        )
    if not known:
        raise DataMissingError(f"there is no {options.benchmark} to remove: nothing was imported")
    name = find_name("imported benchmark", options.benchmark, known)
    return remove_benchmark(name, options.data_dir)


@takes(DataFolderOptions)
def list_(options: DataFolderOptions) -> Catalogue:
    """List benchmarks: there or missing, what for, and where to get them.

    Returns
    -------
    Catalogue
        One row a benchmark, published or a table of one's own.

    Examples
    --------
    >>> import landscape, tempfile
    >>> known = landscape.data.list_(data_dir=tempfile.mkdtemp()).table()
    >>> known.set_index("name")["space"]["nats-tss"]
    'nb201'
    """
    known = {(t.space, t.benchmark): t for t in find_tables(data_dir=options.data_dir)}
    rows: list[tuple[Cell, ...]] = []
    for b in BENCHMARKS.values():
        how = f"`landscape data import {b.name} PATH` with {b.files} from {b.origin}"
        plugin = BENCHMARKS.plugin_of(b.name)
        unlocks = b.unlocks if plugin is None else f"{b.unlocks} (from {plugin.name})"
        rows.append(_state(b.name, b.space, unlocks, known.pop((b.space, b.name), None), how))
    for (space, name), table in sorted(known.items()):
        rows.append(_state(name, space, "a table of your own", table, None))
    return Catalogue("benchmarks", ("name", "space", "state", "what for", "where"), tuple(rows))


def _state(
    name: str, space: str, unlocks: str, table: BenchmarkTable | None, how: str | None
) -> tuple[Cell, ...]:
    if table is None:
        return name, space, "missing", unlocks, how
    if not table.built_in:
        return name, space, "there", unlocks, str(table.path and table.path.parent)
    has = str(table.provenance["has"])
    return name, space, "built in", has, how and f"{unlocks}: {how}"


def _whose(table: BenchmarkTable) -> list[str]:
    """Return what is to be said of a table that travels with the package."""
    if not table.built_in:
        return []
    of, notes = table.identity, table.provenance["notes"]
    return [
        f"{table.title}: {table.provenance['has']}; licence {of['licence']}",
        f"to cite: {of['citation']}",
        *map(str, notes if isinstance(notes, list) else ()),
    ]


def _found(table: BenchmarkTable) -> tuple[Cell, ...]:
    metrics, count = ", ".join(table.metrics), len(table.columns)
    of = (table.space, table.benchmark, table.dataset or None, table.hp or None)
    return *of, metrics, count, str(table.path)


def _summary(table: BenchmarkTable, metric: str) -> tuple[Cell, ...]:
    """Return what there is of a metric; the range is that of the mean after the last epoch."""
    choice = choose([table], Measurement(metric, table.dataset, table.hp), "")
    scores = choice.scores()
    finite = scores[np.isfinite(scores)]
    ends = (float(finite.min()), float(finite.max())) if finite.size else (None, None)
    runs = ", ".join(table.runs[metric])
    about = (table.space, table.dataset or None, table.hp or None, metric)
    n_scores = int(np.count_nonzero(~np.isnan(scores)))
    return *about, epochs_listed(epochs_of(table, metric)), runs or None, n_scores, *ends


def _table_reader(options: ImportOptions, space: str) -> TableReader:
    """Return what reads a table that the user brings.

    Without columns, each column of numbers becomes a metric of its own name.
    """
    file, reading, of = options.path, options.reading(), get_space(space)
    benchmark = options.name or file.name.split(".")[0]
    if benchmark in BENCHMARKS:
        raise OptionError(f"--name {benchmark!r} is a published benchmark's: choose another")
    if not is_name(benchmark):
        raise OptionError(f"--name {benchmark!r}: expected letters, digits and _.+-")
    given = [MappedColumn.parse(text) for text in options.column]
    _tell_own(given)
    mapping = given or _all_columns(file, of, reading)
    maximised = dict.fromkeys(m.metric.name for m in mapping if not m.metric.minimize)
    tell_doubtful(maximised, "--column NAME=NAME,minimize")
    return TableReader(
        *(file, of, benchmark, mapping),
        reading,
        fill_duplicates=options.fill_duplicates,
    )


def _tell_own(columns: list[MappedColumn]) -> None:
    """Say of metrics of the user's own that are nearly called as known ones that they are none."""
    for column in columns:
        name = column.metric.name
        near = difflib.get_close_matches(name, TRAINED_METRICS, n=1, cutoff=0.8)
        if near and name not in TRAINED_METRICS:
            warn(
                f"{name} is a metric of your own; if {near[0]} is meant, import the table with "
                f"--column {column.source}={near[0]}"
            )


def _all_columns(file: Path, space: Space, reading: Reading) -> list[MappedColumn]:
    table = open_tabular(file)
    names, of_rows = table.numeric_names(), row_keys(table, space, reading).names
    keys = {*KEY_COLUMNS, *UNNAMED, "index", "arch_index", *of_rows, *reading.mean_over}
    mapping = [MappedColumn.as_it_is(name) for name in names if name not in keys]
    for renamed in (m for m in mapping if m.source != m.metric.name):
        say(f"column {renamed.source!r} is called {renamed.metric.name} here")
    return mapping


def _import(reader: Reader, folder: Path | None) -> Imported:
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
    rows = tuple(_contents(open_table(path)) for path in paths)
    return Imported("tables", header, rows, ("columns", "architectures"), folder=paths[0].parent)


def _contents(table: BenchmarkTable) -> tuple[Cell, ...]:
    """Return what a table has, and of how many architectures, after each metric's last epoch."""
    last = {metric: epochs_of(table, metric)[-1] for metric in table.metrics}
    columns = table.read(column for column in table.columns if column.epoch == last[column.metric])
    counts = [table.size - int(np.isnan(column).sum()) for column in columns]
    ends = [f"{count:,}" for count in sorted({min(counts), max(counts)})]
    metrics = ", ".join(table.metrics)
    return table.dataset or None, table.hp or None, metrics, len(table.columns), " to ".join(ends)


def __dir__() -> list[str]:
    return list(__all__)
