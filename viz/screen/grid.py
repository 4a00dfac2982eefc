"""Many networks on one page of a browser: panels to zoom and hover, offline."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from viz.look.style import theme_named
from viz.network.captions import panel_caption
from viz.screen.grid_traces import panel_traces
from viz.screen.traces import markup

if TYPE_CHECKING:
    from viz.grid.grid_data import MlonGrid
    from viz.look.style import Theme
    from viz.network.mlon_data import MlonFigure

__all__ = ["grid_to_html", "grid_to_plotly"]

_WIDE, _TALL = 260, 208  # pixels of a panel, and of its network
_LINE = 18  # pixels of a line of its heading
_LEADING = 24  # pixels of a line of the title, and of the small ones below it
_TOP, _BELOW = 84, 20
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>html, body {{ margin: 0; background: {paper}; }} body > div {{ margin: 0 auto; }}</style>
</head>
<body>
{figure}
</body>
</html>
"""
_CONFIG = {
    "scrollZoom": True,
    "displaylogo": False,
    "displayModeBar": True,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
    "toImageButtonOptions": {"format": "svg", "filename": "networks"},
}


def grid_to_html(grid: MlonGrid) -> str:
    """Return a page that shows all panels in any browser, offline."""
    content = grid_to_plotly(grid).to_html(
        full_html=False,
        include_plotlyjs=True,
        config=_CONFIG,
        div_id="grid",  # random otherwise, and the same grid would give another file
    )
    paper = theme_named(grid.look.theme).paper
    title = escape(grid.title or "Local optima networks")
    return _PAGE.format(title=title, paper=paper, figure=content)


def grid_to_plotly(grid: MlonGrid) -> go.Figure:
    """Return an interactive figure with at most ten traces a panel.

    Texts are shown as they are: nothing in them is read as markup.
    """
    theme = theme_named(grid.look.theme)
    places = _places(grid)
    across, down = (1 + max(place[axis] for place in places) for axis in (0, 1))
    texts = [_heading(grid, *placed) for placed in grid.placed()]
    tall = _TALL + _LINE * max(map(_lines, texts))
    title = f"{markup(grid.title, 90)}<br>" if grid.title else ""
    small = f"<span style='font-size:12px;color:{theme.faint}'>{_explained(grid)}</span>"
    top = max(_TOP, _LEADING * (_lines(title + small) + 1))
    layout: dict[str, Any] = {
        "template": "none",
        "font": {"family": "Helvetica Neue, Helvetica, Arial, sans-serif", "color": theme.ink},
        "title": {"text": title + small, "x": 0.02, "font": {"size": 18}},
        "width": max(across * _WIDE, 720) + 110,
        "height": down * tall + top + _BELOW,
        "margin": {"l": 10, "r": 100, "t": top, "b": _BELOW},
        "paper_bgcolor": theme.paper,
        "plot_bgcolor": theme.paper,
        "showlegend": False,
        "dragmode": "pan",
        "hoverlabel": {
            "bgcolor": theme.paper,
            "bordercolor": theme.faint,
            "font": {"color": theme.ink, "size": 12},
            "align": "left",
        },
        "coloraxis": _colour_axis(grid, theme),
        "annotations": [],
    }
    traces: list[Any] = []
    drawn = zip(places, grid.figures, texts, strict=True)
    for number, ((column, row), figure, text) in enumerate(drawn, 1):
        box = (column / across, 1 - (row + 1) / down, 1 / across, 1 / down)
        _add_panel(layout, traces, figure, number, box, (text, _TALL / tall))
    return go.Figure(traces, layout)


def _places(grid: MlonGrid) -> list[tuple[int, int]]:
    """Return column and row of each panel on the page: a single column is folded into several."""
    if len(grid.columns) > 1:
        return [(column, row) for row, column, _ in grid.placed()]
    across = min(4, len(grid.rows))
    return [(row % across, row // across) for row, _, _ in grid.placed()]


def _heading(grid: MlonGrid, row: int, column: int, figure: MlonFigure) -> str:
    """Return what stands above a panel, as markup: what it is of, and its counts."""
    heading = " · ".join(filter(None, (grid.rows[row], grid.columns[column])))
    faint = f"<span style='font-size:11px;color:{figure.palette.faint}'>"
    counts = "<br>".join(markup(line, 60) for line in panel_caption(figure))
    return f"{markup(heading, 40)}<br>{faint}{counts}</span>"


def _lines(text: str) -> int:
    return 1 + text.count("<br>")


def _explained(grid: MlonGrid) -> str:
    size = grid.figures[0].size_label.lower() if grid.figures else "incoming edges"
    said = " ".join(grid.notes)
    return markup(
        f"Colour: {grid.colour_label}. Size: {size}. Both from the least to the most of each "
        "panel. Dark rims are sinks, rings global optima.".replace(
            "Dark", "Light" if grid.look.theme == "dark" else "Dark"
        )
        + f" {said}",
        140,
    )


def _colour_axis(grid: MlonGrid, theme: Theme) -> dict[str, Any]:
    bar = {
        "title": {"text": markup(grid.colour_label, 14), "side": "top"},
        "tickvals": [0, 1],
        "ticktext": ["worst", "best"],
        "outlinewidth": 0,
        "thickness": 12,
        "len": 200,
        "lenmode": "pixels",
        "y": 1,
        "yanchor": "top",
    }
    return {"colorscale": theme.colourmap, "cmin": 0, "cmax": 1, "colorbar": bar}


def _add_panel(
    layout: dict[str, Any],
    traces: list[Any],
    figure: MlonFigure,
    number: int,
    box: tuple[float, float, float, float],
    heading: tuple[str, float],
) -> None:
    """Add the axes, the heading and the traces of a panel; the heading leaves them a share."""
    left, bottom, width, tall = box
    text, share = heading
    name = "" if number == 1 else str(number)
    plain = {"visible": False, "range": [-0.08, 1.08]}
    layout[f"xaxis{name}"] = {
        **plain, "domain": [left + 0.01, left + width - 0.01], "anchor": f"y{name}",
    }  # fmt: skip
    layout[f"yaxis{name}"] = {
        **plain,
        "domain": [bottom, bottom + share * tall],
        "anchor": f"x{name}",
        "scaleanchor": f"x{name}",
    }
    layout["annotations"].append(
        {
            "text": text,
            "x": left + width / 2,
            "y": bottom + tall,
            "xref": "paper",
            "yref": "paper",
            "xanchor": "center",
            "yanchor": "top",
            "showarrow": False,
            "font": {"size": 13},
        }
    )
    axes = {"xaxis": f"x{name}", "yaxis": f"y{name}"}
    traces.extend(go.Scatter(**trace, **axes) for trace in panel_traces(figure))
