"""Tables of any make, as named columns of plain Python values."""

from __future__ import annotations

import gzip
import textwrap
import zlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from landscape.errors import DataError, UnknownNameError, unknown_name
from landscape.files import read_bytes
from landscape.scores.parquet import damage_told, open_parquet, read_parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

__all__ = ["Tabular", "is_tabular", "open_tabular", "shorten"]

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_PARQUET = (".parquet", ".pq")
_SUFFIXES = ".parquet, .csv, .tsv, .csv.gz or .tsv.gz"


@dataclass(frozen=True)
class Tabular:
    """A table whose columns are read when asked for.

    Attributes
    ----------
    path
        Where it lies.
    kind
        ``"Parquet"`` or ``"CSV"``, for messages.
    schema
        Names and types of the columns; the types of CSV are guessed.
    rows
        The rows that are read, counted from 0; None for all.
    """

    path: Path
    kind: str
    schema: pa.Schema
    _load: Callable[[list[str]], pa.Table]
    rows: tuple[int, ...] | None = None

    def read(self, name: str) -> list[Any]:
        """Return the values in column `name`, None where there is none; those of CSV are text.

        Raises
        ------
        UnknownNameError
            If there is no such column.
        DataError
            If there are two, or the file is damaged.
        """
        count = self.schema.names.count(name)
        if count == 0:
            raise self.unknown(name, self.schema.names)
        if count > 1:
            raise DataError(f"{self.path} has {count} columns {name!r}: expected one; rename them")
        with damage_told(self.path, self.kind):
            values: list[Any] = self._load([name])[name].to_pylist()
        return values if self.rows is None else [values[row] for row in self.rows]

    def row_number(self, position: int) -> int:
        """Return which row of the file, counted from 1, is at a position of what `read` returns."""
        return 1 + (position if self.rows is None else self.rows[position])

    def where(self, name: str, value: str) -> Tabular:
        """Return the table of the rows that have `value`, as text, in column `name`.

        Raises
        ------
        UnknownNameError, DataError
            If there is no such column, or no such row.
        """
        values = replace(self, rows=None).read(name)
        rows = tuple(row for row, found in enumerate(values) if str(found) == value)
        if not rows:
            known = shorten(", ".join(sorted({str(found) for found in values})))
            raise DataError(
                f"{self.path} has no row with {name} = {value}: expected one of {known}"
            )
        return replace(self, rows=rows)

    def unknown(self, name: str, known: Iterable[str]) -> UnknownNameError:
        """Return the error for a column there is not, with the nearest of `known`."""
        return UnknownNameError(f"{self.path}: {shorten(str(unknown_name('column', name, known)))}")

    def numeric_names(self) -> list[str]:
        """Return the names of the columns that hold numbers."""
        return [f.name for f in self.schema if _is_number(f.type)]


def open_tabular(path: Path) -> Tabular:
    """Open a Parquet, CSV or TSV file (the last two plain or gzipped), told by its name.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is no table, or of a kind that is not read.
    """
    suffix, gzipped = _suffix(path)
    content = read_bytes(path)
    if suffix in _PARQUET and not gzipped:
        return _open_parquet(path, content)
    if suffix in _DELIMITERS:
        content = _gunzip(path, content) if gzipped else content
        return _open_csv(path, content, _DELIMITERS[suffix])
    raise DataError(f"{path} is of a kind that is not read: expected a name ending in {_SUFFIXES}")


def is_tabular(path: Path) -> bool:
    """Tell whether the name of a file is that of a table."""
    return _suffix(path)[0] in (*_PARQUET, *_DELIMITERS)


def _suffix(path: Path) -> tuple[str, bool]:
    """Return the last suffix, in lower case and below ``.gz``, and whether that is there."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    gzipped = suffixes[-1:] == [".gz"]
    return "".join(suffixes[-2:-1] if gzipped else suffixes[-1:]), gzipped


def shorten(listing: str) -> str:
    """Return a list of columns short enough for a message."""
    return textwrap.shorten(listing, 1000, placeholder=" …")


def _open_parquet(path: Path, content: bytes) -> Tabular:
    with damage_told(path, "Parquet"):
        file = open_parquet(content)
        return Tabular(path, "Parquet", file.schema_arrow, partial(read_parquet, content))


def _open_csv(path: Path, content: bytes, delimiter: str) -> Tabular:
    parse = pa_csv.ParseOptions(delimiter=delimiter)
    # Arrow's reading threads can outlive an error and abort the process when it ends.
    read = pa_csv.ReadOptions(use_threads=False)

    def load(names: list[str]) -> pa.Table:
        # As text: only then can a message quote what the file says.
        convert = pa_csv.ConvertOptions(
            include_columns=names, column_types=dict.fromkeys(names, pa.string())
        )
        return pa_csv.read_csv(
            pa.BufferReader(content), read, parse_options=parse, convert_options=convert
        )

    with (
        damage_told(path, "CSV"),
        pa_csv.open_csv(pa.BufferReader(content), read, parse_options=parse) as reader,
    ):
        return Tabular(path, "CSV", reader.schema, load)


def _gunzip(path: Path, content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"{path} is no readable gzip file ({error}): it is damaged or cut short; "
            "give another file"
        ) from error


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )
