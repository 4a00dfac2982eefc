"""What a figure or table of a paper comes out as here: ours beside what was published.

How a paper is reproduced
-------------------------
A paper is one record, and each of its figures and tables a function that takes a `Context` and
returns a `Figure` or a `Table`::

    PAPER = PAPERS.register(Paper("my-paper", "Its title", "Authors, venue, year", "500"))

    @PAPER.part("table1", "Table 1", "Test accuracy of ...")
    def table_1(context: Context) -> Table:
        run = context.search("random-search", dataset="cifar10", budget="20000s")
        cell = Cell.of(run.trials["test_acc"], published=93.35, published_deviation=0.66)
        return Table(("algorithm", "CIFAR-10"), (Row("Random search", (cell,)),))

    @PAPER.part("fig1", "Figure 1", "Networks of ...")
    def figure_1(context: Context) -> Figure:
        run = context.landscape("params", dataset="cifar10")
        return Figure(viz.figure("mlon-grid", run))

`context.search` and `context.landscape` take the options of `search.search` and `landscape.build`,
and give the same run to every part that asks for it. They raise `LandscapeError` where something is
not there: ``context.cell(function, ...)`` turns that into a cell that names what it needs, and
``context.landscapes(...)`` into remarks. Whatever else a part raises is told in one line, and the
other parts are made all the same.

A cell's `reason` is a sentence that says why a difference is outside the published deviation. It is
to be derived from what was measured: give `Cell` a `why` that returns it.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import numpy.typing as npt
    import pandas as pd

    from landscape.published import Printed
    from viz.picture import Picture

__all__ = ["Cell", "Figure", "Row", "Table", "printed_as"]

_ROUNDING = 1.5
"""Units of the last digit printed by which a number may differ without a deviation."""


@dataclass(frozen=True)
class Cell:
    """A number of ours beside the published one.

    Attributes
    ----------
    ours, deviation
        Our number, and its standard deviation over trials; None where there is none.
    published, published_deviation
        What the paper prints; None where it prints none.
    missing
        What our number needs and is not there: the file, and where it comes from.
    reason
        Why the difference is more than the published deviation, as far as that was measured.
    text
        What stands in a cell that has no number.
    digits
        Printed after the point.

    Examples
    --------
    >>> cell = Cell.of([93.0, 93.4], published=93.35, published_deviation=0.66)
    >>> round(cell.difference, 2), cell.within, cell.ours_text
    (-0.15, True, '93.20 ± 0.20')
    >>> Cell(41.0, published=44.4).within is None  # no deviation was published
    True
    """

    ours: float | None = None
    deviation: float | None = None
    published: float | None = None
    published_deviation: float | None = None
    missing: str = ""
    reason: str = ""
    text: str = ""
    digits: int = 2

    @classmethod
    def of(cls, values: npt.ArrayLike, **more: Any) -> Cell:
        """Return mean and standard deviation of values, NaN left out; `more` is of the class.

        One value alone has no deviation.
        """
        known = np.asarray(values, dtype=float)
        known = known[~np.isnan(known)]
        if not len(known):
            return cls(**more)
        deviation = float(known.std()) if len(known) > 1 else None
        return cls(float(known.mean()), deviation, **more)

    @property
    def difference(self) -> float | None:
        """Ours less the published number; None without both."""
        if self.ours is None or self.published is None:
            return None
        return self.ours - self.published

    @property
    def within(self) -> bool | None:
        """Whether the difference is within the published deviation, rounding aside.

        None where there is no difference, or no deviation was published and the numbers are not
        the same as printed.
        """
        if self.difference is None:
            return None
        rounding = _ROUNDING * 10.0**-self.digits
        allowed = max(self.published_deviation or 0.0, rounding)
        if abs(self.difference) <= allowed:
            return True
        return None if self.published_deviation is None else False

    @classmethod
    def quoting(cls, printed: Printed) -> Cell:
        """Return the cell of a row that we have no number for."""
        return cls(**printed_as(printed))

    def explained(self, why: Callable[[Cell], str]) -> Cell:
        """Return the same with the reason that `why` finds, where the numbers differ."""
        if self.difference is None or self.within:
            return self
        return replace(self, reason=why(self))

    @property
    def ours_text(self) -> str:
        """Our number as it is printed."""
        return self.text or _printed(self.ours, self.deviation, self.digits)

    @property
    def published_text(self) -> str:
        """The published number as it is printed."""
        return _printed(self.published, self.published_deviation, self.digits)

    @property
    def difference_text(self) -> str:
        """The difference with its sign."""
        return "" if self.difference is None else f"{self.difference:+,.{self.digits}f}"


def printed_as(printed: Printed) -> dict[str, Any]:
    """Return what a paper prints as keywords of `Cell`: the number, its deviation, and digits.

    >>> from landscape.published import Printed
    >>> printed_as(Printed("93.35 ± 0.66"))
    {'published': 93.35, 'published_deviation': 0.66, 'digits': 2}
    >>> printed_as(Printed("X"))
    {}
    """
    if printed.value is None:
        return {}
    return {
        "published": printed.value,
        "published_deviation": printed.deviation,
        "digits": round(-math.log10(printed.unit)),
    }


def _printed(value: float | None, deviation: float | None, digits: int) -> str:
    if value is None or math.isnan(value):
        return ""
    text = f"{value:,.{digits}f}"
    return text if deviation is None else f"{text} ± {deviation:.{digits}f}"


@dataclass(frozen=True)
class Row:
    """A row of a table: its names in front, and as many cells as there are columns after them.

    Attributes
    ----------
    label
        What the row is of: one text, or one for each of the columns of names.
    cells
        Its numbers.
    ours
        Whether we have a number of our own for it at all; a row that is quoted has none.
    """

    label: str | tuple[str, ...]
    cells: tuple[Cell, ...]
    ours: bool = True

    @property
    def labels(self) -> tuple[str, ...]:
        """The names in front."""
        return (self.label,) if isinstance(self.label, str) else self.label


@dataclass(frozen=True)
class Table:
    """A table of a paper.

    Attributes
    ----------
    columns
        Names of all columns, those of labels included.
    rows
        Its rows.
    notes
        What a reader has to know: protocol, whose numbers; one sentence each.

    Examples
    --------
    >>> table = Table(("search", "CIFAR-10"), (Row("random", (Cell(93.2, 0.2, 93.35, 0.66),)),))
    >>> table.frame()[["search", "column", "ours", "within"]].values.tolist()
    [['random', 'CIFAR-10', 93.2, True]]
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.labels) + len(row.cells) != len(self.columns):
                raise ValueError(f"row {row.label}: expected {len(self.columns)} columns")

    @property
    def n_labels(self) -> int:
        """How many columns are names."""
        return len(self.rows[0].labels) if self.rows else len(self.columns)

    def cells(self) -> Iterator[tuple[Row, str, Cell]]:
        """Yield each cell with its row and the name of its column."""
        for row in self.rows:
            for name, cell in zip(self.columns[self.n_labels :], row.cells, strict=True):
                yield row, name, cell

    def missing(self) -> dict[str, str]:
        """Return cell → what it needs and is not there."""
        return {
            f"{', '.join(row.labels)}, {column}": cell.missing
            for row, column, cell in self.cells()
            if cell.missing
        }

    def frame(self) -> pd.DataFrame:
        """Return one row a cell: its names, both numbers, the difference and the reason."""
        import pandas as pd  # slow to import: only who asks pays

        names = self.columns[: self.n_labels]
        rows = [
            {
                **dict(zip(names, row.labels, strict=True)),
                "column": column,
                "ours": cell.ours,
                "deviation": cell.deviation,
                "published": cell.published,
                "published_deviation": cell.published_deviation,
                "difference": cell.difference,
                "within": cell.within,
                "reason": cell.reason,
                "missing": cell.missing,
            }
            for row, column, cell in self.cells()
        ]
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values; `from_dict` takes them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Table:
        """Return what `to_dict` was called on."""
        rows = tuple(
            Row(
                row["label"] if isinstance(row["label"], str) else tuple(row["label"]),
                tuple(Cell(**cell) for cell in row["cells"]),
                row["ours"],
            )
            for row in content["rows"]
        )
        return cls(tuple(content["columns"]), rows, tuple(content["notes"]))


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure of a paper.

    Attributes
    ----------
    picture
        What is drawn; None where nothing can be.
    notes
        What a reader has to know, one sentence each.
    missing
        What the figure lacks → what that needs: the file, and where it comes from.
    table
        Numbers that the paper's text or figure gives, with ours; None without.
    """

    picture: Picture | None
    notes: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    table: Table | None = None
