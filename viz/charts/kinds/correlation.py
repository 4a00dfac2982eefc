"""How far each metric puts architectures in the order of their quality.

Source: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", Figure 2c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis import NotDefinedError
from landscape.analysis.spearman import spearman
from viz.charts.chart import Chart, Panel
from viz.charts.kinds.grouping import dataset_title
from viz.charts.kinds.pairs import known_pairs, notes_of
from viz.charts.marks import Bars
from viz.charts.table import Table
from viz.figures import figure_kind
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viz.charts.kinds.grouping import Quality
    from viz.charts.kinds.pairs import Known
    from viz.entries import Entry
    from viz.look.look import Look

__all__ = ["correlation_chart", "rank_correlation", "written_correlation"]

_SAME = 1e-9  # from 1, of the same order twice: sums of many numbers are not exact


@figure_kind(
    "correlation",
    "Rank correlation of each metric with quality",
    needs="landscapes",
    takes=("quality",),
    needs_quality=True,
    source="MF-NAS, Figure 2c",
)
def correlation_chart(
    entries: Sequence[Entry],
    *,
    quality: Quality,
    title: str | None = None,
    look: Look = DEFAULT_LOOK,
) -> Chart:
    """Return bars of Spearman's correlation between fitness and quality.

    Parameters
    ----------
    entries
        Landscapes, each of another metric or dataset.
    quality
        Landscapes whose fitness is quality, by dataset; those among `entries` are not drawn.
    title, look
        Caption, None for that of the kind; and how it looks.

    Raises
    ------
    OptionError, DataError
        If two landscapes cannot be told apart, are of different spaces, or a dataset
        has no measure of quality.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import Entry, correlation_chart
    >>> line = ProductSpace([4])
    >>> proxy = Entry(Landscape(line, [1, 3, 2, 4], metric="proxy"), dataset="cifar10")
    >>> accuracy = Entry(Landscape(line, [70, 80, 90, 95], metric="test_acc"), dataset="cifar10")
    >>> chart = correlation_chart([proxy], quality={"cifar10": accuracy})
    >>> chart.table.columns[2], chart.table.rows[0][2]  # 1 - 6 Σd² / (n³ - n) = 1 - 12 / 60
    ('spearman', 0.8)
    """
    grid, pairs = known_pairs(entries, quality)
    found = {key: rank_correlation(known) for key, known in pairs.items()}
    values = grid.table(found)
    texts = tuple(tuple(written_correlation(v) for v in row) for row in values.tolist())
    lowest = min(0.0, float(np.nanmin(values, initial=0.0)))
    panel = Panel(
        (Bars(values, grid.titles, texts),),
        y_label="Spearman's ρ",
        y_range=(lowest - 0.22 if lowest < 0 else 0.0, 1.1),  # room for numbers below bars
        x_ticks=grid.metrics,
    )
    undefined = [metric for (metric, _), rho in found.items() if np.isnan(rho)]
    said = [f"Not defined: {', '.join(undefined)}, the same everywhere."] if undefined else []
    rows = tuple(
        (metric, dataset_title(of), found[metric, of], len(known.index))
        for (metric, of), known in pairs.items()
    )
    measure = next(iter(pairs.values())).reference.label
    return Chart(
        (panel,),
        Table(("metric", "dataset", "spearman", "architectures"), rows),
        title=f"Rank correlation with {measure}" if title is None else title,
        notes=(*notes_of(grid, pairs, title), *said),
        look=look,
    )


def written_correlation(rho: float) -> str:
    """Return a correlation in two digits, or as many as tell it from 1; empty for NaN.

    Examples
    --------
    >>> [written_correlation(rho) for rho in (1.0, 0.9962, 0.9999, -0.5)]
    ['1.00', '0.996', '>0.99', '−0.50']
    """
    if np.isnan(rho):
        return ""
    sign, size = "−" if rho < 0 else "", abs(rho)
    if size > 1 - _SAME or round(size, 2) < 1:
        return f"{sign if round(size, 2) else ''}{size:.2f}"
    if round(size, 3) < 1:
        return f"{sign}{size:.3f}"
    return f"{'<−' if rho < 0 else '>'}0.99"


def rank_correlation(known: Known) -> float:
    """Return Spearman's correlation of fitness and quality; NaN if it is not defined."""
    try:
        names = (known.entry.label, known.reference.label)
        return spearman(known.score, known.quality, names=names)
    except NotDefinedError:
        return float("nan")
