"""The data of many networks on one page: panels in rows and columns, and how they are folded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landscape.display import short_repr
from viz.charts.table import TABLE_SUFFIXES
from viz.look.look import DEFAULT_LOOK, Drawn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from viz.charts.table import Table
    from viz.look.look import Look
    from viz.network.mlon_data import MlonFigure

__all__ = ["Fold", "MlonGrid", "folded"]


@dataclass(frozen=True, eq=False)
class MlonGrid(Drawn):
    """Networks in rows and columns, each panel on its own scales of colour, size and width.

    Attributes
    ----------
    rows, columns
        Headings, such as metrics and datasets.
    panels
        One tuple a row, with one figure a column; None where there is none.
    colour_label
        What colours show, from the lowest to the highest of each panel.
    title
        Text above the whole.
    look
        Width, letters and theme on paper.
    table
        The numbers of the networks, one row each; None if they are not to be written as a table.
    remarks
        Sentences below, on what the headings leave open.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import Entry, mlon_grid
    >>> square = ProductSpace([2, 2])
    >>> rugged = Entry(Landscape(square, [3, 0, 1, 2], metric="rugged"))
    >>> smooth = Entry(Landscape(square, [3, 2, 1, 0], metric="smooth"))
    >>> grid = mlon_grid([rugged, smooth])
    >>> [len(figure.names) for figure in grid.figures]  # local optima
    [2, 1]
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    panels: tuple[tuple[MlonFigure | None, ...], ...]
    colour_label: str
    title: str
    look: Look = DEFAULT_LOOK
    table: Table | None = None
    remarks: tuple[str, ...] = ()

    __repr__ = short_repr

    @property
    def figures(self) -> list[MlonFigure]:
        """All panels that hold a network, row by row."""
        return [figure for row in self.panels for figure in row if figure is not None]

    @property
    def notes(self) -> tuple[str, ...]:
        """The remarks, and of what a sample was seen, or hardly any configuration is scored."""
        sampled, few = (
            ", ".join(
                " ".join(filter(None, (self.rows[row], self.columns[column])))
                for row, column, figure in self.placed()
                if figure.behind.warning and (figure.behind.n_starts is not None) is is_sample
            )
            for is_sample in (True, False)
        )
        said = [
            sampled
            and f"A sample was seen of {sampled}: optima and edges that were not met are missing, "
            "rings are the best seen, and sinks may have edges that were not.",
            few
            and f"Less than a tenth of the configurations is scored of {few}: numbers of optima "
            "and edges there are not those of the whole space.",
        ]
        return (*self.remarks, *filter(None, said))

    def placed(self) -> Iterator[tuple[int, int, MlonFigure]]:
        """Yield row, column and figure of every panel that holds a network."""
        for row, figures in enumerate(self.panels):
            for column, figure in enumerate(figures):
                if figure is not None:
                    yield row, column, figure

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files it can be written to."""
        return (*super().suffixes, *(() if self.table is None else TABLE_SUFFIXES))

    def render(self, suffix: str) -> bytes:
        """Return the content of the file; loads only the library that draws it."""
        if self.table is not None and suffix in TABLE_SUFFIXES:
            return self.table.render(suffix)
        return super().render(suffix)


@dataclass(frozen=True)
class Fold:
    """How the rows of a grid are folded into blocks side by side, so that they fit a page.

    Attributes
    ----------
    blocks
        Their number.
    rows
        Of panels, in a block.
    side
        Of a panel, in the unit of the page.
    """

    blocks: int
    rows: int
    side: float


def folded(
    rows: int, columns: int, width: float, height: float, *, beside: float, above: float
) -> Fold:
    """Return the fold with the largest panels; of equals, the one of fewest blocks.

    Parameters
    ----------
    rows, columns
        Of the grid, at least 1.
    width, height
        Of the page.
    beside, above
        What each block takes besides its panels, and each row of panels besides their side.
    """
    folds = []
    for blocks in range(1, rows + 1):
        tall = -(-rows // blocks)
        across = (width - blocks * beside) / (blocks * columns)
        folds.append(Fold(blocks, tall, min(across, height / tall - above)))
    return max(folds, key=lambda fold: fold.side)
