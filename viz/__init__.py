"""Every picture: a figure is plain data, drawn by plotly (HTML) or matplotlib (PNG, PDF, SVG).

`mlon_figure` turns a local optima network into a figure, `mlon_grid` many into one; `save` writes
it to a file; `to_plotly` and `to_matplotlib` return it as an object of these libraries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.lazy import lazily

if TYPE_CHECKING:
    from viz.export import save
    from viz.grid import mlon_grid
    from viz.grid_data import MlonGrid
    from viz.html_page import to_html
    from viz.matplotlib_renderer import to_matplotlib
    from viz.mlon import mlon_figure
    from viz.mlon_data import Colouring, MlonFigure
    from viz.plotly_renderer import to_plotly

__all__ = [
    "Colouring",
    "MlonFigure",
    "MlonGrid",
    "mlon_figure",
    "mlon_grid",
    "save",
    "to_html",
    "to_matplotlib",
    "to_plotly",
]

# Names are loaded when first asked for: plotly and matplotlib are slow to import.
_HOMES = {
    "Colouring": "viz.mlon_data",
    "MlonFigure": "viz.mlon_data",
    "MlonGrid": "viz.grid_data",
    "mlon_figure": "viz.mlon",
    "mlon_grid": "viz.grid",
    "save": "viz.export",
    "to_html": "viz.html_page",
    "to_matplotlib": "viz.matplotlib_renderer",
    "to_plotly": "viz.plotly_renderer",
}


__getattr__, __dir__ = lazily(__name__, _HOMES)
