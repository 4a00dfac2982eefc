"""One HTML file that needs no network: chart, plotly.js and style in it."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from plotly.utils import PlotlyJSONEncoder

from viz.charts.marks import Cells
from viz.look.palette import INKS
from viz.screen.chart import to_plotly
from viz.screen.chart_room import page_widths

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
body > div {{ min-width: {least}px; max-width: {width}px; margin: 0 auto; }}
</style>
</head>
<body>
{figure}
<script>
// The arrangement for the window there is: panels below one another on a phone.
(function () {{
  const figure = document.getElementById("figure"), layouts = {layouts};
  let shown = null;
  function arrange() {{
    const width = Math.max({least}, document.documentElement.clientWidth);
    const fits = layouts.find((one) => width >= one[0]) || layouts[layouts.length - 1];
    if (fits === shown) return;
    shown = fits;
    Plotly.react(figure, figure.data, Object.assign({{}}, fits[1]), {config});
  }}
  window.addEventListener("resize", arrange);
  arrange();
}})();
</script>
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
        least=_least(chart),
        figure=content,
        layouts=_layouts(chart),
        config=json.dumps(_CONFIG),
    )


def _least(chart: Chart) -> int:
    """Return the pixels that a page needs: numbers in cells have to be read."""
    cells = [mark for panel in chart.panels for mark in panel.marks if isinstance(mark, Cells)]
    return max([300, *(140 + 36 * len(mark.columns) for mark in cells)])


def _layouts(chart: Chart) -> str:
    """Return, as JSON, from which width on which arrangement is shown, the widest first."""
    found = [
        [width, to_plotly(chart, width=width).layout.to_plotly_json()]
        for width in page_widths(chart)
    ]
    text = json.dumps(found, cls=PlotlyJSONEncoder, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")  # which no markup can end
