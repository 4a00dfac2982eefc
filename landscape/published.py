"""Numbers that papers printed, to be set beside ours.

They travel with the package in ``landscape/builtin/published.toml``, each table with the paper it
is of and, for rows that the paper took from elsewhere, with where it says it took them.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from landscape.builtin import FOLDER
from landscape.errors import DataError
from landscape.registry import find_name

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Printed",
    "PublishedRow",
    "PublishedTable",
    "papers",
    "published_table",
    "published_tables",
]

_NUMBER = re.compile(r"(?P<value>-?\d+(?:\.\d+)?)(?: ± (?P<deviation>\d+(?:\.\d+)?))?(?: .*)?")
_OPEN, _NOTHING = "X", "-"


@dataclass(frozen=True)
class Printed:
    """A cell of a table as a paper prints it.

    Attributes
    ----------
    text
        What is printed: ``93.35 ± 0.66``, ``X`` where the paper leaves it open, ``-`` for nothing.

    Examples
    --------
    >>> cell = Printed("93.35 ± 0.66")
    >>> cell.value, cell.deviation, cell.unit
    (93.35, 0.66, 0.01)
    >>> Printed("X").value is None, Printed("X").is_open
    (True, True)
    """

    text: str

    @property
    def value(self) -> float | None:
        """The number, or the mean; None if there is none."""
        found = _NUMBER.fullmatch(self.text)
        return None if found is None else float(found["value"])

    @property
    def deviation(self) -> float | None:
        """The standard deviation; None if none is printed."""
        found = _NUMBER.fullmatch(self.text)
        return None if found is None or not found["deviation"] else float(found["deviation"])

    @property
    def unit(self) -> float:
        """One in the last place of the number that is printed."""
        found = _NUMBER.fullmatch(self.text)
        places = 0 if found is None else len(found["value"].partition(".")[2])
        return 10.0**-places

    @property
    def is_open(self) -> bool:
        """Whether the paper says that it does not know."""
        return self.text == _OPEN


@dataclass(frozen=True)
class PublishedRow:
    """A row of a table: its name, and a cell a column.

    Attributes
    ----------
    name
        As the paper calls it.
    cells
        One a column of the table.
    quoted
        Whether the paper took it from elsewhere.
    """

    name: str
    cells: tuple[Printed, ...]
    quoted: bool = False


@dataclass(frozen=True)
class PublishedTable:
    """A table of a paper.

    Attributes
    ----------
    paper, key
        As they are asked for: ``mf-nas``, ``table2``.
    title
        What it is of.
    citation
        Title and place of the paper.
    columns
        What the cells are: ``cifar10 test_acc`` ...
    rows
        In the paper's order.
    space
        The space, where there is but one.
    trials
        How many runs a mean is of, where it is told.
    quoted_from
        Whom the paper names as the source of rows that are not its own, or that it names nobody;
        empty if all are its own.
    note
        What else has to be known.
    """

    paper: str
    key: str
    title: str
    citation: str
    columns: tuple[str, ...]
    rows: tuple[PublishedRow, ...]
    space: str | None = None
    trials: int | None = None
    quoted_from: str = ""
    note: str = ""

    def row(self, name: str) -> PublishedRow:
        """Return a row by its name.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        names = {row.name: row for row in self.rows}
        return names[find_name("published row", name, names)]

    def cell(self, row: str, column: str) -> Printed:
        """Return a cell by the names of its row and column.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        place = self.columns.index(find_name("published column", column, self.columns))
        return self.row(row).cells[place]


def papers() -> dict[str, str]:
    """Return the papers there are numbers of: name → title.

    Examples
    --------
    >>> sorted(papers())
    ['mf-nas', 'rank-nas']
    """
    return {name: str(paper["title"]) for name, paper in _document().items()}


def published_tables(paper: str) -> list[PublishedTable]:
    """Return all tables of a paper; see `published_table`.

    Examples
    --------
    >>> [table.key for table in published_tables("rank-nas")]
    ['table1', 'table2', 'table3', 'table4']
    """
    content = _document()[find_name("paper", paper, _document())]
    return [published_table(paper, name) for name, of in content.items() if isinstance(of, dict)]


def published_table(paper: str, key: str) -> PublishedTable:
    """Return a table of a paper.

    Parameters
    ----------
    paper
        One of `papers`.
    key
        Such as ``table2``.

    Raises
    ------
    UnknownNameError
        If there is no such paper or table.
    DataError
        If the file that travels with the package is damaged.

    Examples
    --------
    >>> table = published_table("mf-nas", "table2")
    >>> table.cell("MF-NAS (Params)", "cifar10 test_acc").text
    '94.36 ± 0.00'
    """
    document = _document()
    paper = find_name("paper", paper, document)
    tables = {name: of for name, of in document[paper].items() if isinstance(of, dict)}
    key = find_name(f"table of {paper}", key, tables)
    return _read(paper, key, document[paper], tables[key])


def _read(
    paper: str, key: str, about: Mapping[str, Any], table: Mapping[str, Any]
) -> PublishedTable:
    own = table.get("own")
    rows = tuple(
        PublishedRow(name, tuple(map(Printed, cells)), own is not None and name not in own)
        for name, *cells in table["rows"]
    )
    columns = tuple(table["columns"])
    if any(len(row.cells) != len(columns) for row in rows):
        raise DataError(f"{_FILE}: {paper}, {key} is damaged: install nas-landscape again")
    return PublishedTable(
        *(paper, key, table["title"], f"{about['title']} ({about['citation']})", columns, rows),
        space=table.get("space"),
        trials=table.get("trials"),
        quoted_from=table.get("quoted_from", ""),
        note=table.get("note", ""),
    )


_FILE = FOLDER / "published.toml"


@functools.cache
def _document() -> dict[str, Any]:
    try:
        return tomllib.loads(_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{_FILE} cannot be read ({error}): install nas-landscape again") from error
