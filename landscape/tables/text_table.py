"""Tables as text, the way spreadsheets, pandas and other programs write them.

They are read by Python's own ``csv`` module. Arrow's reader has threads, whatever it is told, which
outlive an error and now and then abort the process at its end.
"""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from landscape.errors import DataError
from landscape.reason import reason, shown
from landscape.tables.cells import is_missing, is_number
from landscape.tables.content import MOST_ROWS, TextContent, too_many_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["TextTable"]

_DELIMITERS = ",;\t"
_SAMPLE = 2**16  # characters that tell the delimiter
_SAMPLE_ROWS = 50


@dataclass(frozen=True)
class TextTable:
    """A header, and rows of as many cells.

    Attributes
    ----------
    text
        What the file holds.
    delimiter
        What parts the cells of a row.
    names
        The header, without spaces around each name.
    """

    text: TextContent
    delimiter: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: TextContent, delimiter: str) -> TextTable:
        """Read the header; `delimiter` is what the name of the file promises.

        What really parts the cells is the first of that, comma, semicolon and tab by which header
        and rows have as many cells, and more than one; or what a line ``sep=;`` says.

        Raises
        ------
        DataError
            If there is no header.
        """
        delimiter = _delimiter(text, delimiter)
        rows = _records(text, delimiter)
        header = next((row for row in rows if _says_something(row)), None)
        if header is None:
            raise DataError(f"{text.path} is no readable CSV file (it is empty): give another file")
        return cls(text, delimiter, tuple(name.strip() for name in header))

    def read(self, names: Sequence[str]) -> list[list[str]]:
        """Return the cells of some columns, each of which is there once.

        Raises
        ------
        DataError
            If a row has another number of cells, a quote is never closed, or there are too many.
        """
        places = [self.names.index(name) for name in names]
        columns: list[list[str]] = [[] for _ in places]
        for row in self._rows():
            for column, place in zip(columns, places, strict=True):
                column.append(row[place])
        return columns

    def numeric_names(self) -> list[str]:
        """Return the names of the columns with a number in some cell and nothing else in any."""
        possible = dict.fromkeys(range(len(self.names)), False)
        for row in self._rows():
            for place in list(possible):
                if is_number(row[place]):
                    possible[place] = True
                elif not is_missing(row[place]):
                    del possible[place]
        return [self.names[place] for place, found in possible.items() if found]

    def _rows(self) -> Iterator[list[str]]:
        """Yield the rows below the header that say something."""
        n_names = len(self.names)
        records = _records(self.text, self.delimiter)
        filled = (row for row in records if _says_something(row))
        for n_rows, row in enumerate(itertools.islice(filled, 1, None), 1):
            if len(row) != n_names and (len(row) < n_names or _says_something(row[n_names:])):
                raise DataError(
                    f"{self.text.path} has {len(row):,} cells in row {n_rows:,} and {n_names:,} in "
                    f"its header: expected as many, parted by {shown(self.delimiter)}; it is cut "
                    "short, or a cell with that sign lacks quotes"
                )
            if n_rows > MOST_ROWS:
                raise too_many_rows(self.text.path)
            yield row


def _records(text: TextContent, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of the file, the header first."""
    with text.lines() as lines:
        first = lines.readline()
        beginning = [] if _separator(first) else [first]
        yield from _parsed(text, itertools.chain(beginning, lines), delimiter)


def _parsed(text: TextContent, lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    except csv.Error as error:
        raise DataError(
            f"{text.path} is no readable CSV file ({reason(error)}): a quote is not closed, or it "
            "is of another kind; correct it or give another file"
        ) from error


def _says_something(row: Sequence[str]) -> bool:
    return any(map(str.strip, row))  # spreadsheets leave rows of nothing but delimiters behind


def _separator(line: str) -> str:
    """Return what a first line ``sep=;`` says, which spreadsheets read and write; else nothing."""
    told = line.rstrip("\r\n")
    return told[4] if told[:4].lower() == "sep=" and len(told) == 5 else ""


def _delimiter(text: TextContent, promised: str) -> str:
    with text.lines() as lines:
        sample = lines.read(_SAMPLE)
    first = sample.splitlines()[0] if sample else ""
    if _separator(first):
        return _separator(first)
    parted = {d: _sample(sample, d) for d in dict.fromkeys(promised + _DELIMITERS)}
    even = (d for d, rows in parted.items() if len(rows[0]) > 1 and len(set(map(len, rows))) == 1)
    widest = max(parted, key=lambda delimiter: len(parted[delimiter][0]))
    return next(even, widest)


def _sample(sample: str, delimiter: str) -> list[list[str]]:
    """Return the first rows, at least one, as a delimiter parts them."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows: list[list[str]] = []
    try:
        for row in itertools.islice(reader, _SAMPLE_ROWS):
            if _says_something(row):
                rows.append(row)
    except csv.Error:
        pass  # told when the whole file is read
    if len(sample) == _SAMPLE and len(rows) > 1:
        del rows[-1]  # which may be half of one
    return rows or [[]]
