"""Rows about things that are known by name, such as metrics or imported benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from landscape.display import html_grid

if TYPE_CHECKING:
    import pandas as pd

    Cell: TypeAlias = str | int | float | bool | None

__all__ = ["Catalogue"]


@dataclass(frozen=True, repr=False)
class Catalogue:
    """Rows about things that are known by name.

    Attributes
    ----------
    title
        What they are.
    header, rows
        As many cells each; None where there is nothing to say.
    numbers
        Names of the columns that are aligned at the right.

    Examples
    --------
    >>> rows = (("steep", 1200), ("flat", None))
    >>> hills = Catalogue("hills", ("name", "height"), rows, ("height",))
    >>> hills.cells(), hills.table()["name"].tolist()
    ([['steep', '1,200'], ['flat', '-']], ['steep', 'flat'])
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """Return the rows as a DataFrame."""
        import pandas as pd  # slow to import: only who asks pays

        return pd.DataFrame(self.rows, columns=list(self.header))

    def cells(self) -> list[list[str]]:
        """Return the rows as texts."""
        return [[_text(cell) for cell in row] for row in self.rows]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.rows):,} {self.title}>"

    def _repr_html_(self) -> str:
        return html_grid(self.header, self.cells(), title=self.title, numbers=self.numbers)


def _text(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return f"{cell:,}"
    return cell if isinstance(cell, str) else f"{cell:.6g}"
