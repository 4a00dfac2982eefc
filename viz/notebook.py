"""Pictures of our objects for notebooks, found through the entry points ``landscape.pictures``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from viz.mlon import mlon_figure
from viz.plotly_renderer import to_plotly

if TYPE_CHECKING:
    import igraph

__all__ = ["network_bundle"]


def network_bundle(graph: igraph.Graph) -> dict[str, Any]:
    """Return a network by MIME type, as the front end of a notebook shows plotly's figures."""
    return _shown(to_plotly(mlon_figure(graph)))


def _shown(figure: Any) -> dict[str, Any]:
    """Return what plotly would show; without a front end of its own, nothing but its JSON."""
    bundle: dict[str, Any] = figure._repr_mimebundle_(None, None)
    return bundle
