"""One HTML file of a plotly figure that is arranged anew for the window there is, offline."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from plotly.utils import PlotlyJSONEncoder

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

__all__ = ["arranged_page"]

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


def arranged_page(
    figure: go.Figure,
    arranged: Mapping[int, go.Figure],
    config: Mapping[str, Any],
    *,
    title: str,
    paper: str,
    width: int,
    least: int,
) -> str:
    """Return a page that shows a figure in any browser, at any window size.

    Parameters
    ----------
    figure
        What is shown until it is known how wide the window is.
    arranged
        Pixels of the narrowest window → the figure as it is arranged there, the widest first. All
        have the same traces.
    config
        Of plotly.
    title, paper
        Of the page: what it is called, and its colour.
    width, least
        Pixels that the figure takes at most, and at least.
    """
    content = figure.to_html(
        full_html=False,
        include_plotlyjs=True,
        config=dict(config),
        div_id="figure",  # random otherwise, and the same figure would give another file
    )
    return _PAGE.format(
        title=escape(title),
        paper=paper,
        width=width,
        least=least,
        figure=content,
        layouts=_layouts(arranged),
        config=json.dumps(config),
    )


def _layouts(arranged: Mapping[int, go.Figure]) -> str:
    """Return, as JSON, from which width on which arrangement is shown, the widest first."""
    found = [[width, figure.layout.to_plotly_json()] for width, figure in arranged.items()]
    text = json.dumps(found, cls=PlotlyJSONEncoder, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")  # which no markup can end
