"""How many of the best architectures are among the best of each metric.

Source: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", Figure 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.comparison.overlap import best_count, expected_overlap
from landscape.errors import DataError, OptionError
from viz.charts.chart import Chart, Panel
from viz.charts.kinds.grouping import dataset_title
from viz.charts.kinds.pairs import known_pairs, notes_of
from viz.charts.marks import Bars, Rule
from viz.charts.table import Table
from viz.figures import figure_kind
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viz.charts.kinds.grouping import Quality
    from viz.charts.kinds.pairs import Known
    from viz.entries import Entry
    from viz.look.look import Look

__all__ = ["overlap_chart"]

_LETTERS = 0.08  # height of a number at a bar, as a share of the panel's
_K = "k: how many the best are, by quality and by the metric."


@figure_kind(
    "overlap",
    "How many of the best are among the best of each metric",
    needs="landscapes",
    takes=("quality", "top"),
    needs_quality=True,
    source="MF-NAS, Figure 3",
)
def overlap_chart(
    entries: Sequence[Entry],
    *,
    quality: Quality,
    top: float = 0.01,
    title: str | None = None,
    look: Look = DEFAULT_LOOK,
) -> Chart:
    """Return bars of how many of the k best by quality are among the k best of each metric.

    Where equally good ones compete for the last places, it is the expected number if each side
    draws among them; see `landscape.comparison.overlap.expected_overlap`.

    Parameters
    ----------
    entries
        Landscapes, each of another metric or dataset.
    quality
        Landscapes whose fitness is quality, by dataset; those among `entries` are not drawn.
    top
        The share of the architectures that counts as best; k is rounded down, at least 1.
    title, look
        Caption, None for that of the kind; and how it looks.

    Raises
    ------
    OptionError, DataError
        If `top` is no share, two landscapes cannot be told apart, are of different spaces, know
        no architecture in common with the quality metric, or a dataset has no measure of
        quality.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import Entry, overlap_chart
    >>> line = ProductSpace([4])
    >>> proxy = Entry(Landscape(line, [1, 3, 2, 4], metric="proxy"), dataset="cifar10")
    >>> accuracy = Entry(Landscape(line, [70, 80, 90, 95], metric="test_acc"), dataset="cifar10")
    >>> chart = overlap_chart([proxy], quality={"cifar10": accuracy}, top=0.5)
    >>> found = dict(zip(chart.table.columns, chart.table.rows[0]))
    >>> found["k"], found["overlap"], found["overlap (%)"]  # 3 is among the two best of both
    (2, 1.0, 50.0)
    """
    if not 0 < top <= 1:
        raise OptionError(f"top {top}: expected a share above 0 and up to 1, such as 0.01")
    grid, pairs = known_pairs(entries, quality)
    rows = tuple(
        (metric, dataset_title(of), *_counted(known, top)) for (metric, of), known in pairs.items()
    )
    counts = {row[3] for row in rows}
    is_count = len(counts) == 1  # else only shares can be compared
    height = {key: row[2] if is_count else row[4] for key, row in zip(pairs, rows, strict=True)}
    chance = rows[0][5] if is_count else top * 100
    values = grid.table(height)
    sizes = grid.table({key: row[3] for key, row in zip(pairs, rows, strict=True)})
    texts = tuple(
        tuple(_text(*bar, is_count=is_count) for bar in zip(*line, strict=True))
        for line in zip(values.tolist(), sizes.tolist(), strict=True)
    )
    lines = 1 if is_count else 2
    top_end = (1.07 + 0.08 * lines) * max(chance, float(np.nanmax(values)))
    # A number that the line of chance would strike out stands above it.
    struck = (values <= chance) & (chance < values + lines * _LETTERS * top_end)
    bars = Bars(values, grid.titles, texts, lifted=np.where(struck, chance, np.nan))
    panel = Panel(
        (bars, Rule(chance, "expected of an unrelated order")),
        y_label=f"Of the {counts.pop():,} best" if is_count else "Overlap (%)",
        y_range=(0, top_end),
        y_whole=is_count,
        x_ticks=grid.metrics,
    )
    measure = next(iter(pairs.values())).reference.label
    columns = ("metric", "dataset", "overlap", "k", "overlap (%)", "chance", "architectures")
    said = (
        f"The best {top * 100:.3g} % by {measure} among the best {top * 100:.3g} % by each metric"
    )
    return Chart(
        (panel,),
        Table(columns, rows),
        title=said if title is None else title,
        notes=(*notes_of(grid, pairs, title), *([] if is_count else [_K])),
        look=look,
    )


def _text(value: float, k: float, *, is_count: bool) -> str:
    """Return what is written at a bar: k, too, where it is not that of all bars."""
    if np.isnan(value):
        return ""
    return f"{value:.3g}" if is_count else f"{value:.3g}\nk={k:.0f}"


def _counted(known: Known, top: float) -> tuple[float, int, float, float, int]:
    """Return overlap, k, their ratio in per cent, the overlap by chance, and of how many."""
    n = len(known.index)
    if n == 0:
        raise DataError(
            f"no architecture has both {known.entry.label} and {known.reference.label}: "
            "give runs that know the same ones"
        )
    k = best_count(top, n)
    found = float(expected_overlap(known.score, known.quality, k))
    return found, k, 100 * found / k, k * k / n, n
