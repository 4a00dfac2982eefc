"""Tables of any make, as named columns of plain Python values."""

from __future__ import annotations

import hashlib
import textwrap
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from landscape.disk.parquet import damage_told, open_parquet, read_columns, values_of
from landscape.errors import DataError, UnknownNameError, unknown_name
from landscape.tables.content import TextContent, read_limited
from landscape.tables.text_table import TextTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

__all__ = ["Tabular", "is_tabular", "open_tabular", "shorten", "shown_name"]

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_PARQUET = (".parquet", ".pq")
_LISTED = 5000  # characters of a list of columns, most of which is cut away
_SUFFIXES = ".parquet, .csv, .tsv, .csv.gz or .tsv.gz"


@dataclass(frozen=True)
class Tabular:
    """A table whose columns are read when asked for.

    Attributes
    ----------
    path
        Where it lies; of one that a program has at hand what it is, such as "the DataFrame".
    names
        Names of the columns, in order; those of a text table may be empty.
    metadata
        What a Parquet file says of itself.
    notes
        What whoever reads it should know.
    decimal_comma
        Whether a comma in a number can only be a decimal one.
    rows
        The rows that are read, counted from 0; None for all.
    content
        What the file holds.
    """

    path: Path | str
    names: tuple[str, ...]
    _load: Callable[[Sequence[str]], list[list[Any]]]
    _numeric: Callable[[], list[str]]
    metadata: Mapping[bytes, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    decimal_comma: bool = False
    rows: tuple[int, ...] | None = None
    content: bytes = field(default=b"", repr=False)

    @property
    def sha256(self) -> str:
        """Checksum of the file, or of what a program has at hand."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def file_name(self) -> str:
        """What the file is called, or what a program has at hand and its checksum begins with."""
        if isinstance(self.path, str):
            return f"{self.path.split()[-1]}-{self.sha256[:8]}"
        return self.path.name

    def __str__(self) -> str:
        return (
            f"{self.path}, sha256 {self.sha256}" if isinstance(self.path, str) else str(self.path)
        )

    def read(self, name: str) -> list[Any]:
        """Return the values in column `name`; see `read_several`."""
        return self.read_several([name])[0]

    def read_several(self, names: Sequence[str]) -> list[list[Any]]:
        """Return the values of columns, None where there is none; those of a text table are text.

        Raises
        ------
        UnknownNameError
            If there is no such column.
        DataError
            If there are two, or the file is damaged.
        """
        for name in names:
            count = self.names.count(name)
            if count == 0:
                raise self.unknown(name, self.names)
            if count > 1:
                raise DataError(
                    f"{self.path} has {count} columns {name!r}: expected one; rename them"
                )
        distinct = list(dict.fromkeys(names))
        columns = dict(zip(distinct, self._load(distinct), strict=True))
        if self.rows is not None:
            columns = {n: [values[row] for row in self.rows] for n, values in columns.items()}
        return [columns[name] for name in names]

    def row_number(self, position: int) -> int:
        """Return which row of the file, counted from 1, is at a position of what `read` returns."""
        return 1 + (position if self.rows is None else self.rows[position])

    def only(self, positions: Sequence[int]) -> Tabular:
        """Return the table of some rows, by their positions in what `read` returns."""
        rows = positions if self.rows is None else [self.rows[p] for p in positions]
        return replace(self, rows=tuple(rows))

    def unknown(self, name: str, known: Iterable[str]) -> UnknownNameError:
        """Return the error for a column there is not, with the nearest of `known`."""
        listed = [shown_name(one) for one in known]
        return UnknownNameError(
            f"{self.path}: {shorten(str(unknown_name('column', name, listed)))}"
        )

    def numeric_names(self) -> list[str]:
        """Return the names of the columns that hold numbers."""
        return self._numeric()


def open_tabular(path: Path | Tabular) -> Tabular:
    """Open a Parquet, CSV or TSV file (the last two plain or gzipped), told by its name.

    A table that is open stays as it is.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is no table, larger than what is read, or of a kind that is not read.
    """
    if isinstance(path, Tabular):
        return path
    suffix, gzipped = _suffix(path)
    content = read_limited(path)
    if suffix in _PARQUET and not gzipped:
        return _open_parquet(path, content)
    if suffix in _DELIMITERS:
        return _open_text(TextContent.of(path, content, gzipped=gzipped), _DELIMITERS[suffix])
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
    return textwrap.shorten(listing[:_LISTED], 1000, placeholder=" …")


def shown_name(name: str) -> str:
    """Return the name of a column as it can be printed."""
    if not name:
        return "(without a name)"
    return name if name.isprintable() else name.encode("unicode_escape").decode()


def _open_parquet(path: Path, content: bytes) -> Tabular:
    def load(names: Sequence[str]) -> list[list[Any]]:
        with damage_told(path, "Parquet"):
            table = read_columns(path, content, names)
            return [values_of(table[name]) for name in names]

    with damage_told(path, "Parquet"):
        schema = open_parquet(content).schema_arrow
    numeric = [f.name for f in schema if _is_number(f.type)]
    return Tabular(
        path,
        tuple(schema.names),
        load,
        lambda: numeric,
        metadata=schema.metadata or {},
        content=content,
    )


def _open_text(text: TextContent, delimiter: str) -> Tabular:
    table = TextTable.of(text, delimiter)
    notes = []
    if text.undecodable is not None:
        byte, place = text.undecodable
        notes.append(
            f"{text.path} is not UTF-8 (byte 0x{byte:02x} at {place:,}): letters beyond ASCII "
            "cannot be told; if the name of a column has one, save the file as UTF-8"
        )
    return Tabular(
        text.path,
        table.names,
        table.read,
        table.numeric_names,
        notes=tuple(notes),
        decimal_comma=table.delimiter == ";",
        content=text.content,
    )


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )
