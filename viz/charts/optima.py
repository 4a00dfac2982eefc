"""How many local optima there are on the landscape of each metric.

Source: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", Figure 2a.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from viz.charts.chart import Chart, Panel
from viz.charts.grouping import dataset_title, grid_of
from viz.charts.look import DEFAULT_LOOK
from viz.charts.marks import Bars
from viz.charts.table import Table
from viz.figures import figure_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viz.charts.grouping import Grid
    from viz.charts.look import Look
    from viz.entries import Entry

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
    """Return bars of the number of local optima, by metric and dataset.

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
    """
    grid = grid_of(entries)
    counts = {key: float(entry.landscape.n_optima) for key, entry in grid.entries.items()}
    values = grid.table(counts)
    texts = [["" if np.isnan(n) else f"{n:,.0f}" for n in row] for row in values]
    bars = Bars(values, grid.titles, tuple(map(tuple, texts)))
    largest, is_wide = np.nanmax(values), np.nanmax(values) > _WIDE * max(1, np.nanmin(values))
    panel = Panel(
        (bars,),
        y_label="Local optima",
        y_scale="log" if is_wide else "linear",
        # A single optimum is a bar too, and the number above the highest needs room.
        y_range=(0.5, largest * 2.5) if is_wide else (0, largest * 1.12),
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
            entry.landscape.space.size - entry.landscape.n_missing,
            entry.landscape.space.size,
        )
        for (metric, dataset), entry in grid.entries.items()
    ]
    return Table(columns, tuple(rows))
