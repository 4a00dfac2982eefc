"""A figure of any kind as an object of a drawing library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from viz.charts.chart import Chart

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from matplotlib.figure import Figure

    from viz.mlon_data import MlonFigure

__all__ = ["to_matplotlib", "to_plotly"]


def to_plotly(figure: MlonFigure | Chart, **options: Any) -> go.Figure:
    """Return an interactive figure of a network or a chart.

    Parameters
    ----------
    figure
        What to draw.
    options
        Of a network: see `viz.plotly_renderer.to_plotly`.
    """
    if isinstance(figure, Chart):
        from viz.charts import plotly_renderer as of_charts

        return of_charts.to_plotly(figure, **options)
    from viz import plotly_renderer as of_networks

    return of_networks.to_plotly(figure, **options)


def to_matplotlib(figure: MlonFigure | Chart, **options: Any) -> Figure:
    """Return a figure for print of a network or a chart.

    Parameters
    ----------
    figure
        What to draw.
    options
        Of a network: see `viz.matplotlib_renderer.to_matplotlib`. A chart has its look in it.
    """
    if isinstance(figure, Chart):
        from viz.charts import matplotlib_renderer as of_charts

        return of_charts.to_matplotlib(figure, **options)
    from viz import matplotlib_renderer as of_networks

    return of_networks.to_matplotlib(figure, **options)
