"""The numbers behind a chart as CSV, Markdown and LaTeX."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from typing import TypeAlias

from landscape.comparison.text import latex_table, markdown_table
from landscape.display import short_repr

__all__ = ["TABLE_SUFFIXES", "Table", "Value"]

TABLE_SUFFIXES = (".csv", ".md", ".tex")
"""What a table is written to."""

Value: TypeAlias = str | int | float | None


@dataclass(frozen=True)
class Table:
    """Rows of values under names.

    Attributes
    ----------
    columns
        Their names.
    rows
        As many values each; None and NaN are missing.
    digits
        After the point, of numbers in Markdown and LaTeX that are not whole.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    digits: int = 2

    __repr__ = short_repr

    def render(self, suffix: str) -> bytes:
        """Return the content of a file with one of `TABLE_SUFFIXES`; CSV keeps every digit."""
        if suffix == ".csv":
            return self._csv().encode()
        cells = [[self._cell(value) for value in row] for row in self.rows]
        write = markdown_table if suffix == ".md" else latex_table
        return write(self.columns, cells).encode()

    def _csv(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        for row in self.rows:
            writer.writerow(["" if _is_missing(value) else value for value in row])
        return text.getvalue()

    def _cell(self, value: Value) -> str:
        if value is None or _is_missing(value):
            return "-"
        if isinstance(value, float):
            return f"{value:,.{self.digits}f}"
        return " ".join(value.split()) if isinstance(value, str) else f"{value:,}"


def _is_missing(value: Value) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
