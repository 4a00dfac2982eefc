"""A figure of any kind as an object of a drawing library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from viz.charts.chart import Chart
from viz.grid.grid_data import MlonGrid

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from viz.network.mlon_data import MlonFigure
    from viz.paper.page import PaperPage

__all__ = ["to_matplotlib", "to_plotly"]


def to_plotly(figure: MlonFigure | Chart | MlonGrid, **options: Any) -> go.Figure:
    """Return an interactive figure of a network, a grid of networks or a chart.

    Parameters
    ----------
    figure
        What to draw.
    options
        Of a network: see `viz.screen.network.to_plotly`.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import mlon_figure, to_plotly
    >>> mlon = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2], metric="height").monotonic()
    >>> figure = to_plotly(mlon_figure(mlon))
    >>> figure.layout.title.text.split("<br>")[0]
    'MLON · product · height'
    """
    if isinstance(figure, Chart):
        from viz.screen import chart as of_charts

        return of_charts.to_plotly(figure, **options)
    if isinstance(figure, MlonGrid):
        from viz.screen.grid import grid_to_plotly

        return grid_to_plotly(figure, **options)
    from viz.screen import network as of_networks

    return of_networks.to_plotly(figure, **options)


def to_matplotlib(figure: MlonFigure | Chart | MlonGrid, **options: Any) -> PaperPage:
    """Return a figure of matplotlib's, for print, of a network, a grid of networks or a chart.

    A notebook shows it as it is.

    Parameters
    ----------
    figure
        What to draw.
    options
        Of a network: see `viz.paper.network.to_matplotlib`. Charts and grids have their look
        in them.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import Entry, optima_chart, to_matplotlib
    >>> rugged = Entry(Landscape(ProductSpace([2, 2]), [3, 0, 1, 2], metric="rugged"))
    >>> (axes,) = to_matplotlib(optima_chart([rugged])).axes
    >>> axes.get_ylabel(), [text.get_text() for text in axes.get_xticklabels()]
    ('Local optima (plateaus)', ['rugged'])
    """
    if isinstance(figure, Chart):
        from viz.paper import chart as of_charts

        return of_charts.to_matplotlib(figure, **options)
    if isinstance(figure, MlonGrid):
        from viz.paper.grid import grid_to_matplotlib

        return grid_to_matplotlib(figure, **options)
    from viz.paper import network as of_networks

    return of_networks.to_matplotlib(figure, **options)
