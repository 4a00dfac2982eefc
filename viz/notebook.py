"""Pictures of our objects for notebooks, found through the entry points ``landscape.pictures``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from viz.draw import to_plotly
from viz.mlon import mlon_figure

if TYPE_CHECKING:
    import igraph

    from search.saved import SearchRun
    from viz.charts.chart import Chart
    from viz.mlon_data import MlonFigure

__all__ = ["figure_bundle", "network_bundle", "search_bundle"]


def network_bundle(graph: igraph.Graph) -> dict[str, Any]:
    """Return a network by MIME type, as the front end of a notebook shows plotly's figures."""
    return figure_bundle(mlon_figure(graph))


def search_bundle(run: SearchRun) -> dict[str, Any]:
    """Return the average course of a search, the same way."""
    from viz.charts.trends import trends_chart  # the one that needs the package search

    return figure_bundle(trends_chart([run]))


def figure_bundle(figure: MlonFigure | Chart) -> dict[str, Any]:
    """Return what plotly shows of a figure here; nothing where there is no front end of its own."""
    bundle: dict[str, Any] = to_plotly(figure)._repr_mimebundle_(None, None)
    return bundle
