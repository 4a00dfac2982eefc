"""A table of scores of one space, on disk.

It is Parquet, one row a configuration in the order of their numbers: ``index`` (the configuration
number), ``arch`` (the architecture in the space's first notation) and one float64 column a metric,
null where the score is missing. What the columns mean and how each was made is one JSON document
in the file's metadata, under the key ``nas-landscape``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from landscape.alignment import scores_of
from landscape.disk.files import read_bytes, write_bytes
from landscape.disk.parquet import damage_told, open_parquet, read_columns, to_parquet
from landscape.errors import DataError, OptionError
from landscape.scores.document import METADATA_KEY, Document
from landscape.scores.table import RESERVED, ScoreTable

if TYPE_CHECKING:
    from pathlib import Path

    from landscape.arrays import IntArray
    from landscape.spaces import Space

__all__ = ["read_scores", "space_of_scores", "write_scores"]


def write_scores(path: Path, table: ScoreTable, space: Space) -> None:
    """Write `table` atomically; the same content gives the same bytes.

    Raises
    ------
    OptionError
        If `table` is of another space, or `only` is no ascending list of configurations.
    DataError
        If a column has not one score a configuration; see `landscape.scores_of`.
    OutputError
        If the file cannot be written; an earlier one stays as it was.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import pandas as pd
    >>> from landscape import ProductSpace
    >>> from landscape.scores import ScoreTable, write_scores
    >>> path = pathlib.Path(tempfile.mkdtemp(), "scores.parquet")
    >>> write_scores(path, ScoreTable("tiny", {"acc": [71.5, 90]}), ProductSpace([2], name="tiny"))
    >>> pd.read_parquet(path).to_dict("list")
    {'index': [0, 1], 'arch': ['0', '1'], 'acc': [71.5, 90.0]}
    """
    _check_fits(table, space)
    everything = np.arange(space.size, dtype=space.dtype)
    rows = everything if table.only is None else everything[table.only]
    columns = {
        "index": pa.array(rows),
        "arch": pa.array([space.format(i) for i in rows.tolist()], pa.string()),
    }
    for name, scores in table.columns.items():
        # from_pandas writes NaN as null, the missing of Parquet; infinities stay.
        numbers = scores_of(space, scores, what=f"scores {name!r}")
        columns[name] = pa.array(numbers[rows], from_pandas=True)
    metrics = {name: table.metric(name) for name in table.columns}
    n_rows = None if table.only is None else len(rows)
    document = Document(table.space, metrics, table.settings, table.provenance, n_rows)
    metadata = {METADATA_KEY: document.to_json().encode()}
    write_bytes(path, to_parquet(pa.table(columns).replace_schema_metadata(metadata)))


def read_scores(path: Path, space: Space) -> ScoreTable:
    """Read a table that `write_scores` wrote.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If the file is damaged, not ours, of another space or of another format.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from landscape import ProductSpace
    >>> from landscape.scores import ScoreTable, read_scores, write_scores
    >>> space, path = ProductSpace([2], name="tiny"), pathlib.Path(tempfile.mkdtemp(), "s.parquet")
    >>> write_scores(path, ScoreTable("tiny", {"acc": [71.5, 90]}, provenance={"by": "me"}), space)
    >>> table = read_scores(path, space)
    >>> table.column("acc").tolist(), table.provenance
    ([71.5, 90.0], {'by': 'me'})
    """
    saved = read_bytes(path)
    with damage_told(path, "Parquet"):
        content = read_columns(path, saved)
    document = Document.from_metadata(content.schema.metadata or {}, path)
    if document.space != space.name:
        raise DataError(
            f"{path} holds scores of space {document.space!r}: expected {space.name!r}; "
            "choose another --space or another file"
        )
    rows = _checked_rows(path, content, space, document)
    columns = {}
    for name in (name for name in content.column_names if name not in RESERVED):
        columns[name] = np.full(space.size, np.nan)
        columns[name][rows] = content[name].to_numpy()
    only = None if document.rows is None else rows
    return ScoreTable(
        space.name, columns, document.metrics, document.settings, document.provenance, only
    )


def space_of_scores(path: Path) -> str:
    """Return the name of the space that a table is of; see `read_scores`."""
    content = read_bytes(path)
    with damage_told(path, "Parquet"):
        metadata = open_parquet(content).schema_arrow.metadata
    return Document.from_metadata(metadata or {}, path).space


def _check_fits(table: ScoreTable, space: Space) -> None:
    if table.space != space.name:
        raise OptionError(
            f"these are scores of space {table.space!r}: expected {space.name!r}, "
            "the space they are written for"
        )
    if table.only is not None and not _are_numbers(table.only, space):
        raise OptionError(
            f"only = {table.only}: expected different configuration numbers of {space.title}, "
            "ascending"
        )


def _checked_rows(path: Path, content: pa.Table, space: Space, document: Document) -> IntArray:
    """Return the configuration numbers, after a look at the columns and at the rows themselves."""
    expected = [*RESERVED, *document.metrics]
    types = [column.type for column in content.schema if column.name not in RESERVED]
    n_rows = space.size if document.rows is None else document.rows
    is_whole = sorted(content.column_names) == sorted(expected) and set(types) <= {pa.float64()}
    if is_whole:
        rows = content["index"].to_numpy()
        if len(rows) == n_rows and _are_numbers(rows, space):
            return np.asarray(rows, dtype=space.dtype)
    last = f"the rows 0 to {space.size - 1}" if document.rows is None else f"{n_rows} rows"
    raise DataError(
        f"{path} was changed after it was written: expected the columns "
        f"{', '.join(expected)} and {last} in order; "
        "delete it and score again, or give it as a table of your own"
    )


def _are_numbers(rows: IntArray, space: Space) -> bool:
    """Tell whether `rows` are configuration numbers, ascending and none twice."""
    if not np.issubdtype(rows.dtype, np.integer) or rows.ndim != 1:
        return False
    return bool(np.all(np.diff(rows) > 0) and np.all((rows >= 0) & (rows < space.size)))
