"""A table of scores of one space, on disk.

It is Parquet, one row a configuration in the order of their numbers: ``index`` (the configuration
number), ``arch`` (the architecture in the space's first notation) and one float64 column a metric,
null where the score is missing. What the columns mean and how each was made is one JSON document
in the file's metadata, under the key ``nas-landscape``.
"""

from __future__ import annotations

import json
import operator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from landscape.disk.files import JSON, canonical_json, first_difference, read_bytes, write_bytes
from landscape.disk.parquet import damage_told, open_parquet, read_columns, to_parquet
from landscape.errors import DataError, OptionError
from landscape.options.base import path_of
from landscape.scores.table import RESERVED, Metric, ScoreTable, column_of, scores_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike
    from pathlib import Path

    from landscape.arrays import IntArray
    from landscape.spaces import Space

__all__ = [
    "FORMAT",
    "METADATA_KEY",
    "Document",
    "load_matching",
    "read_scores",
    "space_of_scores",
    "write_scores",
]


def write_scores(path: str | PathLike[str], table: ScoreTable, space: Space) -> None:
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
    path = path_of(path)
    _check_fits(table, space)
    if table.only is None:
        space.check_listable("a table of all of them")
        rows = np.arange(space.size, dtype=space.dtype)
    else:
        rows = table.only.astype(space.dtype)
    columns = {
        "index": pa.array(rows),
        "arch": pa.array([space.format(i) for i in rows.tolist()], pa.string()),
    }
    for name, scores in table.columns.items():
        # from_pandas writes NaN as null, the missing of Parquet; infinities stay.
        if space.is_listable:
            scores = scores_of(space, scores, what=f"scores {name!r}")
        columns[name] = pa.array(scores[rows], from_pandas=True)
    metrics = {name: table.metric(name) for name in table.columns}
    n_rows = None if table.only is None else len(rows)
    document = Document(table.space, metrics, table.settings, table.provenance, n_rows)
    metadata = {METADATA_KEY: document.to_json().encode()}
    write_bytes(path, to_parquet(pa.table(columns).replace_schema_metadata(metadata)))


def read_scores(path: str | PathLike[str], space: Space) -> ScoreTable:
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
    path = path_of(path)
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
    columns = {
        name: column_of(space, rows, content[name].to_numpy())
        for name in content.column_names
        if name not in RESERVED
    }
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


FORMAT = 2
"""Version of the file format; a file of another version is refused."""

METADATA_KEY = b"nas-landscape"
"""Key of the document in the metadata of a score file."""


@dataclass(frozen=True)
class Document:
    """What a score file says of itself.

    Attributes
    ----------
    space
        Name of the space.
    metrics
        Name of each column → its meaning.
    settings, provenance
        See `ScoreTable`.
    rows
        Number of configurations there are rows of; None if that is all of the space.
    """

    space: str
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, JSON]] = field(default_factory=dict)
    provenance: Mapping[str, JSON] = field(default_factory=dict)
    rows: int | None = None

    def to_json(self) -> str:
        """Return the document as one JSON text, the same for the same content."""
        return canonical_json(
            {
                "format": FORMAT,
                "space": self.space,
                "metrics": {name: _fields(metric) for name, metric in self.metrics.items()},
                "settings": {name: dict(made) for name, made in self.settings.items()},
                "provenance": dict(self.provenance),
                "rows": self.rows,
            }
        )

    @classmethod
    def from_metadata(cls, metadata: Mapping[bytes, bytes], path: Path | str) -> Document:
        """Read the document in the metadata of the file `path`.

        Raises
        ------
        DataError
            If there is none, or it is of another format, or makes no sense.
        """
        if METADATA_KEY not in metadata:
            raise DataError(
                f"{path} was not written by this toolkit: expected {METADATA_KEY.decode()!r} in "
                "its metadata; give it as a table of your own, with --scores FILE --metric COLUMN"
            )
        try:
            content = json.loads(metadata[METADATA_KEY])
            found = content["format"]
            is_later = found > FORMAT
            document = cls._from_json(content) if found == FORMAT else None
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DataError(
                f"{path} describes its columns in a way that makes no sense "
                f"({type(error).__name__}: {error}): delete it and score again"
            ) from error
        if document is None:
            advice = (
                "upgrade nas-landscape, or score again into another --out"
                if is_later
                else "delete it and score again"
            )
            raise DataError(f"{path} has format {found}, this version reads {FORMAT}: {advice}")
        return document

    @classmethod
    def _from_json(cls, content: Mapping[str, Any]) -> Document:
        metrics = {n: Metric(name=n, **fields) for n, fields in content["metrics"].items()}
        settings = {n: dict(made) for n, made in content["settings"].items()}
        if not settings.keys() <= metrics.keys():
            raise ValueError(f"settings of {', '.join(settings)}")
        rows = content["rows"]
        rows = rows if rows is None else operator.index(rows)
        return cls(content["space"], metrics, settings, dict(content["provenance"]), rows)


def _fields(metric: Metric) -> dict[str, JSON]:
    return {name: value for name, value in asdict(metric).items() if name != "name"}


_ADVICE = "choose another --out, or delete the file to score again"


def load_matching(
    path: Path,
    space: Space,
    settings: Mapping[str, Mapping[str, JSON]],
    *,
    only: IntArray | None = None,
    partial: bool = False,
) -> ScoreTable | None:
    """Return the scores in `path` if they are those asked for; None if there is no file.

    Columns that are not asked for may be there, made with whatever settings.

    Parameters
    ----------
    path, space
        See `read_scores`.
    settings
        Name of each column asked for → what it is made with.
    only
        The configurations asked for, ascending; None for all of the space.
    partial
        Whether columns may be missing, for those that are there to be added to.

    Raises
    ------
    DataError
        If the file has other configurations, lacks a column, or has it with other settings (the
        first that differs is named, with both values), or if `read_scores` refuses it. Scores of
        other settings are never overwritten silently.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from landscape import ProductSpace
    >>> from landscape.scores import ScoreTable, load_matching, write_scores
    >>> space, path = ProductSpace([2], name="tiny"), pathlib.Path(tempfile.mkdtemp(), "s.parquet")
    >>> load_matching(path, space, {"acc": {"seed": 0}}) is None
    True
    >>> table = ScoreTable("tiny", {"acc": [71.5, 90]}, settings={"acc": {"seed": 0}})
    >>> write_scores(path, table, space)
    >>> load_matching(path, space, {"acc": {"seed": 0}}).column("acc").tolist()
    [71.5, 90.0]
    >>> load_matching(path, space, {"acc": {"seed": 1}})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    landscape.errors.DataError: ...: acc was scored with seed = 0, and seed = 1 is asked for: ...
    """
    if not path.exists():
        return None
    table = read_scores(path, space)
    _check_rows(path, table, only)
    for column, asked in settings.items():
        if column not in table.columns:
            if partial:
                continue
            raise DataError(
                f"{path} holds scores of {', '.join(table.columns)}, and {column} is asked for: "
                f"{_ADVICE}"
            )
        difference = first_difference(asked, table.settings.get(column, {}))
        if difference is not None:
            name, wanted, found = difference
            raise DataError(
                f"{path}: {column} was scored with {name} = {found}, and {name} = {wanted} is "
                f"asked for: {_ADVICE}"
            )
    return table


def _check_rows(path: Path, table: ScoreTable, only: IntArray | None) -> None:
    if table.only is None and only is None:
        return
    if table.only is None or only is None or not np.array_equal(table.only, only):
        raise DataError(
            f"{path} holds scores of {_rows(table.only)}, and those of "
            f"{_rows(only, 'other ')} are asked for: {_ADVICE}"
        )


def _rows(only: IntArray | None, other: str = "") -> str:
    return "the whole space" if only is None else f"{len(only):,} {other}configurations"
