"""How far metrics put architectures in the same order as one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces.same import require_same_space
from viz.charts.chart import Chart, Panel
from viz.charts.kinds.correlation import rank_correlation, written_correlation
from viz.charts.kinds.grouping import dataset_title, grid_of
from viz.charts.kinds.pairs import known_pair
from viz.charts.marks import Cells
from viz.charts.table import Table
from viz.figures import figure_kind
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray
    from viz.entries import Entry
    from viz.look.look import Look

__all__ = ["correlation_matrix_chart"]


@figure_kind(
    "correlation-matrix",
    "Rank correlation of every metric with every other",
    needs="landscapes",
    least=2,
)
def correlation_matrix_chart(
    entries: Sequence[Entry], *, title: str | None = None, look: Look = DEFAULT_LOOK
) -> Chart:
    """Return Spearman's correlation of every pair of landscapes, one panel a dataset.

    Parameters
    ----------
    entries
        Landscapes, each of another metric or dataset.
    title, look
        Caption, None for that of the kind; and how it looks.

    Raises
    ------
    OptionError, DataError
        If two landscapes cannot be told apart, or are of different spaces.
    """
    grid = grid_of(entries)
    require_same_space(entry.landscape.space for entry in grid.entries.values())
    panels, rows = [], []
    for dataset in grid.datasets:
        names = tuple(grid.of(dataset))
        values = _matrix(list(grid.of(dataset).values()))
        texts = tuple(tuple(map(written_correlation, row)) for row in values.tolist())
        cells = Cells(values, names, names, texts)
        panels.append(Panel((cells,), title=dataset_title(dataset), x_ticks=names))
        rows += [
            (dataset_title(dataset), name, *_by_name(names, row, grid.metrics))
            for name, row in zip(names, values.tolist(), strict=True)
        ]
    return Chart(
        tuple(panels),
        Table(("dataset", "metric", *grid.metrics), tuple(rows)),
        title="Rank correlations" if title is None else title,
        notes=(*grid.notes(), *grid.scored("A correlation is over those that have both scores.")),
        look=look,
        columns=2,
        height=0.9,
    )


def _matrix(entries: Sequence[Entry]) -> FloatArray:
    values = np.ones((len(entries), len(entries)))
    for i, one in enumerate(entries):
        for j, other in enumerate(entries[:i]):
            values[i, j] = values[j, i] = rank_correlation(known_pair(one, other))
    return values


def _by_name(
    names: Sequence[str], values: Sequence[float], columns: Sequence[str]
) -> tuple[float | None, ...]:
    known = dict(zip(names, values, strict=True))
    return tuple(known.get(name) for name in columns)
