"""The table of local optima and their basins: sorted, filtered, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landscape.errors import unknown_name

if TYPE_CHECKING:
    import pandas as pd

    from viz.explorer.saved import Saved

__all__ = ["COLUMNS", "ROWS", "Page", "basin_page", "basin_table", "page_with"]

ROWS = 15
"""Of a page."""

COLUMNS = {
    "arch": "architecture",
    "index": "number",
    "fitness": "fitness",
    "other": "other fitness",
    "basin": "basin",
    "starts": "starts",
    "share": "share",
    "share_low": "from",
    "share_high": "to",
    "climbed": "climbed",
    "escapes": "of escapes",
    "unseen": "unseen",
    "members": "members",
    "in_degree": "in",
    "out_degree": "out",
    "funnels": "funnels",
    "kind": "mark",
}
"""Column → heading."""


@dataclass(frozen=True)
class Page:
    """Some rows of a table.

    Attributes
    ----------
    rows
        Those to show.
    number, count
        Which page it is, from 0, of how many; at least one.
    found
        Number of rows that the filter let through.
    """

    rows: pd.DataFrame
    number: int
    count: int
    found: int


def basin_table(saved: Saved, other: Saved | None = None) -> pd.DataFrame:
    """Return one row an optimum, with those of the columns of `COLUMNS` that are known.

    Of a sample: the starts that ended in it, their share with its interval, how many of its escapes
    were climbed, and the share of all of them estimated to lead where none of these led.

    Parameters
    ----------
    saved
        The landscape.
    other
        A landscape of the same space, whose fitness is told in the column `other`.
    """
    table = saved.optima_table()
    if other is not None:
        table["other"] = other.fitness_of(saved.optima)
    return table[[name for name in COLUMNS if name in table]]


def basin_page(
    table: pd.DataFrame,
    *,
    sort: str = "fitness",
    ascending: bool = False,
    text: str = "",
    number: int = 0,
    rows: int = ROWS,
) -> Page:
    """Return one page of a table.

    Parameters
    ----------
    table
        Of `basin_table`.
    sort, ascending
        Column to sort by, and whether the least comes first; ties stay in the table's order.
    text
        Only rows whose architecture, number or mark contains it, capital letters or not.
    number
        Of the page, from 0; one beyond the last is the last.
    rows
        Of a page.

    Raises
    ------
    UnknownNameError
        If there is no such column.
    """
    if sort not in table:
        raise unknown_name("column", sort, map(str, table.columns))
    found = _found(table, sort, ascending, text)
    count = max(1, -(-len(found) // rows))
    number = min(max(number, 0), count - 1)
    return Page(found.iloc[number * rows : (number + 1) * rows], number, count, len(found))


def page_with(
    table: pd.DataFrame, index: int, *, sort: str, ascending: bool, text: str = ""
) -> int | None:
    """Return the number of the page that has the optimum `index`; None if it is not found."""
    numbers = _found(table, sort, ascending, text)["index"].tolist()
    return numbers.index(index) // ROWS if index in numbers else None


def _found(table: pd.DataFrame, sort: str, ascending: bool, text: str) -> pd.DataFrame:
    """Return the rows that contain `text`, sorted."""
    wanted = text.strip().lower()
    found = table[_contains(table, wanted)] if wanted else table
    return found.sort_values(sort, ascending=ascending, kind="stable")


def _contains(table: pd.DataFrame, wanted: str) -> pd.Series[bool]:
    texts = table["arch"].astype(str) + " " + table["index"].astype(str) + " " + table["kind"]
    return texts.str.lower().str.contains(wanted, regex=False)
