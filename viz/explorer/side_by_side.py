"""Two landscapes of a space in the same layout: what is an optimum in both, and what in one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import igraph
import numpy as np
import pandas as pd
import plotly.graph_objects as go

from landscape.comparison import compare
from landscape.comparison.comparison import cell
from viz.explorer.look import BLUE
from viz.explorer.network import clickable, network_drawing
from viz.explorer.redrawn import redrawn
from viz.mlon import mlon_figure
from viz.plotly_renderer import to_plotly
from viz.plotly_traces import PIXELS

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray
    from landscape.comparison import Comparison
    from viz.explorer.saved import SavedLandscape

__all__ = ["NUMBERS", "Together", "compared", "numbers_data", "side_figure", "together"]

NUMBERS = {
    "spearman": "Spearman correlation of fitness",
    "kendall": "Kendall correlation (tau-b)",
    "top_overlap_share": "share of the best 1 % that both have",
    "n_optima_first": "local optima of the left one",
    "n_optima_second": "local optima of the right one",
    "n_shared_optima": "local optima of both",
    "optima_jaccard": "shared of all optima (Jaccard)",
    "basins_adjusted_rand": "agreement of basins (adjusted Rand index)",
    "global_quality": "right fitness at the left global optimum",
    "global_regret": "what that is short of the best",
    "climb_quality": "right fitness where climbs on the left end, mean",
    "escape_quality": "right fitness where escapes on the left end, mean",
}
"""Numbers of a comparison that are shown, and what they are."""


@dataclass(frozen=True, eq=False)
class Together:
    """Where the optima of either landscape are drawn.

    Attributes
    ----------
    optima
        Shape ``(n,)``: configuration numbers, ascending.
    positions
        Shape ``(n, 2)``, in the unit square.
    shared
        Configuration numbers of those that are optima of both.
    """

    optima: IntArray
    positions: FloatArray
    shared: IntArray

    def at(self, indices: IntArray) -> FloatArray:
        """Return the positions of optima."""
        return self.positions[np.searchsorted(self.optima, indices)]


@lru_cache(maxsize=32)
def together(first: SavedLandscape, second: SavedLandscape) -> Together:
    """Lay out the optima of two landscapes of the same space, once for both.

    The networks are joined: an edge of both has the sum of its weights.
    """
    one, other = first.landscape, second.landscape
    optima = np.union1d(one.optima, other.optima)
    joined = igraph.Graph(n=len(optima), directed=True)
    weights = []
    for landscape in (one, other):
        network = landscape.network_arrays("mlon")
        ends = np.searchsorted(optima, network.index)
        joined.add_edges(zip(ends[network.source].tolist(), ends[network.target].tolist(),
                             strict=True))  # fmt: skip
        weights.extend(network.weight.tolist())
    joined.es["weight"] = weights
    joined.simplify(combine_edges="sum")
    joined.vs["fitness"] = [0.0] * len(optima)
    return Together(optima, mlon_figure(joined).positions, np.intersect1d(one.optima, other.optima))


def side_figure(
    saved: SavedLandscape,
    where: Together,
    other: SavedLandscape,
    *,
    least: float = 0,
    theme: str = "light",
) -> go.Figure:
    """Return the monotonic network of one of the two; optima of both have a diamond around them.

    Parameters
    ----------
    saved, other
        The one to draw, and the one it is compared with.
    where
        Of `together`.
    least
        The least weight of an edge that is drawn.
    theme
        ``"light"`` or ``"dark"``.
    """
    drawing = network_drawing(saved, least=least, theme=theme)
    drawing = redrawn(drawing, positions=where.at(drawing.indices))
    figure = clickable(to_plotly(drawing), drawing)
    shared = where.at(where.shared)
    sizes = drawing.node_size[np.isin(drawing.indices, where.shared)]
    figure.add_trace(
        go.Scatter(
            x=shared[:, 0],
            y=shared[:, 1],
            mode="markers",
            name="optimum of both",
            hoverinfo="skip",
            cliponaxis=False,
            marker={
                "symbol": "diamond-open",
                "size": np.round(sizes * PIXELS + 14, 1),
                "color": BLUE[theme],
                "line": {"width": 2.4},
            },
            legendgroup="marks",
            showlegend=bool(len(shared)),
        )
    )
    return figure.update_layout(height=None, autosize=True, uirevision=f"{saved.key} {other.key}")


@lru_cache(maxsize=32)
def compared(first: SavedLandscape, second: SavedLandscape) -> Comparison:
    """Return the comparison of the first with the second, whose fitness is the quality."""
    labels = (first.title, second.title, second.title)
    return compare(first.landscape, second.landscape, resamples=0, labels=labels)


def numbers_data(first: SavedLandscape, second: SavedLandscape) -> pd.DataFrame:
    """Return the short list of numbers: columns `number`, `meaning`, `value` as text."""
    found = compared(first, second).numbers
    rows = [(key, said, cell(found[key])) for key, said in NUMBERS.items()]
    return pd.DataFrame(rows, columns=["number", "meaning", "value"])
