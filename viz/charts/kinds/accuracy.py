"""How good the global optima of each metric are.

Source: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", Figure 2b.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from viz.charts.chart import Chart, Panel
from viz.charts.kinds.grouping import dataset_title, measured, quality_on
from viz.charts.kinds.pairs import known_pairs, notes_of
from viz.charts.marks import Points, Rule, Spans
from viz.charts.table import Table
from viz.figures import figure_kind
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landscape.arrays import FloatArray, IntArray
    from viz.charts.kinds.grouping import Grid, Quality
    from viz.charts.kinds.pairs import Known
    from viz.charts.marks import Mark
    from viz.charts.table import Value
    from viz.entries import Entry
    from viz.look.look import Look

__all__ = ["accuracy_chart"]


@figure_kind(
    "accuracy",
    "Quality of the architectures at the global optima of each metric",
    needs="landscapes",
    takes=("quality",),
    needs_quality=True,
    source="MF-NAS, Figure 2b",
)
def accuracy_chart(
    entries: Sequence[Entry],
    *,
    quality: Quality,
    title: str | None = None,
    look: Look = DEFAULT_LOOK,
) -> Chart:
    """Return the quality at all tied global optima of each metric, one panel a dataset.

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
    >>> from viz import Entry, accuracy_chart
    >>> square = ProductSpace([2, 2])
    >>> proxy = Entry(Landscape(square, [3, 0, 1, 3], metric="proxy"), dataset="cifar10")
    >>> accuracy = Entry(Landscape(square, [70, 80, 90, 95], metric="test_acc"), dataset="cifar10")
    >>> chart = accuracy_chart([proxy], quality={"cifar10": accuracy})
    >>> found = dict(zip(chart.table.columns, chart.table.rows[0]))
    >>> found["global optima"], found["lowest"], found["highest"], found["best"]
    (2, 70.0, 95.0, 95.0)
    """
    grid, pairs = known_pairs(entries, quality)
    found = {
        key: _at_optima(entry, quality_on(quality, key[1])) for key, entry in grid.entries.items()
    }
    panels = tuple(
        _panel(dataset, grid, found, quality_on(quality, dataset)) for dataset in grid.datasets
    )
    unknown = sum(int(np.isnan(values).sum()) for _, values in found.values())
    notes = list(notes_of(grid, pairs, title=""))
    if unknown:
        notes.append(f"{unknown:,} global optima have no known quality and are left out.")
    return Chart(
        panels,
        _table(pairs, found, quality),
        title="At the global optima of each metric" if title is None else title,
        notes=tuple(notes),
        look=look,
        columns=3,
        height=0.8,
    )


def _at_optima(entry: Entry, reference: Entry) -> tuple[IntArray, FloatArray]:
    """Return the global optima of a landscape and their quality, as it was measured."""
    best = entry.landscape.global_optima
    return best, measured(reference, reference.landscape.fitness[best])


def _panel(
    dataset: str | None,
    grid: Grid,
    found: Mapping[tuple[str, str | None], tuple[IntArray, FloatArray]],
    reference: Entry,
) -> Panel:
    marks: list[Mark] = []
    metrics = tuple(grid.of(dataset))
    for place, metric in enumerate(metrics):
        marks += _marks(place, *found[metric, dataset], reference)
    best = _best(reference)
    return Panel(
        (Rule(best, "the best there is"), *marks),
        title=dataset_title(dataset),
        y_label=reference.axis_label.removeprefix("−"),
        x_ticks=metrics,
    )


def _marks(place: int, best: IntArray, values: FloatArray, reference: Entry) -> list[Mark]:
    known = ~np.isnan(values)
    best, values = best[known], values[known]
    if not len(best):
        return []
    names = tuple(reference.landscape.space.format(index) for index in best.tolist())
    points = Points(np.full(len(best), float(place)), values, "global optimum", names, slot=0)
    if len(best) == 1:
        return [points]
    middle = np.array([values.mean()])
    at = np.array([float(place)])
    mean = Points(at, middle, "mean of tied global optima", slot=3, size=5.5, hollow=True)
    return [Spans(at, values.min(keepdims=True), values.max(keepdims=True)), points, mean]


def _best(reference: Entry) -> float:
    known = reference.landscape.fitness[~reference.landscape.missing]
    return float(measured(reference, known.max(initial=-np.inf)))


def _table(
    pairs: Mapping[tuple[str, str | None], Known],
    found: Mapping[tuple[str, str | None], tuple[IntArray, FloatArray]],
    quality: Quality,
) -> Table:
    columns = (
        "metric", "dataset", "global optima", "mean", "lowest", "highest", "best", "architectures",
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for (metric, dataset), (best, values) in found.items():
        known = values[~np.isnan(values)]
        ends = (known.mean(), known.min(), known.max()) if len(known) else (np.nan,) * 3
        whole = _best(quality_on(quality, dataset))
        both = len(pairs[metric, dataset].index)
        rows.append((metric, dataset_title(dataset), len(best), *map(float, ends), whole, both))
    return Table(columns, tuple(rows))
