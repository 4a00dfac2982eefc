"""One HTML file that needs no network: chart, plotly.js and style in it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from viz.charts.palette import INKS
from viz.charts.plotly_renderer import to_plotly

if TYPE_CHECKING:
    from viz.charts.chart import Chart

__all__ = ["to_page"]

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
html, body {{ margin: 0; background: {paper}; }}
body > div {{ min-width: 560px; max-width: {width}px; margin: 0 auto; }}
</style>
</head>
<body>
{figure}
</body>
</html>
"""
_CONFIG = {
    "responsive": True,
    "displaylogo": False,
    "showSendToCloud": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d"],
    "toImageButtonOptions": {"format": "svg", "filename": "chart"},
}


def to_page(chart: Chart) -> str:
    """Return a page that shows the chart in any browser, offline, at any window size.

    Parameters
    ----------
    chart
        What to draw.
    """
    content = to_plotly(chart).to_html(
        full_html=False,
        include_plotlyjs=True,
        config=_CONFIG,
        div_id="figure",  # random otherwise, and the same chart would give another file
    )
    return _PAGE.format(
        title=escape(chart.title or "Chart"),
        paper=INKS[chart.look.theme].paper,
        width=620 * max(2, chart.across),
        figure=content,
    )
