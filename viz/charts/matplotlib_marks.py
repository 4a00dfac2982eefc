"""Marks on paper, drawn into axes of matplotlib."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import Normalize

from viz.charts.letters import spelled
from viz.charts.marks import Bars, Cells, Line, Mark, Points, Rule, Spans
from viz.charts.palette import INKS, slot_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from landscape.arrays import FloatArray
    from viz.charts.look import Look

__all__ = ["DIVERGING", "MANY", "SEQUENTIAL", "draw_mark"]

MANY = 5_000  # points from which on they are pixels in a vector file, too
DIVERGING, SEQUENTIAL = "RdBu", "viridis"
_MARKERS_ON_LINE = 7
_GROUP = 0.82  # width of a group of bars
_LEGIBLE = 4.5  # points; smaller numbers are left to the table


@singledispatch
def draw_mark(mark: Mark, axes: Axes, look: Look) -> None:
    """Draw a mark."""
    raise TypeError(f"no way to draw {mark!r}")


@draw_mark.register(Line)
def _line(mark: Line, axes: Axes, look: Look) -> None:
    slot = slot_of(mark.slot, look.theme)
    drawn = "steps-post" if mark.step else "default"
    if mark.low is not None and mark.high is not None:
        axes.fill_between(
            mark.x, mark.low, mark.high, step="post" if mark.step else None,
            color=slot.colour, alpha=0.16, linewidth=0, zorder=1.5,
        )  # fmt: skip
    gap = max(1, len(mark.x) // _MARKERS_ON_LINE)
    # Markers of different lines stand at different places, where the lines run together.
    axes.plot(
        mark.x, mark.y, color=slot.colour, linewidth=1.1, drawstyle=drawn,
        linestyle=(0, slot.dash) if slot.dash else "-",
        marker=slot.marker, markersize=3.0, markeredgewidth=0,
        markevery=(min(mark.slot * gap // 5 % gap, len(mark.x) - 1), gap),
    )  # fmt: skip


@draw_mark.register(Bars)
def _bars(mark: Bars, axes: Axes, look: Look) -> None:
    count, groups = mark.values.shape
    width, ink = _GROUP / count, INKS[look.theme].ink
    for i, values in enumerate(mark.values):
        slot = slot_of(mark.slots[i] if mark.slots else i, look.theme)
        x = np.arange(groups) + (i - (count - 1) / 2) * width
        axes.bar(
            x, values, width * 0.94, color=slot.colour, hatch=slot.hatch,
            edgecolor=INKS[look.theme].paper, linewidth=0, zorder=2,
        )  # fmt: skip
        if mark.low is not None and mark.high is not None:
            ends = np.abs(np.stack([values - mark.low[i], mark.high[i] - values]))
            axes.errorbar(x, values, ends, fmt="none", ecolor=ink, elinewidth=0.7, capsize=1.5)
        if mark.texts is not None:
            _write(axes, x, mark, i, look)


def _write(axes: Axes, x: FloatArray, mark: Bars, series: int, look: Look) -> None:
    """Write numbers at the ends of bars, upright where they are wider than these."""
    values, texts = mark.values[series], (mark.texts or ())[series]
    size = look.points * 0.8
    room = axes.bbox.width / axes.figure.dpi * 72 * _GROUP / mark.values.size
    upright = max(len(text) for row in mark.texts or () for text in row) * size * 0.6 > room
    if upright:
        size = min(size, room * 1.05)
    if size < _LEGIBLE:
        return
    for place, value, text in zip(x.tolist(), values.tolist(), texts, strict=True):
        if not np.isfinite(value):
            continue
        axes.annotate(
            spelled(text, look), (place, value), (0, 2 if value >= 0 else -2),
            textcoords="offset points", ha="center", va="bottom" if value >= 0 else "top",
            rotation=90 if upright else 0, size=size, color=INKS[look.theme].ink, zorder=4,
            bbox={"fc": INKS[look.theme].paper, "ec": "none", "alpha": 0.7, "pad": 0.3},
        )  # fmt: skip


@draw_mark.register(Points)
def _points(mark: Points, axes: Axes, look: Look) -> None:
    slot, inks = slot_of(mark.slot, look.theme), INKS[look.theme]
    many = len(mark.x) > MANY
    drawn: dict[str, Any] = {
        "s": mark.size**2,
        "marker": slot.marker,
        "zorder": 3,
        "rasterized": many,
    }
    if mark.values is not None:
        order = np.argsort(mark.values, kind="stable")
        axes.scatter(
            mark.x[order], mark.y[order], c=np.log1p(mark.values[order]), cmap=SEQUENTIAL,
            linewidths=0, **drawn,
        )  # fmt: skip
    elif mark.hollow:
        axes.scatter(
            mark.x, mark.y, facecolors="none", edgecolors=slot.colour, linewidths=1.0, **drawn
        )
    else:
        axes.scatter(
            mark.x, mark.y, color=slot.colour, edgecolors=inks.paper,
            linewidths=0 if len(mark.x) > 200 else 0.4, alpha=0.35 if many else 1.0, **drawn,
        )  # fmt: skip


@draw_mark.register(Spans)
def _spans(mark: Spans, axes: Axes, look: Look) -> None:
    colour = slot_of(mark.slot, look.theme).colour
    axes.vlines(mark.x, mark.low, mark.high, color=colour, alpha=0.45, linewidth=2.2, zorder=2)


@draw_mark.register(Cells)
def _cells(mark: Cells, axes: Axes, look: Look) -> None:
    shown = axes.imshow(mark.values, cmap=DIVERGING, norm=Normalize(*mark.limits), aspect="auto")
    axes.set_xticks(range(len(mark.columns)), [spelled(text, look) for text in mark.columns])
    axes.set_yticks(range(len(mark.rows)), [spelled(text, look) for text in mark.rows])
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    for row, texts in enumerate(mark.texts):
        for column, text in enumerate(texts):
            value = mark.values[row, column]
            red, green, blue, _ = shown.cmap(shown.norm(value))
            light = 0.299 * red + 0.587 * green + 0.114 * blue > 0.55
            colour = INKS[look.theme].ink if np.isnan(value) else "black" if light else "white"
            axes.text(
                column, row, text, ha="center", va="center", color=colour, size=look.points * 0.85
            )


@draw_mark.register(Rule)
def _rule(mark: Rule, axes: Axes, look: Look) -> None:
    draw = axes.axhline if mark.axis == "y" else axes.axvline
    draw(mark.value, color=INKS[look.theme].ink, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1.8)
