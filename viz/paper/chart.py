"""Charts on paper: PNG, PDF and SVG at the width of a column or a page."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING, Any

from matplotlib import colormaps
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter
from matplotlib.transforms import Bbox

from viz.charts.legend import legend_keys
from viz.look.look import fold
from viz.look.palette import INKS, slot_of
from viz.paper.marks import SEQUENTIAL, draw_mark
from viz.paper.text import PaperPage, on_paper, respell, spelled
from viz.paper.ticks import PlainNumbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from viz.charts.chart import Chart, Panel
    from viz.charts.legend import Key
    from viz.look.look import Look

__all__ = ["draw_legend", "to_file", "to_matplotlib"]

_LINE = 1.35  # from line to line, in sizes of letters
_LETTER = 0.53  # mean width of a letter, in sizes of letters
_UNDATED = {"png": None, "pdf": {"CreationDate": None}, "svg": {"Date": None}}


def to_matplotlib(chart: Chart) -> PaperPage:
    """Return a figure for print. Uses no pyplot state and needs no display.

    Parameters
    ----------
    chart
        What to draw.
    """
    with on_paper(chart.look, chart):
        return _drawn(chart)


def to_file(chart: Chart, kind: str) -> bytes:
    """Return the file of kind ``png`` (300 dpi), ``pdf`` or ``svg``."""
    buffer = BytesIO()
    with on_paper(chart.look, chart):
        page = _drawn(chart)
        page.savefig(buffer, format=kind, dpi=300, metadata=_UNDATED[kind])
    return buffer.getvalue()


def _drawn(chart: Chart) -> PaperPage:
    look, inks = chart.look, INKS[chart.look.theme]
    size = look.points
    panel = look.width * 72 / chart.across
    title = _folded(chart.title, look.width * 72, size * 1.2)
    notes = _folded(" ".join(chart.notes), look.width * 72, size * 0.9)
    page = PaperPage(look.width, inks.paper)
    legend = draw_legend(page, chart)
    head = len(title) * size * 1.2 * _LINE + (size * 0.5 if title else 0)
    foot = len(notes) * size * 0.9 * _LINE + legend + size * 0.4
    rows = chart.rows * _panel_height(chart, panel) + _beside(chart, panel)
    height = head + rows + foot
    page.set_size_inches(look.width, height / 72)
    grid = page.subplots(chart.rows, chart.across, squeeze=False).ravel()
    for axes, content in zip(grid, chart.panels, strict=False):
        _draw_panel(axes, content, chart, panel)
    for axes in grid[len(chart.panels) :]:
        axes.remove()
    margin = size * 0.5
    _write(page, "\n".join(title), (margin, height - margin), size * 1.2, inks.ink, chart)
    line = len(notes) * size * 0.9 * _LINE
    _write(page, "\n".join(notes), (margin, line + size * 0.3), size * 0.9, inks.faint, chart)
    for drawn in page.legends:
        drawn.set_bbox_to_anchor((0.5, (line + size * 0.4) / height))
    box = (0, foot / height, 1, rows / height)
    page.set_layout_engine(_RoundLayout(rect=box, w_pad=0.05, h_pad=0.05))
    respell(page, look)
    return page


class _RoundLayout(ConstrainedLayoutEngine):
    """A layout whose last digits, which its solver leaves to chance, are the same each time.

    Names in an SVG are made of them.
    """

    def execute(self, fig: Figure) -> None:
        super().execute(fig)
        for axes in fig.axes:
            place = axes.get_position(original=True).get_points()
            axes.set_position(Bbox(place.round(9)), which="original")
            axes.set_in_layout(True)  # again: who sets a place by hand takes axes out


def _panel_height(chart: Chart, panel: float) -> float:
    """Return the height of a panel in points, given its width."""
    return min(max(panel * chart.height, 100), 210)


def _folded(text: str, room: float, size: float) -> list[str]:
    return fold(text, max(16, int((room - size) / (size * _LETTER)))) if text else []


def _write(
    page: PaperPage, text: str, place: tuple[float, float], size: float, colour: str, chart: Chart
) -> None:
    """Write lines below a place, given in points from the lower left corner."""
    width, height = page.get_size_inches() * 72
    left, top = place
    page.text(
        left / width, top / height, spelled(text, chart.look), va="top", size=size, color=colour,
        linespacing=1.2,
    )  # fmt: skip


def _beside(chart: Chart, panel: float) -> float:
    """Return the height in points that captions and names of places take of all rows."""
    size, total = chart.look.points, 0.0
    for row in range(chart.rows):
        panels = chart.panels[row * chart.across : (row + 1) * chart.across]
        total += size * _LINE * max(len(_title(p, chart, panel)) for p in panels)
        total += max(_tick_height(p, panel, size) for p in panels)
        below = (_folded(p.x_label, _inner_width(p, chart, panel), size) for p in panels)
        total += size * _LINE * max(0, *(len(lines) - 1 for lines in below))
    return total


def _title(panel: Panel, chart: Chart, room: float) -> list[str]:
    return _folded(panel.title, _inner_width(panel, chart, room), chart.look.points * 1.05)


def _inner_width(panel: Panel, chart: Chart, room: float) -> float:
    """Return the width in points that is left beside the numbers and the caption of the y axis."""
    size = chart.look.points
    lines = len(_folded(panel.y_label, _panel_height(chart, room), size))
    return room - (4.5 + 1.5 * lines) * size


def _slant(panel: Panel, room: float, size: float) -> int:
    """Return by how many degrees the names of places are turned."""
    longest = max(map(len, panel.x_ticks), default=0)
    place = 0.8 * room / max(1, len(panel.x_ticks))
    if (longest + 1) * size * 0.6 <= place:
        return 0
    return 45 if place > 1.5 * size else 90


def _tick_height(panel: Panel, room: float, size: float) -> float:
    slant = _slant(panel, room, size)
    longest = max(map(len, panel.x_ticks), default=0)
    return longest * size * _LETTER * math.sin(math.radians(slant))


def _draw_panel(axes: Axes, panel: Panel, chart: Chart, room: float) -> None:
    look, inks = chart.look, INKS[chart.look.theme]
    _dress(axes, panel, chart, room)
    for mark in panel.marks:
        draw_mark(mark, axes, look)
    if panel.x_scale == "linear":
        most = max(2, int(room / (look.points * 5.5)))
        axes.xaxis.set_major_locator(MaxNLocator(most, integer=panel.x_whole))
    if panel.y_scale == "linear" and panel.y_whole:
        axes.yaxis.set_major_locator(MaxNLocator("auto", integer=True))
    if panel.x_ticks:
        _name_places(axes, panel, chart, room)
    for limits, set_limits in ((panel.x_range, axes.set_xlim), (panel.y_range, axes.set_ylim)):
        if limits is not None:
            set_limits(*limits)
    if panel.corner:
        axes.annotate(
            spelled(panel.corner, look), (1, 0), (-4, 4), xycoords="axes fraction",
            textcoords="offset points", va="bottom", ha="right", color=inks.ink,
            size=look.points * 0.9, zorder=5,
            bbox={"fc": inks.paper, "ec": "none", "alpha": 0.75, "pad": 1.5},
        )  # fmt: skip


def _dress(axes: Axes, panel: Panel, chart: Chart, room: float) -> None:
    """Set scales, captions and colours."""
    look, inks = chart.look, INKS[chart.look.theme]
    axes.set_facecolor(inks.paper)
    axes.grid(visible=True, color=inks.grid, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    for spine in axes.spines.values():
        spine.set(color=inks.faint, linewidth=0.6)
    axes.tick_params(colors=inks.faint, labelcolor=inks.ink, width=0.6, length=2.5)
    axes.tick_params(which="minor", length=0)
    size, high = look.points, _panel_height(chart, room)
    title = "\n".join(_title(panel, chart, room))
    axes.set_title(spelled(title, look), size=size * 1.05, color=inks.ink, pad=5)
    for text, space, write in (
        (panel.x_label, _inner_width(panel, chart, room), axes.set_xlabel),
        (panel.y_label, high, axes.set_ylabel),
    ):
        write(spelled("\n".join(_folded(text, space, size)), look), color=inks.ink)
    axes.set_xscale(panel.x_scale)
    axes.set_yscale(panel.y_scale)
    for axis, scale in ((axes.xaxis, panel.x_scale), (axes.yaxis, panel.y_scale)):
        if scale == "log":
            axis.set_major_locator(LogLocator(numticks=7))
        axis.set_major_formatter(PlainNumbers(each=scale == "log"))
        axis.set_minor_formatter(NullFormatter())


def _name_places(axes: Axes, panel: Panel, chart: Chart, room: float) -> None:
    slant = _slant(panel, room, chart.look.points)
    turned: dict[str, Any] = {
        "rotation": slant,
        "ha": "right",
        "va": "center",
        "rotation_mode": "anchor",
    }
    names = [spelled(name, chart.look) for name in panel.x_ticks]
    axes.set_xticks(range(len(names)), names, **(turned if slant else {}))
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.grid(visible=False, axis="x")


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
    if key.shape == "inner":
        return Patch(facecolor=slot.colour)
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
