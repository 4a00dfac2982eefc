"""Charts on a screen: zoom, hover, a legend that switches lines on and off in all panels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from viz.charts.legend import legend_keys
from viz.charts.marks import GROUP, Bars, Cells, Rule
from viz.charts.palette import INKS
from viz.charts.plotly_marks import markup, traces
from viz.style import fold

if TYPE_CHECKING:
    from viz.charts.chart import Chart, Panel

__all__ = ["page_height", "to_plotly"]

_FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"
_SERIF = "STIX Two Text, Times New Roman, Times, serif"
_ROW, _HEAD = 380, 78  # pixels
_CAPTION = 44  # letters, in the space of a panel on a narrow page
_FEW_WHOLE = 8  # plotly takes halves between less than about so many whole numbers
_LINE, _ENTRY, _PANEL = 17, 24, 560  # of notes, of the legend; width of a panel


def to_plotly(chart: Chart) -> go.Figure:
    """Return an interactive figure.

    Texts are shown as they are: nothing in them is read as markup.

    Parameters
    ----------
    chart
        What to draw.
    """
    inks = INKS[chart.look.theme]
    page = make_subplots(
        rows=chart.rows, cols=chart.across, vertical_spacing=_gap(chart),
        horizontal_spacing=0.24 / chart.across if chart.across > 1 else 0.1,
    )  # fmt: skip
    known: set[str] = set()
    for number, panel in enumerate(chart.panels):
        row, column = divmod(number, chart.across)
        _draw(page, panel, chart, row + 1, column + 1, known)
    for number in range(len(chart.panels), chart.rows * chart.across):
        row, column = divmod(number, chart.across)
        page.update_xaxes(visible=False, row=row + 1, col=column + 1)
        page.update_yaxes(visible=False, row=row + 1, col=column + 1)
    page.update_layout(_layout(chart))
    for trace in [one for one in page.data if one.type == "heatmap"][:1]:
        trace.showscale = True  # one for all: they share their colours
    page.add_annotation(
        text="<br>".join(map(markup, _notes(chart))), x=0, xref="paper", xanchor="left", y=0,
        yref="paper", yanchor="bottom", yshift=-_foot(chart), showarrow=False, align="left",
        font={"size": 12, "color": inks.faint},
    )  # fmt: skip
    return page


def page_height(chart: Chart) -> int:
    """Return the height of the figure in pixels."""
    return _HEAD + _ROW * chart.rows + _foot(chart)


def _notes(chart: Chart) -> list[str]:
    return fold(" ".join(chart.notes), 165) if chart.notes else []


def _folded(text: str) -> list[str]:
    """Return a caption of a panel in lines no longer than its side."""
    return fold(text, _CAPTION) if text else [""]


def _foot(chart: Chart) -> int:
    """Return the pixels below the panels: names of places, legend and notes."""
    hanging = max((_hanging(panel, chart) for panel in chart.panels), default=0)
    letters = sum(
        (len(key.label) * 7.5 + 60) * (2 if key.shape == "cloud" else 1)  # two entries: few, many
        for key in legend_keys(chart)
    )
    rows = math.ceil(letters / (_PANEL * max(2, chart.across)))
    return 58 + hanging + _ENTRY * rows + _LINE * len(_notes(chart)) + 8


def _angle(panel: Panel, chart: Chart) -> int:
    """Return by how many degrees the names of places are turned."""
    place = (2 * _PANEL if chart.across == 1 else _PANEL) * 0.75 / max(1, len(panel.x_ticks))
    if 8 * max(map(len, panel.x_ticks), default=0) <= place:
        return 0
    return -45 if place > 2 * _LINE else -90


def _hanging(panel: Panel, chart: Chart) -> int:
    """Return how far down turned names of places reach, in pixels."""
    longest = max(map(len, panel.x_ticks), default=0)
    return {0: 0, -45: 5 * longest, -90: 7 * longest}[_angle(panel, chart)]


def _gap(chart: Chart) -> float:
    """Return the space between rows as a share of the height, enough for slanted names."""
    return min(0.34 / chart.rows, 0.9 / max(1, chart.rows - 1)) if chart.rows > 1 else 0.0


def _layout(chart: Chart) -> dict[str, Any]:
    inks = INKS[chart.look.theme]
    family = _FONT if chart.look.font == "sans" else _SERIF
    return {
        "template": "none",
        "font": {"family": family, "size": 13, "color": inks.ink},
        "title": {
            "text": "<br>".join(markup(line) for line in fold(chart.title, 110)),
            "x": 0, "xref": "paper", "font": {"size": 18}, "y": 1, "yref": "container",
            "yanchor": "top", "pad": {"t": 16},
        },
        "height": page_height(chart),
        "margin": {"l": 72, "r": 24, "t": _HEAD, "b": _foot(chart)},
        "paper_bgcolor": inks.paper,
        "plot_bgcolor": inks.paper,
        "barmode": "group",
        "bargap": 1 - GROUP,
        "hoverlabel": {"bgcolor": inks.paper, "bordercolor": inks.faint, "align": "left"},
        "legend": {
            "orientation": "h", "x": 0, "xanchor": "left",
            "y": (_LINE * len(_notes(chart)) + 12) / page_height(chart),
            "yref": "container", "yanchor": "bottom", "itemsizing": "trace", "font": {"size": 12},
        },
    }  # fmt: skip


def _draw(
    page: go.Figure, panel: Panel, chart: Chart, row: int, column: int, known: set[str]
) -> None:
    drawn = [(mark, traces(mark, chart.look)) for mark in panel.marks]
    is_gl = any(trace.type == "scattergl" for _, found in drawn for trace in found)
    for mark, found in drawn:
        for trace in map(_lifted, found) if is_gl else found:
            # Each name once, though it may be in every panel.
            if trace.showlegend:
                entry = f"{trace.legendgroup} {trace.name}"
                trace.showlegend = entry not in known
                known.add(entry)
            page.add_trace(trace, row=row, col=column)
        if isinstance(mark, Rule):
            _add_rule(page, mark, chart, row, column)
    axes = (_x_axis(panel, chart), _y_axis(panel, chart))
    page.update_xaxes(axes[0], row=row, col=column)
    page.update_yaxes(axes[1], row=row, col=column)
    _add_texts(page, panel, chart, row, column)


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


def _axis(
    chart: Chart, label: str, scale: str, shown: tuple[float, float] | None, *, whole: bool
) -> dict[str, Any]:
    inks = INKS[chart.look.theme]
    is_short = whole and shown is not None and shown[1] - shown[0] <= _FEW_WHOLE
    if shown is not None and scale == "log":
        shown = (math.log10(shown[0]), math.log10(shown[1]))
    return {
        "title": {
            "text": "<br>".join(map(markup, _folded(label))),
            "standoff": 8,
            "font": {"size": 14},
        },
        "type": scale,
        "range": shown,
        "gridcolor": inks.grid,
        "linecolor": inks.faint,
        "showline": True,
        "zeroline": False,
        "automargin": True,
        "tickformat": ",.10~g" if scale == "log" else None,
        "dtick": 1 if scale == "log" or is_short else None,
        "separatethousands": True,
        "exponentformat": "e",
    }


def _x_axis(panel: Panel, chart: Chart) -> dict[str, Any]:
    axis = _axis(chart, panel.x_label, panel.x_scale, panel.x_range, whole=panel.x_whole)
    if panel.x_ticks:
        places = list(range(len(panel.x_ticks)))
        axis |= {"tickvals": places, "ticktext": [markup(name) for name in panel.x_ticks]}
        axis |= {
            "tickangle": _angle(panel, chart),
            "showgrid": False,
            "range": [-0.6, len(places) - 0.4],
        }
    return axis


def _y_axis(panel: Panel, chart: Chart) -> dict[str, Any]:
    axis = _axis(chart, panel.y_label, panel.y_scale, panel.y_range, whole=panel.y_whole)
    for mark in panel.marks:
        if isinstance(mark, Cells):
            places = list(range(len(mark.rows)))
            axis |= {"tickvals": places, "ticktext": [markup(name) for name in mark.rows]}
            axis |= {"autorange": "reversed", "range": None, "showgrid": False}
        if isinstance(mark, Bars) and panel.y_range is None:
            axis["rangemode"] = "tozero"
    return axis


def _add_texts(page: go.Figure, panel: Panel, chart: Chart, row: int, column: int) -> None:
    """Write title and corner of a panel, where its axes are."""
    number = (row - 1) * chart.across + column
    suffix = "" if number == 1 else str(number)
    at = {"xref": f"x{suffix} domain", "yref": f"y{suffix} domain", "showarrow": False}
    if panel.title:
        page.add_annotation(
            text="<br>".join(map(markup, _folded(panel.title))),
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
            bgcolor=INKS[chart.look.theme].paper, opacity=0.85, **at,
        )  # fmt: skip
