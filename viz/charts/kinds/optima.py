"""How many local optima there are on the landscape of each metric.

Source: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", Figure 2a.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from viz.charts.chart import Chart, Panel
from viz.charts.kinds.grouping import dataset_title, grid_of
from viz.charts.marks import Bars
from viz.charts.table import Table
from viz.figures import figure_kind
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray
    from viz.charts.kinds.grouping import Grid
    from viz.entries import Entry
    from viz.look.look import Look

__all__ = ["optima_chart"]

_FEW = (
    "Where neighbours lack scores, more architectures are local optima: such numbers do not "
    "compare with those of whole landscapes."
)
_WIDE = 15  # the largest number is this many times the smallest: heights are logarithmic


@figure_kind(
    "optima",
    "Number of local optima of each metric",
    needs="landscapes",
    source="MF-NAS, Figure 2a",
)
def optima_chart(
    entries: Sequence[Entry], *, title: str | None = None, look: Look = DEFAULT_LOOK
) -> Chart:
    """Return bars of the number of local optima, by metric and dataset, with those of plateaus.

    Tied configurations that are neighbours count one by one as optima, and together as a plateau.

    Parameters
    ----------
    entries
        Landscapes, each of another metric or dataset.
    title, look
        Caption, None for that of the kind; and how it looks.

    Raises
    ------
    OptionError
        If two landscapes cannot be told apart.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import Entry, optima_chart
    >>> square = ProductSpace([2, 2])
    >>> rugged = Entry(Landscape(square, [3, 0, 1, 2], metric="rugged"))
    >>> smooth = Entry(Landscape(square, [3, 2, 1, 0], metric="smooth"))
    >>> [row[:3] for row in optima_chart([rugged, smooth]).table.rows]
    [('rugged', '', 2), ('smooth', '', 1)]
    """
    grid = grid_of(entries)
    found = {key: entry.landscape for key, entry in grid.entries.items()}
    values = grid.table({key: float(of.n_optima) for key, of in found.items()})
    plateaus = grid.table({key: float(of.n_plateau_optima) for key, of in found.items()})
    bars = Bars(
        values,
        grid.titles,
        _texts(values, plateaus),
        inner=plateaus,
        inner_label="plateaus",
    )
    largest, least = np.nanmax(values), min(np.nanmin(values), np.nanmin(plateaus))
    is_wide = largest > _WIDE * max(1, least)
    panel = Panel(
        (bars,),
        y_label="Local optima (plateaus)",
        y_scale="log" if is_wide else "linear",
        # A single optimum is a bar too, and the number above the highest needs room.
        y_range=(0.5, largest * 3.5) if is_wide else (0, largest * 1.18),
        y_whole=True,
        x_ticks=grid.metrics,
    )
    return Chart(
        (panel,),
        _table(grid),
        title="Local optima of each metric" if title is None else title,
        notes=(*grid.notes(), *grid.scored(_FEW)),
        look=look,
    )


def _texts(values: FloatArray, plateaus: FloatArray) -> tuple[tuple[str, ...], ...]:
    """Return what is written above each bar: the optima, in brackets the plateaus."""
    return tuple(
        tuple("" if np.isnan(n) else f"{n:,.0f}\n({p:,.0f})" for n, p in zip(*rows, strict=True))
        for rows in zip(values, plateaus, strict=True)
    )


def _table(grid: Grid) -> Table:
    columns = (
        "metric",
        "dataset",
        "optima",
        "strict optima",
        "plateau optima",
        "scored",
        "configurations",
    )
    rows = [
        (
            metric,
            dataset_title(dataset),
            entry.landscape.n_optima,
            entry.landscape.n_strict_optima,
            entry.landscape.n_plateau_optima,
            entry.landscape.n_scored,
            entry.landscape.space.size,
        )
        for (metric, dataset), entry in grid.entries.items()
    ]
    return Table(columns, tuple(rows))
