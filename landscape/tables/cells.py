"""What the cells of a column say: numbers, nothing, or what is neither."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.reason import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray

__all__ = ["CellError", "Numbers", "is_missing", "is_number", "number_of", "pointed", "read_cells"]

# What programs write where there is no number, in lower case.
# fmt: off
_MISSING = frozenset((
    "nan", "-nan", "+nan", "nan(ind)", "-nan(ind)", "nan(snan)", "1.#qnan", "-1.#qnan",
    "1.#snan", "-1.#snan", "1.#ind", "-1.#ind", "na", "n/a", "n.a.", "n.a", "nat", "null", "(null)",
    "none", "nil", "missing", "undefined", "indeterminate", "<na>", "<nan>", "\\n",
    "-", "--", "---", "\u2013", "\u2014", "\u2212", "?", ".", "..",
))
# fmt: on
# Excel says #DIV/0!, #NUM!, #VALUE! and the like in the language of whoever uses it.
_SPREADSHEET_ERROR = re.compile(r"#[^\s\d][^\s]{0,14}+|#n/a n/a", re.IGNORECASE)
_INFINITE = {"1.#inf": math.inf, "-1.#inf": -math.inf, "\u221e": math.inf, "-\u221e": -math.inf}
_SPELLED_INFINITE = {"inf", "infinity"}
_DECIMAL_COMMA = re.compile(r"[+-]?\d*+,\d++(?:e[+-]?\d++)?", re.IGNORECASE)
_MAYBE_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})++")
_EXACT = 2**53  # whole numbers up to this are floats


class CellError(ValueError):
    """A cell that is no number.

    Attributes
    ----------
    row
        Its place in the column, from 0.
    expected
        What was expected of it.
    """

    def __init__(self, row: int, expected: str = "a number, or nothing where there is no score"):
        super().__init__(expected)
        self.row, self.expected = row, expected


@dataclass(frozen=True)
class Numbers:
    """The numbers of a column.

    Attributes
    ----------
    values
        One a cell; NaN where it says nothing.
    notes
        What whoever reads them should know.
    """

    values: FloatArray
    notes: tuple[str, ...] = field(default=())


def is_missing(text: str) -> bool:
    """Tell whether a cell says, in the words of some program, that there is no number."""
    text = text.strip().lower()
    return not text or text in _MISSING or bool(_SPREADSHEET_ERROR.fullmatch(text))


def is_number(text: str) -> bool:
    """Tell whether a cell says a number, with a decimal point or a comma."""
    try:
        return not math.isnan(float(text)) and "_" not in text
    except ValueError:
        text = text.strip().lower()
        return text in _INFINITE or bool("," in text and _DECIMAL_COMMA.fullmatch(text))


def number_of(text: str) -> float:
    """Return the number that a text is, with a decimal point; NaN if it is none.

    >>> number_of("1e-3"), number_of("3x3")
    (0.001, nan)
    """
    try:
        return math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan


def pointed(text: str) -> str:
    """Return a number with a decimal point in place of a comma, any other text as it is.

    >>> pointed("0,5"), pointed("a,b")
    ('0.5', 'a,b')
    """
    with_point = text.replace(",", ".")
    return text if math.isnan(number_of(with_point)) else with_point


def read_cells(
    cells: Sequence[object], missing: Sequence[str] = (), *, comma: bool = False
) -> Numbers:
    """Return the numbers of a column.

    Parameters
    ----------
    cells
        Text, numbers, or None.
    missing
        What means that there is none, beside what programs usually write; a number stands for
        all cells of that value, however they are written.
    comma
        Whether a comma in a number can only be a decimal one, as where semicolons part cells.

    Raises
    ------
    CellError
        For the first cell that is neither a number nor missing, or that is one which no 64-bit
        float can hold.

    Examples
    --------
    >>> read_cells(["1.5", "", "#N/A", "-1"], missing=["-1"]).values.tolist()
    [1.5, nan, nan, nan]
    >>> read_cells(["94,25", "7,5"]).values.tolist()
    [94.25, 7.5]
    """
    kinds = set(map(type, cells))
    if kinds <= {float, type(None)}:
        numbers = Numbers(np.array(cells, dtype=np.float64))
    else:
        numbers = _Column(cells, {text.strip().lower() for text in missing}, comma).numbers()
    for text in missing:
        if is_number(text):
            numbers.values[numbers.values == _plain(text)] = np.nan
    return numbers


class _Column:
    """The cells of a column, read one by one."""

    def __init__(self, cells: Sequence[object], missing: set[str], comma: bool) -> None:
        self._cells, self._missing, self._comma = cells, missing, comma
        self._exact: list[int | Decimal] = []  # what a float rounds
        self._with_comma: list[int] = []

    def numbers(self) -> Numbers:
        values = np.empty(len(self._cells))
        for row, cell in enumerate(self._cells):
            values[row] = self._text(row, cell) if isinstance(cell, str) else self._value(row, cell)
        notes = []
        if self._with_comma:
            notes.append(self._read_commas(values))
        n_ties = len(set(self._exact)) - len(set(map(float, self._exact)))
        if n_ties:
            notes.append(
                f"{n_ties:,} numbers, such as {shown(self._exact[0])}, tie with others: "
                "they differ by less than 64-bit floats tell apart"
            )
        return Numbers(values, tuple(notes))

    def _value(self, row: int, cell: Any) -> float:
        if cell is None:
            return math.nan
        # A truth is no score, though Python counts with it.
        if isinstance(cell, bool):
            raise CellError(row)
        if isinstance(cell, int):
            self._exact += [cell] if abs(cell) >= _EXACT else []
        elif not isinstance(cell, (Real, Decimal)):
            raise CellError(row)
        try:
            value = float(cell)
        except (OverflowError, ValueError):
            value = math.inf
        if isinstance(cell, Decimal) and cell.is_finite():
            self._exact.append(cell)
        if math.isinf(value) and not (isinstance(cell, float) or cell in (math.inf, -math.inf)):
            raise _too_far(row)
        if value == 0 and cell != 0:
            raise _too_far(row)
        return value

    def _text(self, row: int, text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            return self._spelled(row, text.strip().lower())
        if "_" in text:  # Python's own way to write long numbers
            raise CellError(row)
        if math.isinf(value) or value == 0:
            return self._extreme(row, text.strip().lower(), value)
        if abs(value) >= _EXACT and text.strip().lstrip("+-").isdecimal():
            self._exact.append(int(text))
        return value

    def _extreme(self, row: int, text: str, value: float) -> float:
        """Return zero or infinity, if that is what the text says."""
        if text in self._missing:
            return math.nan
        if math.isinf(value) and text.lstrip("+-") not in _SPELLED_INFINITE:
            raise _too_far(row)
        if value == 0 and re.search("[1-9]", text.partition("e")[0]):
            raise _too_far(row)
        return value

    def _spelled(self, row: int, text: str) -> float:
        if text in self._missing or is_missing(text):
            return math.nan
        if text in _INFINITE:
            return _INFINITE[text]
        if "," not in text:
            raise CellError(row)
        self._with_comma.append(row)
        return math.nan

    def _read_commas(self, values: FloatArray) -> str:
        """Fill in the numbers with a comma, if it can only be a decimal one; return what to say."""
        texts = {row: str(self._cells[row]).strip() for row in self._with_comma}
        first = next(iter(texts))
        for row, text in texts.items():
            if not _DECIMAL_COMMA.fullmatch(text):
                raise CellError(row)
        points = any(isinstance(cell, str) and "." in cell for cell in self._numeric())
        if points or not (
            self._comma or any(not _MAYBE_THOUSANDS.fullmatch(text) for text in texts.values())
        ):
            raise CellError(first, "numbers with a decimal point, and nothing between thousands")
        for row, text in texts.items():
            values[row] = float(text.replace(",", "."))
        return f"commas are decimal ones: {texts[first]} is read as {values[first]:.15g}"

    def _numeric(self) -> list[object]:
        return [c for c in self._cells if not (isinstance(c, str) and is_missing(c))]


def _plain(text: str) -> float:
    """Return what a text that is a number says."""
    text = text.strip().lower()
    return _INFINITE[text] if text in _INFINITE else float(text.replace(",", "."))


def _too_far(row: int) -> CellError:
    return CellError(
        row,
        "a number that a 64-bit float can hold, from 5e-324 to 1.8e308; rescale the column, or "
        "take logarithms",
    )
