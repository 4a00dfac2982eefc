"""The data of a chart: panels, captions, and the numbers behind them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from landscape.display import short_repr
from viz.charts.table import TABLE_SUFFIXES, Table
from viz.look.look import DEFAULT_LOOK, Drawn

if TYPE_CHECKING:
    from viz.charts.marks import Mark
    from viz.look.look import Look

__all__ = ["Chart", "Panel"]

_NARROWEST = 2.0  # inches, of a panel beside another


@dataclass(frozen=True, eq=False)
class Panel:
    """A pair of axes and what is drawn between them.

    Attributes
    ----------
    marks
        Drawn in this order.
    title, x_label, y_label
        Captions; may be empty.
    x_scale, y_scale
        ``linear`` or ``log``.
    x_ticks
        Names of the places x = 0, 1, ...; empty for numbers.
    x_range, y_range
        What is shown; None takes all there is.
    x_whole, y_whole
        Whether the axis counts something, so that only whole numbers stand at it.
    corner
        A short text in the lower right corner.
    """

    marks: tuple[Mark, ...]
    title: str = ""
    x_label: str = ""
    y_label: str = ""
    x_scale: str = "linear"
    y_scale: str = "linear"
    x_ticks: tuple[str, ...] = ()
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    x_whole: bool = False
    y_whole: bool = False
    corner: str = ""

    __repr__ = short_repr


@dataclass(frozen=True, eq=False)
class Chart(Drawn):
    """Panels side by side and below one another, with one legend for all.

    Attributes
    ----------
    panels
        From left to right, then down.
    columns
        How many are side by side where the page is wide enough.
    title
        Above all; may be empty.
    notes
        What a reader has to know, one sentence each.
    look
        Width, letters and theme.
    table
        The numbers behind the chart: what is written as ``.csv``.
    digest
        The same for a page of text, ``.md`` and ``.tex``; None takes `table`.
    height
        Of a panel, as a share of its width; no panel is very low or very high.
    """

    panels: tuple[Panel, ...]
    table: Table
    title: str = ""
    columns: int = 1
    notes: tuple[str, ...] = ()
    look: Look = DEFAULT_LOOK
    digest: Table | None = None
    height: float = 0.62

    __repr__ = short_repr

    @property
    def rows(self) -> int:
        """How many panels are below one another."""
        return math.ceil(len(self.panels) / self.across)

    @property
    def across(self) -> int:
        """How many panels are side by side at the width there is, so that rows are alike."""
        most = max(1, min(self.columns, int(self.look.width / _NARROWEST)))
        rows = math.ceil(len(self.panels) / most)
        return math.ceil(len(self.panels) / max(1, rows)) or 1

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files that it can be written to."""
        return (*super().suffixes, *TABLE_SUFFIXES)

    def with_look(self, look: Look) -> Chart:
        """Return the same chart with another look."""
        return replace(self, look=look)

    def render(self, suffix: str) -> bytes:
        """Return the content of a file with this suffix; the same chart gives the same bytes.

        Parameters
        ----------
        suffix
            One of `suffixes`.
        """
        if suffix in TABLE_SUFFIXES:
            table = self.table if suffix == ".csv" or self.digest is None else self.digest
            return table.render(suffix)
        return super().render(suffix)
