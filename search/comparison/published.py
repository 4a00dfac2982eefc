"""Rows that papers printed, beside searches of the same dataset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from landscape.published import papers, published_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.published import Printed, PublishedTable

__all__ = ["PrintedRow", "printed_rows", "read_rows"]


@dataclass(frozen=True)
class PrintedRow:
    """A row of a paper's table.

    Attributes
    ----------
    name
        As the paper calls it.
    paper, table
        Which paper and table.
    cells
        Title of a contest → what is printed there, as text.
    quoted
        Whether the paper took it from elsewhere.
    """

    name: str
    paper: str
    table: str
    cells: Mapping[str, str]
    quoted: bool

    @property
    def label(self) -> str:
        """What the row is called beside ours."""
        return f"{self.name} [{self.paper} {self.table}{', quoted there' if self.quoted else ''}]"

    def repeats(self, other: PrintedRow) -> bool:
        """Tell whether another row of the paper has the same name and numbers."""
        return (self.paper, self.name, self.cells) == (other.paper, other.name, other.cells)


def printed_rows(contests: Mapping[str, tuple[str, str, str]]) -> list[PrintedRow]:
    """Return the rows that papers printed for some contests, in the order of the papers.

    Parameters
    ----------
    contests
        Title of a contest → its space, dataset and metric.

    Returns
    -------
    list of PrintedRow
        Of each table that has one of them, its rows with at least one number there; what a paper
        prints again in a later table is left out.

    Examples
    --------
    >>> rows = printed_rows({"CIFAR-10": ("nb201", "cifar10", "test_acc")})
    >>> rows[0].label, rows[0].cells
    ('Random search [mf-nas table2]', {'CIFAR-10': '93.35 ± 0.66'})
    """
    found: list[PrintedRow] = []
    for table in (table for paper in papers() for table in published_tables(paper)):
        columns = {
            title: column
            for title, asked in contests.items()
            if (column := _column(table, *asked)) is not None
        }
        for row in table.rows if columns else ():
            printed = {title: row.cells[place] for title, place in columns.items()}
            texts = {title: cell.text for title, cell in printed.items() if _is_number(cell)}
            one = PrintedRow(row.name, table.paper, table.key, texts, row.quoted)
            if texts and not any(one.repeats(earlier) for earlier in found):
                found.append(one)
    return found


def _is_number(cell: Printed) -> bool:
    return cell.value is not None


def _column(table: PublishedTable, space: str, dataset: str, metric: str) -> int | None:
    """Return the column of a table that is of a space, dataset and metric."""
    names = [f"{space} {metric}"]  # of tables of several spaces
    if table.space == space:
        names += [f"{dataset} {metric}", metric]
    return next((table.columns.index(name) for name in names if name in table.columns), None)


def read_rows(rows: Any) -> tuple[PrintedRow, ...]:
    """Return what `dataclasses.asdict` made of rows."""
    return tuple(PrintedRow(**row) for row in rows)
