"""Reading a benchmark once, and leaving tables that load at once.

Records are collected in parts of a few million values, each written when it is full: an import
that is killed goes on after the last of them. Memory holds one part, or the one table that is
being put together at the end.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.column import MEAN, Column, is_name
from landscape.benchmarks.store import home, table_path
from landscape.benchmarks.table import BenchmarkTable, write_table
from landscape.disk.files import locked, writing
from landscape.disk.work_folder import (
    begin_work,
    discard,
    other_work,
    read_chunk,
    work_folder,
    work_key,
    write_chunk,
)
from landscape.errors import DataError
from landscape.scores.table import RESERVED
from landscape.spaces.same import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray, IntArray
    from landscape.benchmarks.record import Curve, Reader, Record
    from landscape.disk.files import JSON

__all__ = ["import_benchmark"]

_VALUES = 1 << 22
"""Values in a part: 32 MiB."""

_log = logging.getLogger(__name__)

_CONFIGURATION = "configuration"
_FORMAT = 1


def import_benchmark(
    reader: Reader,
    folder: Path,
    *,
    provenance: Mapping[str, JSON],
    on_progress: Callable[[int], None] = lambda n_records: None,
) -> list[Path]:
    """Read all records of a benchmark and leave its tables, one a dataset and schedule.

    What an earlier import of the same files finished before it was stopped is not read again; the
    values are the same, bit by bit. Until all tables are complete, those of an earlier import stay.

    Parameters
    ----------
    reader
        The benchmark.
    folder
        One of `data_folders`.
    provenance
        What to note with the tables.
    on_progress
        Called with the number of records read so far after each part.

    Returns
    -------
    The files.

    Raises
    ------
    DataError
        If the reader refuses a file, has an architecture twice, or a name that cannot be one.
    LandscapeError
        If another process imports the same benchmark.
    OutputError
        If a file cannot be written.
    """
    place = home(folder, reader.space.name, reader.benchmark)
    with locked(place):
        work = work_folder(place, _key(reader))
        begin_work(work)
        parts = _Parts(work)
        for part in _read(reader, parts.n_records):
            parts.save(part)
            on_progress(parts.n_records)
        if not parts.n_records:
            raise DataError(
                f"no architecture of {reader.benchmark} was found: expected records, so that "
                "there is something to import; earlier tables stay as they are"
            )
        _check_distinct(reader, parts)
        made = [_write(reader, parts, group, provenance) for group in parts.groups()]
        return _put_in_place(made, place)


def _put_in_place(made: Sequence[Path], place: Path) -> list[Path]:
    """Move complete tables to where they are looked for, and remove all that was there before."""
    with writing(place):
        wanted = [place / path.name for path in made]
        for path, target in zip(made, wanted, strict=True):
            path.replace(target)
        for earlier in set(place.glob("*.parquet")) - set(wanted):
            earlier.unlink()
    for folder in other_work(place, made[0].parent):
        discard(folder)
    discard(made[0].parent)
    return wanted


class _Part:
    """Some records as columns, named by where they belong."""

    def __init__(self) -> None:
        self.configurations: list[int] = []
        self.n_values = 0
        self._columns: dict[tuple[str, ...], list[tuple[int, FloatArray, FloatArray]]] = {}

    def add(self, record: Record) -> None:
        row = len(self.configurations)
        self.configurations.append(record.configuration)
        for curve in record.curves:
            _check_names(curve)
            epochs = [0] if curve.epochs is None else curve.epochs
            key = (curve.dataset, curve.hp, curve.metric, curve.run, str(curve.epochs is None))
            self._columns.setdefault(key, []).append(
                (row, np.asarray(epochs), np.asarray(curve.values, dtype=np.float64))
            )
            self.n_values += len(curve.values)

    def columns(self) -> dict[str, FloatArray]:
        """Return one array a column, NaN where a record has no value."""
        n_rows = len(self.configurations)
        arrays: dict[str, FloatArray] = {
            _CONFIGURATION: np.asarray(self.configurations, dtype=np.float64)
        }
        for (dataset, hp, metric, run, is_timeless), curves in self._columns.items():
            epochs = np.unique(np.concatenate([e for _, e, _ in curves]))
            values = np.full((len(epochs), n_rows), np.nan)
            for row, at, measured in curves:
                values[np.searchsorted(epochs, at), row] = measured
            for epoch, column in zip(epochs.tolist(), values, strict=True):
                name = Column(metric, None if is_timeless == "True" else epoch, run).name
                arrays[json.dumps([dataset, hp, name])] = column
        return arrays


def _check_names(curve: Curve) -> None:
    """Refuse names that a file brings and that could not be told apart, or lead out of a folder."""
    for name in filter(None, (curve.metric, curve.dataset, curve.hp, curve.run)):
        if not is_name(name):
            raise DataError(
                f"the benchmark calls something {name!r:.40}: expected a name of letters, digits "
                f"and _.+- that is none of {', '.join((*RESERVED, MEAN))}; get its files again"
            )


def _read(reader: Reader, start: int) -> Iterable[_Part]:
    """Yield parts until all records from the `start`-th on are in one."""
    part = _Part()
    for record in reader.records(start):
        part.add(record)
        if part.n_values >= _VALUES:
            yield part
            part = _Part()
    if part.configurations:
        yield part


class _Parts:
    """The parts on disk, in order; a damaged one and those after it are read again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.n_records = 0
        self._parts: list[tuple[Path, frozenset[str]]] = []
        while (path := self._next()).exists():
            try:
                columns = self._read(path)
            except DataError as error:
                _log.warning("reading these records again: %s", error)
                break
            self._keep(path, columns)
        if self.n_records:
            _log.info("resuming: %s records are read already", f"{self.n_records:,}")

    def save(self, part: _Part) -> None:
        """Keep a part after those before it."""
        path, columns = self._next(), part.columns()
        write_chunk(path, self._what(path), columns)
        self._keep(path, columns)

    def configurations(self) -> IntArray:
        """Return the configuration number of every record."""
        rows = [self._read(path, [_CONFIGURATION])[_CONFIGURATION] for path, _ in self._parts]
        return np.concatenate([np.empty(0), *rows]).astype(np.int64)

    def groups(self) -> list[tuple[str, str]]:
        """Return every dataset and schedule there is."""
        names = set().union(*(names for _, names in self._parts)) - {_CONFIGURATION}
        return sorted({(dataset, hp) for dataset, hp, _ in map(json.loads, names)})

    def columns(self, group: tuple[str, str], size: int) -> dict[Column, FloatArray]:
        """Return the columns of a dataset and schedule, one value a configuration."""
        whole: dict[Column, FloatArray] = {}
        for path, names in self._parts:
            places = {name: json.loads(name) for name in names - {_CONFIGURATION}}
            wanted = {
                name: Column.parse(written)
                for name, (dataset, hp, written) in places.items()
                if (dataset, hp) == group
            }
            part = self._read(path, [_CONFIGURATION, *wanted])
            rows = part[_CONFIGURATION].astype(np.int64)
            for name, column in wanted.items():
                whole.setdefault(column, np.full(size, np.nan))[rows] = part[name]
        return whole

    def _read(self, path: Path, names: Sequence[str] | None = None) -> dict[str, FloatArray]:
        return read_chunk(path, self._what(path), names)

    def _what(self, path: Path) -> str:
        return f"part {int(path.stem)} of {self.folder.name}"

    def _next(self) -> Path:
        return self.folder / f"{len(self._parts):06d}.chunk"

    def _keep(self, path: Path, columns: Mapping[str, FloatArray]) -> None:
        self._parts.append((path, frozenset(columns)))
        self.n_records += len(columns[_CONFIGURATION])


def _check_distinct(reader: Reader, parts: _Parts) -> None:
    numbers, counts = np.unique(parts.configurations(), return_counts=True)
    if np.any(counts > 1):
        twice = reader.space.format(int(numbers[counts > 1][0]))
        raise DataError(
            f"{reader.benchmark} has several records of {twice}: expected one an architecture; "
            "get its files again"
        )


def _write(
    reader: Reader,
    parts: _Parts,
    group: tuple[str, str],
    provenance: Mapping[str, JSON],
) -> Path:
    dataset, hp = group
    values = parts.columns(group, reader.space.size)
    columns = tuple(sorted(values, key=lambda c: (c.metric, c.run, c.epoch or 0)))
    metrics = {c.metric: reader.meaning(dataset, c.metric) for c in columns}
    table = BenchmarkTable(
        *(reader.space.name, reader.space.size, reader.benchmark, dataset, hp),
        *(fingerprint(reader.space), metrics, columns, reader.identity, provenance),
    )
    path = table_path(parts.folder, dataset, hp)
    write_table(path, table, reader.space, values)
    return path


def _key(reader: Reader) -> str:
    about: dict[str, JSON] = {
        "format": _FORMAT,
        "space": fingerprint(reader.space),
        "identity": dict(reader.identity),
    }
    return work_key(about)
