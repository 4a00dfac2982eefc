"""The legend of a printed chart: below the panels, as wide as the page allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib import colormaps
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from viz.charts.legend import legend_keys
from viz.look.letters import spelled
from viz.look.palette import INKS, slot_of
from viz.look.style import fold
from viz.paper.marks import SEQUENTIAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

    from viz.charts.chart import Chart
    from viz.charts.legend import Key
    from viz.look.look import Look

__all__ = ["draw_legend"]


def draw_legend(page: Figure, chart: Chart) -> float:
    """Draw the legend at the foot of the page; return its height in points, 0 for none."""
    keys, look = legend_keys(chart), chart.look
    if not keys:
        return 0.0
    room = look.width * 72 - look.points
    handles: Any = [_handle(key, look) for key in keys]
    letters = max(12, int(room / (look.points * 0.53)) - 8)
    labels = [spelled("\n".join(fold(key.label, letters)), look) for key in keys]
    for columns in range(len(keys), 0, -1):
        legend = page.legend(
            _by_rows(handles, columns), _by_rows(labels, columns), loc="lower center",
            bbox_to_anchor=(0.5, 0), ncols=columns,
            frameon=False, borderpad=0.2, borderaxespad=0, columnspacing=1.4, handlelength=2.4,
            handletextpad=0.5, handler_map={tuple: HandlerTuple(None, pad=0)},
            labelspacing=0.35, labelcolor=INKS[look.theme].ink,
        )  # fmt: skip
        box = legend.get_window_extent(page.canvas.get_renderer())  # type: ignore[attr-defined]
        width, height = (side * 72 / page.dpi for side in (box.width, box.height))
        if width <= room or columns == 1:
            break
        legend.remove()
    return float(height + look.points * 0.5)


def _by_rows(entries: Sequence[Any], columns: int) -> list[Any]:
    """Return entries so that they are read along rows, where matplotlib fills columns."""
    return [entry for column in range(columns) for entry in entries[column::columns]]


def _handle(key: Key, look: Look) -> Artist | tuple[Artist, ...]:
    slot, inks = slot_of(key.slot, look.theme), INKS[look.theme]
    if key.shape == "cloud":
        return tuple(
            Line2D([], [], linestyle="none", marker=slot.marker, markersize=3.5,
                   color=colormaps[SEQUENTIAL](at), markeredgewidth=0)
            for at in (0.0, 0.4, 0.7, 1.0)
        )  # fmt: skip
    if key.shape == "bar":
        return Patch(fc=slot.colour, hatch=slot.hatch, ec=inks.paper, lw=0)
    if key.shape == "rule":
        return Line2D([], [], color=inks.ink, lw=0.8, linestyle=(0, (4, 2)))
    if key.shape == "line":
        style: Any = (0, slot.dash) if slot.dash else "-"
        return Line2D(
            [], [], color=slot.colour, lw=1.1, linestyle=style, marker=slot.marker, markersize=3,
            markeredgewidth=0,
        )  # fmt: skip
    hollow = key.shape == "ring"
    return Line2D(
        [], [], linestyle="none", marker=slot.marker, markersize=4.5,
        markerfacecolor="none" if hollow else slot.colour, markeredgecolor=slot.colour,
        markeredgewidth=1.0 if hollow else 0,
    )  # fmt: skip
