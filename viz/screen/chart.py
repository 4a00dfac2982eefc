"""Charts on a screen: zoom, hover, a legend that switches lines on and off in all panels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from viz.charts.marks import GROUP, Bars, Cells, Line, Points, Rule
from viz.look.palette import INKS
from viz.paper.ticks import needs_powers
from viz.screen.chart_room import LINE, Room
from viz.screen.marks import markup, traces

if TYPE_CHECKING:
    from viz.charts.chart import Chart, Panel

__all__ = ["to_plotly"]

_FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"
_SERIF = "STIX Two Text, Times New Roman, Times, serif"
_FEW_WHOLE = 8  # plotly takes halves between less than about so many whole numbers
_TICK = 44  # pixels of a number along an axis, with the space around it
_DECADES = 5  # at most, with a number each


def to_plotly(chart: Chart, *, width: int | None = None) -> go.Figure:
    """Return an interactive figure.

    Texts are shown as they are: nothing in them is read as markup.

    Parameters
    ----------
    chart
        What to draw.
    width
        Of the narrowest page it is meant for, in pixels; by default one as wide as a screen.
    """
    inks = INKS[chart.look.theme]
    room = Room.of(chart) if width is None else Room(chart, width)
    page = make_subplots(
        rows=room.rows, cols=room.across, vertical_spacing=room.gap,
        horizontal_spacing=0.24 / room.across if room.across > 1 else 0.1,
    )  # fmt: skip
    known: set[str] = set()
    for number, panel in enumerate(chart.panels):
        row, column = divmod(number, room.across)
        _draw(page, panel, room, row + 1, column + 1, known)
    for number in range(len(chart.panels), room.rows * room.across):
        row, column = divmod(number, room.across)
        page.update_xaxes(visible=False, row=row + 1, col=column + 1)
        page.update_yaxes(visible=False, row=row + 1, col=column + 1)
    page.update_layout(_layout(room))
    for trace in [one for one in page.data if one.type == "heatmap"][:1]:
        trace.showscale = True  # one for all: they share their colours
    page.add_annotation(
        text="<br>".join(map(markup, room.notes)), x=0, xref="paper", xanchor="left", y=0,
        yref="paper", yanchor="bottom", yshift=8 - room.foot, showarrow=False, align="left",
        font={"size": 12, "color": inks.faint},
    )  # fmt: skip
    return page


def _layout(room: Room) -> dict[str, Any]:
    chart, inks = room.chart, INKS[room.chart.look.theme]
    family = _FONT if chart.look.font == "sans" else _SERIF
    return {
        "template": "none",
        "font": {"family": family, "size": 13, "color": inks.ink},
        "title": {
            "text": "<br>".join(markup(line) for line in room.title),
            "x": 0, "xref": "paper", "font": {"size": 18}, "y": 1, "yref": "container",
            "yanchor": "top", "pad": {"t": 3 + 13 * max(1, len(room.title))},
        },
        "height": room.height,
        "margin": {"l": 72, "r": 24, "t": room.head, "b": room.foot},
        "paper_bgcolor": inks.paper,
        "plot_bgcolor": inks.paper,
        "barmode": "group",
        "bargap": 1 - GROUP,
        "hoverlabel": {"bgcolor": inks.paper, "bordercolor": inks.faint, "align": "left"},
        "legend": {
            "orientation": "h", "x": 0, "xanchor": "left",
            "y": (LINE * len(room.notes) + 12) / room.height,
            "yref": "container", "yanchor": "bottom", "itemsizing": "trace", "font": {"size": 12},
        },
    }  # fmt: skip


def _draw(
    page: go.Figure, panel: Panel, room: Room, row: int, column: int, known: set[str]
) -> None:
    chart = room.chart
    drawn = [(mark, traces(mark, chart.look)) for mark in panel.marks]
    is_gl = any(trace.type == "scattergl" for _, found in drawn for trace in found)
    for mark, found in drawn:
        for trace in map(_lifted, found) if is_gl else found:
            # Each name once, though it may be in every panel.
            if trace.showlegend and not _is_empty(trace):
                entry = f"{trace.legendgroup} {trace.name}"
                trace.showlegend = entry not in known
                known.add(entry)
            page.add_trace(trace, row=row, col=column)
        if isinstance(mark, Rule):
            _add_rule(page, mark, chart, row, column)
    axes = (_x_axis(panel, room), _y_axis(panel, room))
    page.update_xaxes(axes[0], row=row, col=column)
    page.update_yaxes(axes[1], row=row, col=column)
    _add_texts(page, panel, room, row, column)


def _is_empty(trace: Any) -> bool:
    """Tell whether a trace shows nothing, so that plotly leaves it out of the legend, too."""
    return trace.x is None or not len(trace.x)


def _lifted(trace: Any) -> Any:
    """Return points as points of WebGL, which would cover all others whatever comes last."""
    if trace.type != "scatter" or trace.mode != "markers":
        return trace
    about = trace.to_plotly_json()
    del about["type"]
    return go.Scattergl(about)


def _add_rule(page: go.Figure, mark: Rule, chart: Chart, row: int, column: int) -> None:
    line = {"color": INKS[chart.look.theme].ink, "width": 1.5, "dash": "6px,3px"}
    add = page.add_hline if mark.axis == "y" else page.add_vline
    add(mark.value, line=line, row=row, col=column, layer="below")


def _axis(panel: Panel, room: Room, which: str) -> dict[str, Any]:
    inks, scale = INKS[room.chart.look.theme], getattr(panel, f"{which}_scale")
    shown, whole = getattr(panel, f"{which}_range"), getattr(panel, f"{which}_whole")
    low, high = shown or _ends(panel, which, log=scale == "log")
    is_known = shown is not None or all(isinstance(mark, Points | Line) for mark in panel.marks)
    is_short = whole and is_known and scale == "linear" and high - low <= _FEW_WHOLE
    if shown is not None and scale == "log":
        shown = (math.log10(shown[0]), math.log10(shown[1]))
    label = "<br>".join(map(markup, room.caption(getattr(panel, f"{which}_label"))))
    axis = {
        "title": {"text": label, "standoff": 8, "font": {"size": 14}},
        "type": scale,
        "range": shown,
        "gridcolor": inks.grid,
        "linecolor": inks.faint,
        "showline": True,
        "zeroline": False,
        "automargin": True,
        "tickangle": 0,
        "dtick": 1 if is_short else None,
        "separatethousands": True,
        "exponentformat": "e",
        "minexponent": 6,
    }
    if which == "x" and scale == "linear":
        axis["nticks"] = max(3, int(room.panel / _TICK))
    return axis | (_decades(low, high) if scale == "log" else {})


def _decades(low: float, high: float) -> dict[str, Any]:
    """Return the ticks of a logarithmic axis, all written in one form."""
    first, last = math.ceil(math.log10(low)), math.floor(math.log10(high))
    return {
        "dtick": max(1, math.ceil((last - first) / _DECADES)),
        "tickformat": ".0e" if needs_powers([10.0**first, 10.0**last], log=True) else ",.10~g",
    }


def _ends(panel: Panel, which: str, *, log: bool) -> tuple[float, float]:
    """Return the ends of what points and lines show along an axis."""
    told = [getattr(mark, which) for mark in panel.marks if isinstance(mark, Points | Line)]
    values = np.concatenate([np.ones(1 if not told else 0), *told])
    values = values[np.isfinite(values) & ((values > 0) | (not log))]
    return (float(values.min()), float(values.max())) if len(values) else (1.0, 1.0)


def _x_axis(panel: Panel, room: Room) -> dict[str, Any]:
    axis = _axis(panel, room, "x")
    if panel.x_ticks:
        places = list(range(len(panel.x_ticks)))
        axis |= {"tickvals": places, "ticktext": [markup(name) for name in panel.x_ticks]}
        axis |= {
            "tickangle": room.angle(panel),
            "showgrid": False,
            "range": [-0.6, len(places) - 0.4],
        }
    return axis


def _y_axis(panel: Panel, room: Room) -> dict[str, Any]:
    axis = _axis(panel, room, "y")
    for mark in panel.marks:
        if isinstance(mark, Cells):
            places = list(range(len(mark.rows)))
            axis |= {"tickvals": places, "ticktext": [markup(name) for name in mark.rows]}
            axis |= {"autorange": "reversed", "range": None, "showgrid": False}
        if isinstance(mark, Bars) and panel.y_range is None:
            axis["rangemode"] = "tozero"
    return axis


def _add_texts(page: go.Figure, panel: Panel, room: Room, row: int, column: int) -> None:
    """Write title and corner of a panel, where its axes are."""
    number = (row - 1) * room.across + column
    suffix = "" if number == 1 else str(number)
    at = {"xref": f"x{suffix} domain", "yref": f"y{suffix} domain", "showarrow": False}
    if panel.title:
        page.add_annotation(
            text="<br>".join(map(markup, room.caption(panel.title))),
            x=0.5,
            y=1,
            yanchor="bottom",
            yshift=4,
            font={"size": 14},
            **at,
        )
    if panel.corner:
        page.add_annotation(
            text=markup(panel.corner), x=1, y=0, xanchor="right", yanchor="bottom", xshift=-6,
            yshift=4,
            bgcolor=INKS[room.chart.look.theme].paper, opacity=0.85, **at,
        )  # fmt: skip
