"""Marks on paper, drawn into axes of matplotlib."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from matplotlib.colors import Normalize
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from viz.charts.marks import GROUP, INK, INNER, Bars, Cells, Line, Mark, Points, Rule, Spans
from viz.look.palette import INKS, slot_of
from viz.paper.text import spelled
from viz.paper.ticks import PlainNumbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

    from landscape.arrays import FloatArray
    from viz.look.look import Look

__all__ = ["DIVERGING", "MANY", "SEQUENTIAL", "draw_mark"]

MANY = 5_000  # points from which on they are pixels in a vector file, too
DIVERGING, SEQUENTIAL = "RdBu", "viridis"
_MARKERS_ON_LINE = 7
_EASY = 5.5  # points; rather than smaller letters, numbers are written shorter
_LEGIBLE = 4.5  # points; smaller numbers are left to the table


Texts: TypeAlias = "tuple[tuple[str, ...], ...]"


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
    last = len(mark.x) - 1  # at the edge of the panel: a marker would be cut
    gap = max(1, len(mark.x) // _MARKERS_ON_LINE)
    # Markers of different lines stand at different places, where the lines run together.
    axes.plot(
        mark.x, mark.y, color=slot.colour, linewidth=1.1, drawstyle=drawn,
        linestyle=(0, slot.dash) if slot.dash else "-",
        marker=slot.marker, markersize=3.0, markeredgewidth=0,
        markevery=range(min(mark.slot * gap // 5 % gap, last), max(1, last), gap),
    )  # fmt: skip
    if mark.end is not None:
        axes.plot(
            [mark.end[0]], [mark.end[1]], linestyle="none", color=slot.colour, marker=slot.marker,
            markersize=5.5, markeredgecolor=INKS[look.theme].paper, markeredgewidth=0.6, zorder=2.5,
        )  # fmt: skip


@draw_mark.register(Bars)
def _bars(mark: Bars, axes: Axes, look: Look) -> None:
    width, ink = GROUP / len(mark.values), INKS[look.theme].ink
    for i, values in enumerate(mark.values):
        slot = slot_of(mark.slots[i] if mark.slots else i, look.theme)
        x = mark.places[i]
        axes.bar(
            x, values, width * 0.94, color=slot.colour, hatch=slot.hatch,
            edgecolor=INKS[look.theme].paper, linewidth=0, zorder=2,
        )  # fmt: skip
        if mark.inner is not None:
            axes.bar(
                x, mark.inner[i], width * INNER, color=slot_of(INK, look.theme).colour,
                edgecolor=INKS[look.theme].paper, linewidth=0.6, zorder=2.5,
            )  # fmt: skip
        if mark.low is not None and mark.high is not None:
            ends = np.abs(np.stack([values - mark.low[i], mark.high[i] - values]))
            axes.errorbar(x, values, ends, fmt="none", ecolor=ink, elinewidth=0.7, capsize=1.5)
        if mark.texts is not None:
            _write(axes, x, mark, i, look)


def _write(axes: Axes, x: FloatArray, mark: Bars, series: int, look: Look) -> None:
    """Write numbers at the ends of bars, upright where they are wider than these."""
    values, texts = mark.values[series], (mark.texts or ())[series]
    if mark.lifted is not None:
        values = np.where(np.isnan(mark.lifted[series]), values, mark.lifted[series])
    size = look.points * 0.8
    room = axes.bbox.width / axes.figure.dpi * 72 * GROUP / mark.values.size
    lines = [line for row in mark.texts or () for text in row for line in text.split("\n")]
    upright = max(map(len, lines)) * size * 0.6 > room
    if upright:
        size = min(size, room * 1.05)
        texts = tuple(" ".join(text.split("\n")) for text in texts)
    if size < _LEGIBLE:
        return
    for place, value, text in zip(x.tolist(), values.tolist(), texts, strict=True):
        if not np.isfinite(value):
            continue
        axes.annotate(
            spelled(text, look), (place, value), (0, 2 if value >= 0 else -2),
            textcoords="offset points", ha="center", va="bottom" if value >= 0 else "top",
            rotation=90 if upright else 0, size=size, color=INKS[look.theme].ink, zorder=4,
            path_effects=[withStroke(linewidth=1.6, foreground=INKS[look.theme].paper)],
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
            mark.x, mark.y, facecolors="none", edgecolors=slot.colour,
            linewidths=min(1.0, mark.size / 4), **drawn,
        )  # fmt: skip
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
    _scale_beside(axes, shown, look)
    texts, size = _fitting(mark, axes, look)
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            value = mark.values[row, column]
            red, green, blue, _ = shown.cmap(shown.norm(value))
            light = 0.299 * red + 0.587 * green + 0.114 * blue > 0.55
            colour = INKS[look.theme].ink if np.isnan(value) else "black" if light else "white"
            axes.text(column, row, text, ha="center", va="center", color=colour, size=size)


def _scale_beside(axes: Axes, shown: AxesImage, look: Look) -> None:
    """Draw what the colours of cells mean."""
    inks = INKS[look.theme]
    # Not of a grid of its own, which the layout of the page could not read.
    about: dict[str, Any] = {"fraction": 0.05, "pad": 0.03, "aspect": 25, "use_gridspec": False}
    scale = axes.figure.colorbar(shown, ax=axes, **about)
    scale.locator = MaxNLocator(4)
    scale.formatter = PlainNumbers()
    scale.update_ticks()
    scale.outline.set_visible(False)
    scale.ax.tick_params(
        colors=inks.faint, labelcolor=inks.ink, length=2, width=0.6, labelsize=look.points * 0.85
    )


def _fitting(mark: Cells, axes: Axes, look: Look) -> tuple[Texts, float]:
    """Return what is written in cells and the size of its letters; nothing where none can be read.

    Where room is short, numbers below one lose the nought before the point.
    """
    grid = axes.get_subplotspec()
    panel = look.width * 72 / (grid.get_gridspec().ncols if grid is not None else 1)
    names = (max(map(len, mark.rows), default=0) * 0.56 + 6.5) * look.points  # and the scale
    cell = max(0.0, panel - names) / max(1, len(mark.columns))
    short = tuple(tuple(text.replace("0.", ".") for text in row) for row in mark.texts)
    for texts in (mark.texts, short):
        longest = max((len(text) for row in texts for text in row), default=1)
        size = min(look.points * 0.85, cell / (0.66 * max(1, longest)))
        if size >= _EASY:
            return texts, size
    return (short, size) if size >= _LEGIBLE else ((), size)


@draw_mark.register(Rule)
def _rule(mark: Rule, axes: Axes, look: Look) -> None:
    draw = axes.axhline if mark.axis == "y" else axes.axvline
    draw(mark.value, color=INKS[look.theme].ink, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1.8)
