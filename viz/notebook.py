"""Pictures of our objects for notebooks, found through the entry points ``landscape.pictures``."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from viz.export import to_matplotlib, to_plotly
from viz.network.mlon import mlon_figure

if TYPE_CHECKING:
    from landscape.graph import LON
    from landscape.network import Network
    from search.runs.saved import SearchRun
    from search.runs.training_run import TrainingRun
    from viz.export import Figure

__all__ = ["figure_bundle", "network_bundle", "search_bundle", "training_bundle"]


def network_bundle(network: Network | LON) -> dict[str, Any]:
    """Return a network by MIME type, see `figure_bundle`."""
    return figure_bundle(mlon_figure(network))


def search_bundle(run: SearchRun) -> dict[str, Any]:
    """Return the average course of a search, the same way."""
    from viz.charts.kinds.trends import trends_chart  # the one that needs the package search

    return figure_bundle(trends_chart([run]))


def training_bundle(run: TrainingRun) -> dict[str, Any]:
    """Return the course of a training, the same way."""
    from viz.runs.training import training_chart

    return figure_bundle(training_chart(run))


def figure_bundle(figure: Figure, **paper: Any) -> dict[str, Any]:
    """Return a figure by MIME type: to work with, as a picture, and as a line of text.

    The picture is what is left where there is no front end of plotly's, and of a notebook that
    was made a page or is shown by a forge; `paper` are options of `to_matplotlib`.
    """
    interactive: dict[str, Any] = to_plotly(figure)._repr_mimebundle_(None, None)
    picture = b64encode(to_matplotlib(figure, **paper)._repr_png_()).decode()
    return {"image/png": picture, "text/plain": repr(figure), **interactive}
