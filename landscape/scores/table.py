"""A table of scores of one space, in memory and on disk.

On disk it is Parquet, one row a configuration in the order of their numbers: ``index`` (the
configuration number), ``arch`` (the architecture in the space's first notation) and one float64
column a metric, null where the score is missing. What the columns mean and how they were made is
one JSON document in the file's metadata, under the key ``nas-landscape``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from landscape.errors import DataError, OptionError, unknown_name
from landscape.files import read_bytes, write_bytes
from landscape.scores.document import METADATA_KEY, Document
from landscape.scores.metric import Metric
from landscape.scores.parquet import damage_told, open_parquet, to_parquet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.arrays import FloatArray
    from landscape.scores.settings import JSON
    from landscape.spaces import Space

__all__ = ["ScoreTable", "read_scores", "write_scores"]

_RESERVED = ("index", "arch")


@dataclass(frozen=True, eq=False)
class ScoreTable:
    """Columns of scores of all configurations of a space.

    Attributes
    ----------
    space
        Name of the space.
    columns
        Name of the metric → scores, float64 of shape ``(space.size,)``. NaN is missing; -inf and
        +inf are kept as they are.
    metrics
        Meaning of the columns; one not described here is a unitless score to be maximised.
    settings
        Everything that changes a score: seed, initialisation, repeats, dataset, batch ...
    provenance
        What does not: device, versions, source of the data, date.

    Raises
    ------
    OptionError
        If a metric has no column of its name, or a column is called ``index`` or ``arch``.
    """

    space: str
    columns: Mapping[str, FloatArray]
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    settings: Mapping[str, JSON] = field(default_factory=dict)
    provenance: Mapping[str, JSON] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, metric in self.metrics.items():
            if name not in self.columns or metric.name != name:
                known = ", ".join(self.columns)
                raise OptionError(
                    f"{metric} is given for column {name!r}: expected the same name, one of {known}"
                )
        for name in _RESERVED:
            if name in self.columns:
                raise OptionError(f"a column of scores cannot be called {name!r}: rename it")

    def column(self, name: str) -> FloatArray:
        """Return the scores called `name`; raises `UnknownNameError` if there are none."""
        if name not in self.columns:
            raise unknown_name("metric", name, self.columns)
        return self.columns[name]

    def metric(self, name: str) -> Metric:
        """Return what column `name` means; raises `UnknownNameError` if there is none."""
        if name not in self.columns:
            raise unknown_name("metric", name, self.columns)
        return self.metrics.get(name, Metric(name))


def write_scores(path: Path, table: ScoreTable, space: Space) -> None:
    """Write `table` atomically; the same content gives the same bytes.

    Raises
    ------
    OptionError
        If `table` is of another space, or a column has not one score a configuration.
    OutputError
        If the file cannot be written; an earlier one stays as it was.
    """
    _check_fits(table, space)
    columns = {
        "index": pa.array(np.arange(space.size, dtype=space.dtype)),
        "arch": pa.array([space.format(i) for i in range(space.size)], pa.string()),
    }
    for name, scores in table.columns.items():
        # from_pandas writes NaN as null, the missing of Parquet; infinities stay.
        columns[name] = pa.array(np.asarray(scores, dtype=np.float64), from_pandas=True)
    metrics = {name: table.metric(name) for name in table.columns}
    document = Document(table.space, metrics, table.settings, table.provenance)
    metadata = {METADATA_KEY: document.to_json().encode()}
    write_bytes(path, to_parquet(pa.table(columns).replace_schema_metadata(metadata)))


def read_scores(path: Path, space: Space) -> ScoreTable:
    """Read a table that `write_scores` wrote.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If the file is damaged, not ours, of another space or of a later format.
    """
    saved = read_bytes(path)
    with damage_told(path, "Parquet"):
        content = open_parquet(saved).read()
    document = Document.from_metadata(content.schema.metadata or {}, path)
    if document.space != space.name:
        raise DataError(
            f"{path} holds scores of space {document.space!r}: expected {space.name!r}; "
            "choose another --space or another file"
        )
    _check_rows(path, content, space, [*_RESERVED, *document.metrics])
    columns = {
        name: np.array(content[name].to_numpy(), dtype=np.float64)
        for name in content.column_names
        if name not in _RESERVED
    }
    return ScoreTable(space.name, columns, document.metrics, document.settings, document.provenance)


def _check_fits(table: ScoreTable, space: Space) -> None:
    if table.space != space.name:
        raise OptionError(
            f"these are scores of space {table.space!r}: expected {space.name!r}, "
            "the space they are written for"
        )
    for name, scores in table.columns.items():
        if np.shape(scores) != (space.size,):
            raise OptionError(
                f"column {name!r} has shape {np.shape(scores)}: "
                f"expected ({space.size},), one score a configuration of {space.title}"
            )


def _check_rows(path: Path, content: pa.Table, space: Space, expected: list[str]) -> None:
    """Check the columns by name and type, and that the rows are all configurations in order."""
    types = [column.type for column in content.schema if column.name not in _RESERVED]
    is_whole = sorted(content.column_names) == sorted(expected) and set(types) <= {pa.float64()}
    if not is_whole or not np.array_equal(content["index"].to_numpy(), np.arange(space.size)):
        raise DataError(
            f"{path} was changed after it was written: expected the columns "
            f"{', '.join(expected)} and the rows 0 to {space.size - 1} in order; "
            "delete it and score again, or give it as a table of your own"
        )
