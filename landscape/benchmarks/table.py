"""One table of a benchmark on disk: one dataset, one training schedule, all of a space.

It is Parquet, one row a configuration in the order of their numbers: ``index``, ``arch``, and one
float64 column a metric, epoch and training run (see `Column`), null where there is no value. What
it is of is one JSON document in the file's metadata. Tables that travel with the package
(`landscape.builtin`) are the same without ``index`` and ``arch``.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from landscape.benchmarks.column import Column
from landscape.builtin import TABLES
from landscape.disk.files import JSON, canonical_json, write_bytes
from landscape.disk.parquet import damage_told, open_parquet, read_parquet, to_parquet
from landscape.display import short_repr
from landscape.errors import DataError, DataMissingError
from landscape.scores.table import RESERVED, Metric

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from landscape.arrays import FloatArray
    from landscape.spaces import Space

__all__ = ["BenchmarkTable", "open_table", "write_small_table", "write_table"]

_FORMAT = 1
_SHARED = 0.2  # of the rows: with fewer distinct values, a dictionary is smaller
_METADATA_KEY = b"nas-landscape-benchmark"


@dataclass(frozen=True, eq=False)
class BenchmarkTable:
    """What a table says of itself; its values are read when asked for.

    Attributes
    ----------
    path
        Where it lies; None if it is still to be written.
    space
        Name of the space, whose configurations are the rows.
    size
        Number of rows.
    benchmark
        Name of the benchmark, or what the user calls it.
    dataset, hp
        As the benchmark writes them; empty if it has but one.
    fingerprint
        What the space was; see `landscape.spaces.same.fingerprint`.
    metrics
        Name of each metric → its meaning; the resolution is that of a single run.
    columns
        What there is.
    identity
        What it was made from: names, sizes and checksums of files.
    provenance
        When and by which versions.
    mean_of
        How many runs at most are behind a column of the run ``mean``.
    """

    space: str
    size: int
    benchmark: str
    dataset: str
    hp: str
    fingerprint: str
    metrics: Mapping[str, Metric]
    columns: tuple[Column, ...]
    identity: Mapping[str, JSON] = field(default_factory=dict)
    provenance: Mapping[str, JSON] = field(default_factory=dict)
    path: Path | None = None
    mean_of: int = 1

    __repr__ = short_repr

    @property
    def built_in(self) -> bool:
        """Whether it travels with the package."""
        return self.path is not None and self.path.is_relative_to(TABLES)

    @property
    def title(self) -> str:
        """The benchmark as people call it, and whether the table travels with the package."""
        return f"{self.identity['title']}, built in" if self.built_in else self.benchmark

    @property
    def runs(self) -> dict[str, list[str]]:
        """Name of each metric → the training runs there are of it."""
        found: dict[str, dict[str, None]] = {}
        for column in self.columns:
            found.setdefault(column.metric, {})[column.run] = None
        return {name: list(filter(None, runs)) for name, runs in found.items()}

    def read(self, columns: Iterable[Column]) -> list[FloatArray]:
        """Return the values of some columns, float64 of shape ``(size,)`` each; NaN is missing.

        Raises
        ------
        DataError
            If the file is damaged.
        """
        assert self.path is not None, "a table is read from where it lies"
        names = [column.name for column in columns]
        with _damage_told(self.path):
            content = read_parquet(_mapped(self.path), names)
        return [content[name].to_numpy().astype(np.float64) for name in names]


def open_table(path: Path) -> BenchmarkTable:
    """Open a table that `write_table` wrote, and read no more than what it says of itself.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If the file is damaged, no table of a benchmark, or of another format.
    """
    if not path.is_file():
        raise DataMissingError(f"there is no table {path}: check the path")
    with _damage_told(path), open_parquet(_mapped(path)) as file:
        metadata, names, rows = file.schema_arrow.metadata, file.schema_arrow.names, file.metadata
    again = _again(path)
    text = (metadata or {}).get(_METADATA_KEY)
    if text is None:
        raise DataError(
            f"{path} is no table of a benchmark: import it with "
            f"`landscape data import table {path}`"
        )
    try:
        about = json.loads(text)
        found = about["format"]
        table = _from_json(about, names, path) if found == _FORMAT else None
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path} has a description that makes no sense ({type(error).__name__}: {error}): "
            f"{again}"
        ) from error
    if table is None:
        raise DataError(f"{path} has format {found!r:.40}, this version reads {_FORMAT}: {again}")
    if table.size != rows.num_rows:
        raise DataError(f"{path} has {rows.num_rows:,} rows and says {table.size:,}: {again}")
    return table


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """Turn whatever is wrong with the content of a table into one error."""
    try:
        with damage_told(path, "Parquet"):
            yield
    except DataError as error:
        if not path.is_relative_to(TABLES):
            raise
        raise DataError(f"{path}, a table that is built in, is damaged: {_again(path)}") from error


def _again(path: Path) -> str:
    """Return what to do about a table that cannot be read."""
    is_ours = path.is_relative_to(TABLES)
    return "install nas-landscape again" if is_ours else "import the benchmark again"


def write_table(
    path: Path, table: BenchmarkTable, space: Space, values: Mapping[Column, FloatArray]
) -> None:
    """Write a table atomically; the same content gives the same bytes.

    Parameters
    ----------
    values
        Column → float64 of shape ``(space.size,)``; NaN is missing.

    Raises
    ------
    OutputError
        If the file cannot be written; an earlier one stays as it was.
    """
    named = {
        "index": pa.array(np.arange(space.size, dtype=space.dtype)),
        "arch": pa.array([space.format(i) for i in range(space.size)], pa.string()),
    }
    write_bytes(path, to_parquet(_content(table, named, values)))


def write_small_table(
    path: Path, table: BenchmarkTable, values: Mapping[Column, FloatArray]
) -> None:
    """Write a table as small as it gets, without the names of its rows, to travel with the package.

    Values that many rows share are written once. The same content gives the same bytes.

    Parameters
    ----------
    values
        Column → float64 of shape ``(table.size,)``; NaN is missing.
    """
    content = _content(table, {}, values)
    shared = [
        column.name
        for column in table.columns
        if len(np.unique(values[column])) < _SHARED * table.size
    ]
    write_bytes(path, to_parquet(content, shared, level=19))


def _content(
    table: BenchmarkTable, named: Mapping[str, pa.Array], values: Mapping[Column, FloatArray]
) -> pa.Table:
    """Return columns that name the rows and those of the table, with what the table is of."""
    measured = {c.name: pa.array(values[c], from_pandas=True) for c in table.columns}
    metadata = {_METADATA_KEY: canonical_json(_to_json(table)).encode()}
    return pa.table({**named, **measured}).replace_schema_metadata(metadata)


def _mapped(path: Path) -> pa.Buffer:
    # Mapped: of hundreds of megabytes, a landscape needs three columns.
    with pa.memory_map(str(path)) as file:
        return file.read_buffer()


def _to_json(table: BenchmarkTable) -> dict[str, JSON]:
    return {
        "format": _FORMAT,
        "space": table.space,
        "size": table.size,
        "benchmark": table.benchmark,
        "dataset": table.dataset,
        "hp": table.hp,
        "fingerprint": table.fingerprint,
        "metrics": [asdict(metric) for metric in table.metrics.values()],
        "identity": dict(table.identity),
        "provenance": dict(table.provenance),
        **({} if table.mean_of == 1 else {"mean_of": table.mean_of}),
    }


def _from_json(about: dict[str, Any], names: list[str], path: Path) -> BenchmarkTable:
    metrics = [Metric(**fields) for fields in about["metrics"]]
    texts = [about[name] for name in ("space", "benchmark", "dataset", "hp", "fingerprint")]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("names that are no text")
    columns = tuple(Column.parse(name) for name in names if name not in RESERVED)
    meanings = {metric.name: metric for metric in metrics}
    if differ := {column.metric for column in columns} ^ meanings.keys():
        raise ValueError(f"columns and metrics differ: {', '.join(sorted(differ))}")
    space, benchmark, dataset, hp, fingerprint = texts
    return BenchmarkTable(
        *(space, int(about["size"]), benchmark, dataset, hp, fingerprint),
        *(meanings, columns, about["identity"], about["provenance"], path),
        about.get("mean_of", 1),
    )
