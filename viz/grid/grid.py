"""Many networks on one page: metrics × datasets, as in Figures 1, 6 and 7 of MF-NAS."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from landscape.datasets import dataset_title
from landscape.errors import OptionError
from viz.charts.kinds.grouping import grid_of, halves_said
from viz.charts.table import Table
from viz.entries import SampledEntry, network_entry_of
from viz.figures import figure_kind
from viz.grid.grid_data import MlonGrid
from viz.look.look import DEFAULT_LOOK
from viz.network.mlon import mlon_figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from viz.charts.kinds.grouping import Grid
    from viz.entries import Entry
    from viz.look.look import Look
    from viz.network.mlon_data import MlonFigure

__all__ = ["mlon_grid"]

_COLUMNS = (
    *("metric", "dataset", "trained on"),
    *("optima", "plateau optima", "edges", "sinks", "global optima"),
)
_MAX_EDGES = 4_000  # of a panel: more would not be told apart


@figure_kind(
    "mlon-grid",
    "Monotonic local optima networks of metrics and datasets",
    needs="networks",
    takes=("quality", "layout", "colour_scale"),
    source="MF-NAS, Figures 1, 6 and 7",
)
def mlon_grid(
    entries: Sequence[Entry | Path | str],
    *,
    title: str | None = None,
    look: Look = DEFAULT_LOOK,
    layout: str = "force",
    colour_scale: str | None = None,
    quality: Mapping[str | None, Entry] | None = None,
) -> MlonGrid:
    """Return the monotonic networks of landscapes, one row a metric and one column a dataset.

    Parameters
    ----------
    entries
        The landscapes, or the folders of their runs, in the order of rows and columns; of samples,
        what was seen is drawn, and said to be that.
    title
        Text above; by default none.
    look
        Width, letters and theme.
    layout, colour_scale
        See `mlon_figure`; each panel has a scale of its own.
    quality
        Dataset → the landscape whose fitness nodes are coloured by, in place of their own; on
        other datasets they are grey.

    Raises
    ------
    OptionError
        If there are no landscapes, or two that cannot be told apart.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import Entry, mlon_grid
    >>> square = ProductSpace([2, 2])
    >>> entries = [
    ...     Entry(Landscape(square, [3, 0, 1, 2], metric="synflow"), dataset="cifar10"),
    ...     Entry(Landscape(square, [70, 80, 90, 95], metric="test_acc"), dataset="cifar10"),
    ...     Entry(Landscape(square, [40, 45, 50, 60], metric="test_acc"), dataset="cifar100"),
    ... ]
    >>> grid = mlon_grid(entries)
    >>> grid.rows, grid.columns, [[panel is not None for panel in row] for row in grid.panels]
    (('synflow', 'test_acc'), ('CIFAR-10', 'CIFAR-100'), [[True, False], [True, True]])
    """
    if not entries:
        raise OptionError("a grid of networks has no runs: expected at least one")
    read = [network_entry_of(Path(each) if isinstance(each, str) else each) for each in entries]
    grid = grid_of(read)
    found = {
        key: _panel(entry, look, layout, colour_scale, quality or {})
        for key, entry in grid.entries.items()
    }
    columns = grid.datasets
    return MlonGrid(
        rows=grid.metrics,
        columns=tuple(_titled(column, grid.of(column)) for column in columns),
        panels=tuple(tuple(found.get((row, column)) for column in columns) for row in grid.metrics),
        table=_table(grid),
        colour_label=next(iter(quality.values())).axis_label if quality else "Fitness",
        title=title or "",
        look=look,
        remarks=_remarks(grid),
    )


def _panel(
    entry: Entry,
    look: Look,
    layout: str,
    colour_scale: str | None,
    quality: Mapping[str | None, Entry],
) -> MlonFigure:
    landscape, colours = entry.landscape, {}
    if quality:
        reference = quality.get(entry.dataset)
        unknown = np.full(landscape.space.size, np.nan)
        colours = {"quality": unknown if reference is None else reference.landscape.fitness}
    return mlon_figure(
        landscape.network("mlon"),
        lon=landscape.network("lon"),
        title=entry.title or entry.label,
        fitness_label=entry.axis_label,
        layout=layout,
        colour_scale=colour_scale,
        max_edges=_MAX_EDGES,
        colours=colours,
        colour="quality" if colours else None,
        theme=look.theme,
    )


def _titled(dataset: str | None, entries: Mapping[str, Entry]) -> str:
    """Return the heading of a column: half of the dataset, where all of it trained on that."""
    return _half_of_all(entries) or dataset_title(dataset)


def _half_of_all(entries: Mapping[str, Entry]) -> str | None:
    """Return the half of the dataset that all landscapes of a column trained on."""
    (half, *others) = {entry.half for entry in entries.values()}
    return None if others else half


def _remarks(grid: Grid) -> tuple[str, ...]:
    """Return what of a column trained on half of its dataset, where its heading does not say so."""
    columns = (grid.of(dataset) for dataset in grid.datasets)
    mixed = [column for column in columns if _half_of_all(column) is None]
    return tuple(halves_said(entry for column in mixed for entry in column.values()))


def _table(grid: Grid) -> Table:
    """Return the numbers of the networks."""
    rows = []
    for (metric, dataset), entry in grid.entries.items():
        landscape = entry.landscape
        network = landscape.network("mlon")
        plateaus = None if isinstance(entry, SampledEntry) else landscape.n_plateau_optima
        counts = (
            *(landscape.n_optima, plateaus, network.n_edges),
            *(int(network.sink.sum()), int(network.is_global.sum())),
        )
        rows.append((metric, dataset_title(dataset), entry.half or dataset, *counts))
    return Table(_COLUMNS, tuple(rows))
