"""The score of every architecture against its quality.

Source: "Rank-based NAS", Figure 3, which shows a thousand of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.network import is_best
from landscape.numbers import counted
from viz.charts.chart import Chart, Panel
from viz.charts.kinds.correlation import rank_correlation
from viz.charts.kinds.grouping import dataset_title, measured
from viz.charts.kinds.pairs import known_pairs, notes_of
from viz.charts.kinds.spread import spread_of
from viz.charts.marks import CROWDED, Points
from viz.charts.table import Table
from viz.figures import figure_kind
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from landscape.arrays import FloatArray, IntArray
    from viz.charts.kinds.grouping import Quality
    from viz.charts.kinds.pairs import Known
    from viz.charts.kinds.spread import Spread
    from viz.entries import Entry
    from viz.look.look import Look

__all__ = ["density", "scatter_chart"]

_FEW_OPTIMA = 40  # the marks of more would hide what they stand for
_DENSE = 400  # points from which on colour shows how many are in the same place
_DRAWN = 20_000  # at most, of one landscape
_NAMED = 50_000  # at most; the names of more would make a page of many megabytes


@figure_kind(
    "scatter",
    "Score against quality of every architecture",
    needs="landscapes",
    takes=("quality", "scale"),
    needs_quality=True,
    source="Rank-based NAS, Figure 3",
)
def scatter_chart(
    entries: Sequence[Entry],
    *,
    quality: Quality,
    scale: str = "auto",
    mark_optima: bool = True,
    title: str | None = None,
    look: Look = DEFAULT_LOOK,
) -> Chart:
    """Return a panel a landscape: score against quality, its optima marked, Spearman's ρ.

    Parameters
    ----------
    entries
        Landscapes, each of another metric or dataset.
    quality
        Landscapes whose fitness is quality, by dataset; those among `entries` are not drawn.
    scale
        How scores are spaced: a name of `viz.charts.kinds.spread.SCALES`.
    mark_optima
        Whether optima stand out. Of a sample, in which few have a neighbour, they say little.
    title, look
        Caption, None for that of the kind; and how it looks.

    Raises
    ------
    UnknownNameError
        If there is no such scale.
    OptionError, DataError
        If two landscapes cannot be told apart, are of different spaces, or a dataset
        has no measure of quality.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import Entry, scatter_chart
    >>> line = ProductSpace([4])
    >>> proxy = Entry(Landscape(line, [1, 3, 2, 4], metric="proxy"), dataset="cifar10")
    >>> accuracy = Entry(Landscape(line, [70, 80, 90, 95], metric="test_acc"), dataset="cifar10")
    >>> chart = scatter_chart([proxy], quality={"cifar10": accuracy})
    >>> chart.panels[0].corner, chart.table.rows[1]
    ('ρ = 0.80', ('proxy', 'CIFAR-10', '1', 3.0, 80.0))
    """
    grid, pairs = known_pairs(entries, quality)
    spreads = {key: spread_of(known, scale) for key, known in pairs.items()}
    named = sum(min(int(spread.shown.sum()), _DRAWN) for spread in spreads.values()) <= _NAMED
    panels = [
        _panel(key[0], known, spreads[key], named=named, mark_optima=mark_optima)
        for key, known in pairs.items()
    ]
    titled = {" ".join(filter(None, (n, dataset_title(of)))): (n, of) for n, of in pairs}
    notes = _left_out({title: (pairs[key], spreads[key]) for title, key in titled.items()})
    measure = next(iter(pairs.values())).reference.label
    rows = [row for (name, of), known in pairs.items() for row in _rows(name, of, known)]
    return Chart(
        tuple(panels),
        Table(("metric", "dataset", "architecture", "score", measure), tuple(rows)),
        title=f"Score against {measure}" if title is None else title,
        notes=(*notes_of(grid, pairs, title), *notes),
        look=look,
        columns=3,
        height=0.85,
        digest=_digest(pairs),
    )


def _panel(
    name: str, known: Known, spread: Spread, *, named: bool, mark_optima: bool = True
) -> Panel:
    rho = rank_correlation(known)
    score = (known.entry.fitness_label or name).removeprefix("−")
    return Panel(
        (*_marks(known, spread, named=named), *(_optima(known, spread) if mark_optima else ())),
        title=" · ".join(filter(None, (name, dataset_title(known.entry.dataset)))),
        x_label=f"rank by {name}" if spread.scale == "rank" else score,
        y_label=known.reference.axis_label.removeprefix("−"),
        x_scale="log" if spread.scale == "log" else "linear",
        x_range=spread.limits,
        corner="" if np.isnan(rho) else f"ρ = {rho:.2f}".replace("-", "−"),
    )


def _marks(known: Known, spread: Spread, *, named: bool) -> Iterator[Points]:
    """Yield the architectures."""
    x, y = spread.x, measured(known.reference, known.quality)
    (drawn,) = np.nonzero(spread.shown)
    if len(drawn) > _DRAWN:  # the same ones each time
        drawn = np.sort(np.random.default_rng(0).choice(drawn, _DRAWN, replace=False))
    many = len(drawn) > _DENSE
    across = np.log10(x[drawn]) if spread.scale == "log" else x[drawn]
    yield Points(
        x[drawn], y[drawn], "architecture" + CROWDED * many, _hover(known, drawn) if named else (),
        density(across, y[drawn]) if many else None, slot=0, size=1.6 if many else 3.0,
    )  # fmt: skip


def _optima(known: Known, spread: Spread) -> Iterator[Points]:
    """Yield the local and the global optima, to be drawn on top."""
    x, y = spread.x, measured(known.reference, known.quality)
    optima = np.isin(known.index, known.entry.landscape.optima) & spread.shown
    best = optima & is_best(known.score)
    for which, label, slot, size in (
        (optima & ~best, "local optimum of the score", 1, 3.6),
        (best, "global optimum of the score", 3, 5.0),
    ):
        (at,) = np.nonzero(which)
        size = size if len(at) <= _FEW_OPTIMA else 0.5 * size
        yield Points(x[at], y[at], label, _hover(known, at), slot=slot, size=size, hollow=True)


def _hover(known: Known, at: IntArray) -> tuple[str, ...]:
    write = known.entry.landscape.space.format
    return tuple(write(index) for index in known.index[at].tolist())


def _left_out(pairs: Mapping[str, tuple[Known, Spread]]) -> Iterator[str]:
    """Yield what is not seen."""
    for name, (_, spread) in pairs.items():
        shown = int(spread.shown.sum())
        if shown < len(spread.x):
            left = len(spread.x) - shown
            yield f"Not shown of {name}: {counted(left, 'architecture')} {_why(spread)}."
        if shown > _DRAWN:
            yield f"{_DRAWN:,} of {shown:,} architectures are drawn of {name}."


def _why(spread: Spread) -> str:
    """Return why some have no place."""
    if spread.scale == "rank":
        return "of infinite quality"
    if spread.scale == "log":
        return "with a score that is not above 0, or infinite"
    return "with a score far worse than the others, or infinite"


def _rows(name: str, dataset: str | None, known: Known) -> Iterator[tuple[str | float, ...]]:
    names = _hover(known, np.arange(len(known.index)))
    scores = measured(known.entry, known.score).tolist()
    qualities = measured(known.reference, known.quality).tolist()
    for row in zip(names, scores, qualities, strict=True):
        yield (name, dataset_title(dataset), *row)


def _digest(pairs: Mapping[tuple[str, str | None], Known]) -> Table:
    """Return one row a landscape."""
    columns = ("metric", "dataset", "spearman", "architectures", "local optima", "plateaus")
    rows = (
        (name, dataset_title(of), rank_correlation(known), len(known.index),
         known.entry.landscape.n_optima, known.entry.landscape.n_plateau_optima)
        for (name, of), known in pairs.items()
    )  # fmt: skip
    return Table(columns, tuple(rows))


_BINS = 60


def density(x: FloatArray, y: FloatArray, bins: int = _BINS) -> FloatArray:
    """Return how many points are in the same cell of a grid as each, itself included.

    Parameters
    ----------
    x, y
        Shape ``(n,)`` each, finite. The grid spans them.
    bins
        Cells in each direction.

    Examples
    --------
    >>> density(np.array([0.0, 0.1, 9.0]), np.array([0.0, 0.1, 9.0]), bins=3).tolist()
    [2.0, 2.0, 1.0]
    """
    if not len(x):
        return np.empty(0)
    cell = _cells(x, bins) * bins + _cells(y, bins)
    counts: FloatArray = np.bincount(cell)[cell].astype(np.float64)
    return counts


def _cells(values: FloatArray, bins: int) -> IntArray:
    low, high = values.min(), values.max()
    if low == high:
        return np.zeros(len(values), dtype=np.int64)
    share = (values - low) / (high - low)
    cells: IntArray = np.minimum(share * bins, bins - 1).astype(np.int64)
    return cells
