"""One HTML file that needs no network: figure, plotly.js and style in it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from viz.plotly_renderer import to_plotly

if TYPE_CHECKING:
    from viz.mlon_data import MlonFigure

__all__ = ["to_html"]

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
html, body {{ height: 100%; margin: 0; background: #fff; }}
body > div {{ height: 100%; min-height: 600px; min-width: 560px; }}
/* a single faint line in the legend would not be seen */
.legend .layers {{ opacity: 1 !important; }}
</style>
</head>
<body>
{figure}
</body>
</html>
"""

_CONFIG = {
    "responsive": True,
    "scrollZoom": True,
    "displaylogo": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
    "toImageButtonOptions": {"format": "svg", "filename": "network"},
}


def to_html(figure: MlonFigure) -> str:
    """Return a page that shows the figure in any browser, offline, at any window size.

    Parameters
    ----------
    figure
        What to draw.
    """
    drawing = to_plotly(figure).update_layout(height=None, autosize=True)
    content = drawing.to_html(
        full_html=False,
        include_plotlyjs=True,
        config=_CONFIG,
        default_height="100%",
        div_id="figure",  # random otherwise, and the same figure would give another file
    )
    return _PAGE.format(title=escape(figure.title or "Local optima network"), figure=content)
