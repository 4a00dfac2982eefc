"""Which rows of a table are meant: those where columns compare with numbers or texts as said.

A condition is one comparison or several with ``and`` between them::

    latency_ms < 5
    seed = 3 and epoch = 200
    "top-1 acc" >= 90 and device = 'edge gpu'

A comparison is a column, one of ``= == != < <= > >=``, and a number or a text. Columns and texts
may be quoted, and have to be where they hold such a sign or the word ``and``. Nothing else is read:
a condition is never a program.
"""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.errors import DataError, OptionError
from landscape.reason import shown
from landscape.registry import match_name
from landscape.tables.cells import CellError, is_missing, number_of, pointed, read_cells
from landscape.tables.tabular import shorten, shown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.arrays import BoolArray, FloatArray
    from landscape.tables.tabular import Tabular

__all__ = ["Comparison", "parse_conditions", "rows_where"]

_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "==": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_IN_NAMES = {"=": "is", "!=": "not", "<": "below", "<=": "atmost", ">": "above", ">=": "atleast"}
_COMPARISON = re.compile(
    r"""\s*(?:"(?P<quoted>[^"]+)"|(?P<bare>[^"'=!<>]+?))\s*
        (?P<sign><=|>=|!=|==|<|>|=)\s*
        (?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<value>[^"'=!<>\s][^"'=!<>]*?))\s*""",
    re.VERBOSE,
)
_AND = re.compile(r"and\b\s*", re.IGNORECASE)
_WORD_AND = re.compile(r"\band\b", re.IGNORECASE)


@dataclass(frozen=True)
class Comparison:
    """What is asked of one column.

    Attributes
    ----------
    column
        Its name.
    sign
        ``=``, ``!=``, ``<``, ``<=``, ``>`` or ``>=``.
    value
        What it is compared with, as text.
    number
        The same as a number; None if it is text.

    Examples
    --------
    >>> str(parse_conditions(["latency_ms<5"])[0])
    'latency_ms < 5'
    """

    column: str
    sign: str
    value: str
    number: float | None

    def __str__(self) -> str:
        column = f'"{self.column}"' if _needs_quotes(self.column) else self.column
        is_text = self.number is None
        quoted = is_text and (_needs_quotes(self.value) or not math.isnan(number_of(self.value)))
        return f"{column} {self.sign} " + (f"'{self.value}'" if quoted else self.value)

    @property
    def in_names(self) -> str:
        """The same in signs that every file system takes."""
        return f"{self.column}-{_IN_NAMES[self.sign]}-{self.value}"

    def holds(self, numbers: FloatArray) -> BoolArray:
        """Tell where it holds of numbers, NaN being no answer: nothing holds of it.

        Examples
        --------
        >>> import numpy as np
        >>> (below,) = parse_conditions(["params < 0.5"])
        >>> below.holds(np.array([0.25, 0.5, np.nan])).tolist()
        [True, False, False]
        """
        if self.number is None:
            raise OptionError(f"--where {self}: expected a number to compare {self.column} with")
        return np.asarray(_SIGNS[self.sign](numbers, self.number) & ~np.isnan(numbers))

    def rows(self, table: Tabular, cells: Sequence[Any], missing: Sequence[str]) -> BoolArray:
        """Tell in which rows it holds of a column; see `rows_where`."""
        if self.number is not None and self.sign not in ("=", "!="):
            return self.holds(self._numbers(table, cells, missing))
        known: dict[str, bool] = {}
        held = np.empty(len(cells), dtype=np.bool_)
        for row, cell in enumerate(cells):
            text = "" if cell is None else str(cell).strip()
            text = pointed(text) if table.decimal_comma else text
            if text not in known:
                known[text] = self._is_said(text)
            held[row] = known[text]
        return held

    def _is_said(self, text: str) -> bool:
        """Tell whether it holds of a cell, which may be a number or a text."""
        is_equal = text == self.value or number_of(text) == self.number
        if text in _TRUTHS:
            is_equal = text.lower() == self.value.lower()
        if is_missing(text) and not is_equal:
            return False
        return is_equal is (self.sign == "=")

    def _numbers(self, table: Tabular, cells: Sequence[Any], missing: Sequence[str]) -> FloatArray:
        try:
            return read_cells(cells, missing, comma=table.decimal_comma).values
        except CellError as error:
            raise DataError(
                f"column {shown_name(self.column)!r} of {table.path} holds "
                f"{shown(cells[error.row], 120)} in row {table.row_number(error.row)}: expected "
                f"{error.expected}, to tell whether {self}"
            ) from error


_TRUTHS = ("True", "False")


def _needs_quotes(text: str) -> bool:
    return not text or bool(re.search(r"[=!<>\"']|^\s|\s$", text) or _WORD_AND.search(text))


def parse_conditions(conditions: Sequence[str]) -> tuple[Comparison, ...]:
    """Return the comparisons of conditions, all of which have to hold.

    Raises
    ------
    OptionError
        If a condition is none, or orders texts.

    Examples
    --------
    >>> [(c.column, c.sign, c.number) for c in parse_conditions(["seed=3 and latency >= 0.5"])]
    [('seed', '=', 3.0), ('latency', '>=', 0.5)]
    """
    return tuple(comparison for text in conditions for comparison in _parsed(text))


def _parsed(text: str) -> list[Comparison]:
    found, place = [], 0
    while True:
        match = _matched(text, place)
        if match is None:
            raise OptionError(
                f"--where {shown(text, 120)}: expected COLUMN=VALUE, or another of != < <= > >=, "
                'and `and` between several, such as "latency_ms < 5 and seed = 3"; quote '
                "names that hold such signs"
            )
        found.append(_comparison(text, match))
        place = match.end()
        if place == len(text):
            return found
        joint = _AND.match(text, place)
        place = len(text) + 1 if joint is None else joint.end()


def _matched(text: str, place: int) -> re.Match[str] | None:
    """Return the comparison that begins at a place, up to ``and`` or the end."""
    if place >= len(text):
        return None
    ends = [match.start() for match in _WORD_AND.finditer(text, place)]
    for end in (*ends, len(text)):
        match = _COMPARISON.fullmatch(text, place, end)
        if match is not None and not _WORD_AND.search(match["bare"] or ""):
            return match
    return None


def _comparison(text: str, match: re.Match[str]) -> Comparison:
    column = match["quoted"] or match["bare"]
    sign = "=" if match["sign"] == "==" else match["sign"]
    value = next(part for part in match.group("double", "single", "value") if part is not None)
    is_quoted = match["value"] is None
    number = None if is_quoted or math.isnan(number_of(value)) else number_of(value)
    if number is None and sign not in ("=", "!="):
        raise OptionError(
            f"--where {shown(text, 120)}: expected a number after {sign}, got {shown(value)}; "
            "texts are compared by = and != alone"
        )
    return Comparison(column, sign, value, number)


def rows_where(
    table: Tabular, comparisons: Sequence[Comparison], missing: Sequence[str] = ()
) -> BoolArray:
    r"""Tell in which rows of a table all comparisons hold.

    None holds of a cell that is missing. Numbers are compared as numbers, however they are written;
    a number is not equal to a text.

    Parameters
    ----------
    table
        The table.
    comparisons
        From `parse_conditions`; there is at least one.
    missing
        What means that there is no number; see `landscape.tables.cells.read_cells`.

    Returns
    -------
    array of shape (rows,)

    Raises
    ------
    UnknownNameError
        If there is no such column.
    DataError
        If a column is compared by size and holds texts, or no row is left.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from landscape.tables.tabular import open_tabular
    >>> path = pathlib.Path(tempfile.mkdtemp(), "mine.csv")
    >>> _ = path.write_text("arch,latency_ms\na,4.5\nb,6\nc,\n")
    >>> rows_where(open_tabular(path), parse_conditions(["latency_ms < 5"])).tolist()
    [True, False, False]
    """
    names = []
    for comparison in comparisons:
        name = match_name(comparison.column, table.names)
        if name is None:
            raise table.unknown(comparison.column, table.names)
        names.append(name)
    columns = table.read_several(names)
    held = [c.rows(table, cells, missing) for c, cells in zip(comparisons, columns, strict=True)]
    rows: BoolArray = np.logical_and.reduce(held)
    if not rows.any():
        raise _none_left(table, comparisons, columns, held)
    return rows


def _none_left(
    table: Tabular,
    comparisons: Sequence[Comparison],
    columns: Sequence[Sequence[Any]],
    held: Sequence[BoolArray],
) -> DataError:
    """Return the error for conditions that hold in no row, with what the column in question has."""
    said = " and ".join(map(str, comparisons))
    of = zip(comparisons, columns, held, strict=True)
    never = next(((one, cells) for one, cells, mask in of if not mask.any()), None)
    if never is None:
        return DataError(
            f"{table.path} has no row with {said}: each holds in some row, expected all in one"
        )
    comparison, cells = never
    texts = {"" if cell is None else str(cell).strip() for cell in cells}
    numbers = [number for number in map(number_of, texts) if not math.isnan(number)]
    expected = f"one of {shorten(', '.join(sorted(texts)))}"
    if comparison.sign != "=" and numbers:
        expected = f"{comparison.column} from {min(numbers):.15g} to {max(numbers):.15g}"
    return DataError(f"{table.path} has no row with {said}: expected {expected}")
