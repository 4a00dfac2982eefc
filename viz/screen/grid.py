"""Many networks on one page of a browser: panels to zoom and hover, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from viz.look.look import theme_named
from viz.network.colourings import panel_caption
from viz.screen.arranged_page import arranged_page
from viz.screen.grid_traces import panel_traces
from viz.screen.network import markup

if TYPE_CHECKING:
    from viz.grid.grid_data import MlonGrid
    from viz.look.look import Theme
    from viz.network.mlon_data import MlonFigure

__all__ = ["grid_to_html", "grid_to_plotly"]

_WIDE, _TALL = 260, 208  # pixels of a panel, and of its network
_LINE = 18  # pixels of a line of its heading
_LEADING = 24  # pixels of a line of the title, and of the small ones below it
_TOP, _BELOW = 84, 20
_LEFT, _RIGHT = 10, 100  # of the panels; at the right is what colours mean
_SIDES = _LEFT + _RIGHT
_PAGE = 720 + _SIDES  # pixels that a figure has at least where nothing is known of the window
_LEAST = 300  # pixels of a page
_BUTTONS = 48  # pixels of plotly's buttons, above all
_CONFIG = {
    "responsive": True,
    "scrollZoom": True,
    "displaylogo": False,
    "displayModeBar": True,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
    "toImageButtonOptions": {"format": "svg", "filename": "networks"},
}


def grid_to_html(grid: MlonGrid) -> str:
    """Return a page that shows all panels in any browser, offline, at any window size."""
    whole = _across(grid, None)
    narrower = range(min(whole, (_width(whole) - 1 - _SIDES) // _WIDE), 0, -1)
    widths = [_width(whole), *(across * _WIDE + _SIDES for across in narrower), _LEAST]
    arranged = {width: grid_to_plotly(grid, width=width) for width in widths}
    for figure in arranged.values():
        figure.layout.width = None  # that of the window
    return arranged_page(
        arranged[_width(whole)],
        arranged,
        _CONFIG,
        title=grid.title or "Local optima networks",
        paper=theme_named(grid.look.theme).paper,
        width=_width(whole),
        least=_LEAST,
    )


def grid_to_plotly(grid: MlonGrid, *, width: int | None = None) -> go.Figure:
    """Return an interactive figure with at most ten traces a panel.

    Texts are shown as they are: nothing in them is read as markup.

    Parameters
    ----------
    grid
        What to draw.
    width
        Of the page it is meant for, in pixels: as many panels are side by side as fit. By default
        all columns are.
    """
    theme = theme_named(grid.look.theme)
    across = _across(grid, width)
    places = _places(grid, across)
    width = _width(across) if width is None else width
    across, down = (1 + max(place[axis] for place in places) for axis in (0, 1))
    texts = [_heading(grid, *placed) for placed in grid.placed()]
    tall = _TALL + _LINE * max(map(_lines, texts))
    text = _title(grid, theme, min(1, width / _PAGE))
    title: dict[str, Any] = {"text": text, "x": 0.02, "font": {"size": 18}}
    top = max(_TOP, _LEADING * (_lines(text) + 1))
    if width < _PAGE:  # many lines, which begin below the buttons
        title |= {"y": 1, "yanchor": "top", "pad": {"t": _BUTTONS}}
        top += _BUTTONS
    layout: dict[str, Any] = {
        "template": "none",
        "font": {"family": "Helvetica Neue, Helvetica, Arial, sans-serif", "color": theme.ink},
        "title": title,
        "width": width,
        "height": down * tall + top + _BELOW,
        "margin": {"l": _LEFT, "r": _RIGHT, "t": top, "b": _BELOW},
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


def _width(across: int) -> int:
    """Return how wide a page is on which nothing is folded, in pixels."""
    return max(across * _WIDE + _SIDES, _PAGE)


def _across(grid: MlonGrid, width: int | None) -> int:
    """Return how many panels are side by side: a single column is folded into several."""
    whole = len(grid.columns) if len(grid.columns) > 1 else min(4, len(grid.rows))
    return whole if width is None else max(1, min(whole, (width - _SIDES) // _WIDE))


def _places(grid: MlonGrid, across: int) -> list[tuple[int, int]]:
    """Return column and row of each panel on the page; where columns do not fit, in their order."""
    if 1 < len(grid.columns) <= across:
        return [(column, row) for row, column, _ in grid.placed()]
    return [(number % across, number // across) for number in range(len(grid.figures))]


def _title(grid: MlonGrid, theme: Theme, room: float) -> str:
    """Return title and explanation as markup, in lines for a share of the usual width."""
    title = f"{markup(grid.title, int(90 * room))}<br>" if grid.title else ""
    explained = markup(_explained(grid), int(140 * room))
    return f"{title}<span style='font-size:12px;color:{theme.faint}'>{explained}</span>"


def _heading(grid: MlonGrid, row: int, column: int, figure: MlonFigure) -> str:
    """Return what stands above a panel, as markup: what it is of, and its counts."""
    heading = " · ".join(filter(None, (grid.rows[row], grid.columns[column])))
    faint = f"<span style='font-size:11px;color:{figure.palette.faint}'>"
    counts = "<br>".join(markup(line, 60) for line in panel_caption(figure))
    return f"{markup(heading, 40)}<br>{faint}{counts}</span>"


def _lines(text: str) -> int:
    return 1 + text.count("<br>")


def _explained(grid: MlonGrid) -> str:
    """Return what colours, sizes and rims mean, and what else has to be said."""
    size = grid.figures[0].size_label.lower() if grid.figures else "incoming edges"
    rims = "Light" if grid.look.theme == "dark" else "Dark"
    return (
        f"Colour: {grid.colour_label}. Size: {size}. Both from the least to the most of each "
        f"panel. {rims} rims are sinks, rings {_rings(grid)}. {' '.join(grid.notes)}"
    )


def _rings(grid: MlonGrid) -> str:
    """Return what rings are: of samples, the best seen."""
    named = dict.fromkeys(figure.behind.marks.best for figure in grid.figures)
    return " or ".join(named).replace("optimum", "optima") or "global optima"


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
