"""Every picture: a figure is plain data, drawn by plotly (HTML) or matplotlib (PNG, PDF, SVG).

`plot`, `figure` and `explore` do what the commands of these names do. Below them, `mlon_figure`
turns a local optima network into a figure, `mlon_grid` many into one; functions like
`scatter_chart` make the other figures of the papers, of landscapes (`Entry`) or searches. `save`
writes any to a file; `to_plotly` and `to_matplotlib` return it as an object of these libraries.
"""

from __future__ import annotations

try:
    from landscape.lazy import lazily
except ModuleNotFoundError as error:
    import sys  # nothing of ours can be asked to tell

    file = sys.modules["landscape"].__file__
    raise ImportError(
        f"{file} hides our package 'landscape': rename it, or move it out of the folder of your "
        "script, notebook or command"
    ) from error

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viz.charts.kinds.accuracy import accuracy_chart
    from viz.charts.kinds.correlation import correlation_chart
    from viz.charts.kinds.optima import optima_chart
    from viz.charts.kinds.overlap import overlap_chart
    from viz.charts.kinds.scatter import scatter_chart
    from viz.charts.kinds.stages import stages_chart
    from viz.charts.kinds.trends import trends_chart
    from viz.entries import Entry
    from viz.explorer.explore import Explorer, explore
    from viz.export import Picture, save, to_matplotlib, to_plotly
    from viz.grid.grid import mlon_grid
    from viz.grid.grid_data import MlonGrid
    from viz.network.mlon import mlon_figure
    from viz.network.mlon_data import Colouring, MlonFigure
    from viz.runs.figure import figure
    from viz.runs.plot import plot
    from viz.screen.html_page import to_html

__all__ = [
    "Colouring",
    "Entry",
    "Explorer",
    "MlonFigure",
    "MlonGrid",
    "Picture",
    "accuracy_chart",
    "correlation_chart",
    "explore",
    "figure",
    "mlon_figure",
    "mlon_grid",
    "optima_chart",
    "overlap_chart",
    "plot",
    "save",
    "scatter_chart",
    "stages_chart",
    "to_html",
    "to_matplotlib",
    "to_plotly",
    "trends_chart",
]

# Names are loaded when first asked for: plotly and matplotlib are slow to import.
_HOMES = {
    "Entry": "viz.entries",
    "Explorer": "viz.explorer.explore",
    "Picture": "viz.export",
    "accuracy_chart": "viz.charts.kinds.accuracy",
    "correlation_chart": "viz.charts.kinds.correlation",
    "optima_chart": "viz.charts.kinds.optima",
    "overlap_chart": "viz.charts.kinds.overlap",
    "scatter_chart": "viz.charts.kinds.scatter",
    "stages_chart": "viz.charts.kinds.stages",
    "trends_chart": "viz.charts.kinds.trends",
    "Colouring": "viz.network.mlon_data",
    "MlonFigure": "viz.network.mlon_data",
    "MlonGrid": "viz.grid.grid_data",
    "explore": "viz.explorer.explore",
    "figure": "viz.runs.figure",
    "mlon_figure": "viz.network.mlon",
    "mlon_grid": "viz.grid.grid",
    "plot": "viz.runs.plot",
    "save": "viz.export",
    "to_html": "viz.screen.html_page",
    "to_matplotlib": "viz.export",
    "to_plotly": "viz.export",
}


__getattr__, __dir__ = lazily(__name__, _HOMES)
