"""Many networks on one page: metrics × datasets, as in Figures 1, 6 and 7 of MF-NAS."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from landscape.datasets import DATASETS
from landscape.errors import OptionError
from viz.charts.look import DEFAULT_LOOK
from viz.entries import Entry, read_entry
from viz.figures import figure_kind
from viz.grid_data import MlonGrid
from viz.mlon import mlon_figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from viz.charts.look import Look
    from viz.mlon_data import MlonFigure

__all__ = ["mlon_grid"]

_MAX_EDGES = 4_000  # of a panel: more would not be told apart
_Key = TypeVar("_Key")


@figure_kind(
    "mlon-grid",
    "Monotonic local optima networks of metrics and datasets",
    needs="landscapes",
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
        The landscapes, or the folders of their runs, in the order of rows and columns.
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
        If there are no landscapes, or two of the same metric and dataset.
    """
    if not entries:
        raise OptionError("a grid of networks has no runs: expected at least one")
    read = [each if isinstance(each, Entry) else read_entry(Path(each)) for each in entries]
    rows, columns = _distinct(e.label for e in read), _distinct(e.dataset for e in read)
    found: dict[tuple[str, str | None], MlonFigure] = {}
    for entry in read:
        key = (entry.label, entry.dataset)
        if key in found:
            raise OptionError(
                f"two runs are of {entry.label}" + (f" on {key[1]}" if key[1] else "") + ": "
                "a grid has one network a metric and dataset, leave out one of them"
            )
        found[key] = _panel(entry, look, layout, colour_scale, quality or {})
    return MlonGrid(
        rows=tuple(rows),
        columns=tuple(_titled(column) for column in columns),
        panels=tuple(tuple(found.get((row, column)) for column in columns) for row in rows),
        colour_label=next(iter(quality.values())).axis_label if quality else "Fitness",
        title=title or "",
        look=look,
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
        judge = quality.get(entry.dataset)
        unknown = np.full(landscape.space.size, np.nan)
        colours = {"quality": unknown if judge is None else judge.landscape.fitness}
    return mlon_figure(
        landscape.monotonic(),
        lon=landscape.lon(),
        title=entry.title or entry.label,
        fitness_label=entry.axis_label,
        layout=layout,
        colour_scale=colour_scale,
        max_edges=_MAX_EDGES,
        colours=colours,
        colour="quality" if colours else None,
        theme=look.theme,
    )


def _distinct(keys: Iterable[_Key]) -> list[_Key]:
    return list(dict.fromkeys(keys))


def _titled(dataset: str | None) -> str:
    return DATASETS[dataset].title if dataset in DATASETS else dataset or ""
