"""One HTML file that needs no network: chart, plotly.js and style in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viz.charts.marks import Cells
from viz.look.palette import INKS
from viz.screen.arranged_page import arranged_page
from viz.screen.chart import to_plotly
from viz.screen.chart_room import page_widths

if TYPE_CHECKING:
    from viz.charts.chart import Chart

__all__ = ["to_page"]

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
    return arranged_page(
        to_plotly(chart),
        {width: to_plotly(chart, width=width) for width in page_widths(chart)},
        _CONFIG,
        title=chart.title or "Chart",
        paper=INKS[chart.look.theme].paper,
        width=620 * max(2, chart.across),
        least=_least(chart),
    )


def _least(chart: Chart) -> int:
    """Return the pixels that a page needs: numbers in cells have to be read."""
    cells = [mark for panel in chart.panels for mark in panel.marks if isinstance(mark, Cells)]
    return max([300, *(140 + 36 * len(mark.columns) for mark in cells)])
