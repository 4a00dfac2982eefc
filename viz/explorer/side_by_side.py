"""Two landscapes of a space in the same layout: what is an optimum in both, and what in one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from landscape.comparison import compare
from landscape.comparison.comparison import cell
from landscape.network import component_numbers, merged_edges
from landscape.sampled.comparing import compare_samples, interval_text
from viz.explorer.look import BLUE
from viz.explorer.network import clickable, network_drawing, with_notes
from viz.explorer.redrawn import redrawn
from viz.explorer.room import TALL, fill, roomy
from viz.layout.positions import node_positions
from viz.network.sizes import AreaScale, radii
from viz.screen.network import PIXELS, to_plotly

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray
    from landscape.comparison import Comparison
    from landscape.network import Network
    from viz.explorer.saved import Saved

__all__ = ["NUMBERS", "SEEN", "Together", "compared", "numbers_data", "side_figure", "together"]

_EDGE = 0.07  # around the layout, of its width
_ACROSS = 310.0  # pixels, of the layout in a usual window
_SMALLER = 0.8
_BELOW = 56  # pixels
_NOTE_WIDTH = 70  # characters, in half a page

NUMBERS = {
    "spearman": "Spearman correlation of fitness",
    "kendall": "Kendall correlation (tau-b)",
    "top_overlap_share": "share of the best 1 % that both have",
    "n_optima_first": "local optima of the left one",
    "n_plateau_optima_first": "plateaus that these are",
    "n_optima_second": "local optima of the right one",
    "n_plateau_optima_second": "plateaus that those are",
    "n_shared_optima": "local optima of both",
    "optima_jaccard": "shared of all optima (Jaccard)",
    "basins_adjusted_rand": "agreement of basins (adjusted Rand index)",
    "global_quality": "right fitness at the left global optimum",
    "global_regret": "what that is short of the best",
    "climb_quality": "right fitness where climbs on the left end, mean",
    "escape_quality": "right fitness where escapes on the left end, mean",
}
"""Numbers of a comparison that are shown, and what they are."""


SEEN = {
    "spearman": "Spearman correlation of fitness at starts of both (estimate)",
    "kendall": "Kendall correlation (tau-b) there (estimate)",
    "n_starts_both": "starts of both",
    "optima_both": "local optima that both have, as far as seen",
    "optima_only_first": "that only the left one has, as far as seen",
    "optima_only_last": "that only the right one has, as far as seen",
    "edges_both": "edges of both, as far as seen",
    "n_optima_seen": "local optima seen",
    "coverage": "share of the space whose optimum was seen (estimate)",
    "n_optima": "local optima there are, at least (estimate)",
    "best_fitness_seen": "best fitness seen",
    "fitness_mean": "mean fitness (estimate)",
    "climb_length_mean": "mean length of a climb (estimate)",
}
"""The same where one of the two is a sample."""


@dataclass(frozen=True, eq=False)
class Together:
    """Where the optima of either landscape are drawn.

    Attributes
    ----------
    optima
        Shape ``(n,)``: configuration numbers, ascending.
    positions
        Shape ``(n, 2)``: across from 0 to 1, up from 0 to `viz.explorer.room.TALL`.
    incoming
        Shape ``(n,)``: the more of the edges that lead to it on either side.
    scale
        Node sizes, which mean the same on both sides.
    shared
        Configuration numbers of those that are optima of both.
    """

    optima: IntArray
    positions: FloatArray
    incoming: IntArray
    scale: AreaScale
    shared: IntArray

    def at(self, indices: IntArray) -> FloatArray:
        """Return the positions of optima."""
        return self.positions[np.searchsorted(self.optima, indices)]

    def places(self, saved: Saved) -> FloatArray:
        """Return where each optimum of one side is drawn, and how large in pixels, ``(n, 3)``."""
        sizes = self.scale(saved.network("mlon").in_edges) * PIXELS
        return np.column_stack([self.at(saved.optima), sizes])


@lru_cache(maxsize=32)
def together(first: Saved, second: Saved) -> Together:
    """Lay out the optima of two landscapes of the same space, once for both.

    The networks are joined: an edge of both has the sum of its weights. Nodes have room for the
    larger of their sizes.
    """
    optima = np.union1d(first.optima, second.optima)
    networks = [saved.network("mlon") for saved in (first, second)]
    sides = [np.searchsorted(optima, network.index) for network in networks]
    incoming = np.zeros(len(optima), dtype=np.int64)
    for ends, network in zip(sides, networks, strict=True):
        incoming[ends] = np.maximum(incoming[ends], network.in_edges)
    source, target, weight = _joined(networks, sides, len(optima))
    room, level = radii(AreaScale.fit(incoming)(incoming)), np.full(len(optima), 0.5)
    positions = node_positions(np.column_stack([source, target]), weight, level, room)
    scale = _side_scale(incoming)
    sizes = scale(incoming) * PIXELS / _ACROSS
    parts = component_numbers(len(optima), source, target)
    places = fill(roomy(positions, parts, sides), sizes)
    return Together(optima, places, incoming, scale, np.intersect1d(first.optima, second.optima))


def _joined(
    networks: list[Network], sides: list[IntArray], n_nodes: int
) -> tuple[IntArray, IntArray, FloatArray]:
    """Return source, target and weight of the edges of both, once each."""
    pairs = list(zip(networks, sides, strict=True))
    source, target, weight = merged_edges(
        np.concatenate([ends[network.source] for network, ends in pairs]),
        np.concatenate([ends[network.target] for network, ends in pairs]),
        np.concatenate([network.weight for network in networks]),
        n_nodes,
    )
    return source, target, weight.astype(np.float64)


def _side_scale(incoming: IntArray) -> AreaScale:
    """Return sizes for a picture half as wide as that of one network alone."""
    scale = AreaScale.fit(incoming)
    return replace(scale, small=scale.small * _SMALLER, large=scale.large * _SMALLER)


def side_figure(
    saved: Saved,
    where: Together,
    other: Saved,
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
    drawing = replace(
        redrawn(drawing, positions=where.at(drawing.indices)),
        node_size=where.scale(drawing.size_value),
        size_keys=where.scale.keys(where.incoming),
    )
    figure = with_notes(clickable(to_plotly(drawing), drawing), drawing, _NOTE_WIDTH)
    for arrows in figure.select_traces({"meta": "arrows"}):
        arrows.marker.size = np.round(np.asarray(arrows.marker.size) * _SMALLER**2, 1)
    for lines in figure.select_traces({"meta": "edges"}):
        lines.line.width *= _SMALLER**2
    figure.add_trace(_diamonds(saved, where, theme))
    below = max(figure.layout.margin.b, _BELOW)  # as high on both sides, whatever is said below
    figure.update_layout(margin={"b": below})
    figure.update_yaxes(range=[-_EDGE, TALL + _EDGE])
    figure.update_xaxes(range=[-_EDGE, 1 + _EDGE])
    return figure.update_layout(height=None, autosize=True, uirevision=f"{saved.key} {other.key}")


def _diamonds(saved: Saved, where: Together, theme: str) -> go.Scatter:
    """Return diamonds around the optima of both."""
    shared = where.places(saved)[np.isin(saved.optima, where.shared)]
    return go.Scatter(
        x=shared[:, 0],
        y=shared[:, 1],
        mode="markers",
        name="optimum of both",
        hoverinfo="skip",
        cliponaxis=False,
        marker={
            "symbol": "diamond-open",
            "size": np.round(shared[:, 2] + 14, 1),
            "color": BLUE[theme],
            "line": {"width": 2.4},
        },
        legendgroup="marks",
        showlegend=bool(len(shared)),
    )


@lru_cache(maxsize=32)
def compared(first: Saved, second: Saved) -> Comparison:
    """Return the comparison of the first with the second, whose fitness is the quality."""
    labels = (first.title, second.title, second.title)
    return compare(first.landscape, second.landscape, resamples=0, labels=labels)


def numbers_data(first: Saved, second: Saved) -> pd.DataFrame:
    """Return the short list of numbers: columns `number`, `meaning`, `value` as text."""
    if first.is_sample or second.is_sample:
        return _seen_data(first, second)
    found = compared(first, second).numbers
    rows = [(key, said, cell(found[key])) for key, said in NUMBERS.items()]
    return pd.DataFrame(rows, columns=["number", "meaning", "value"])


@lru_cache(maxsize=32)
def _seen_data(first: Saved, second: Saved) -> pd.DataFrame:
    """Return the same where one is a sample: what was seen, and estimates with intervals."""
    found = compare_samples({"left": first.content, "right": second.content}, resamples=200)
    rows = []
    for key, said in SEEN.items():
        if key in found.profiles[0]:
            sides = zip(found.names, found.profiles, strict=True)
            rows += [
                (key, _of_side(said, name, saved), interval_text(one, key))
                for (name, one), saved in zip(sides, (first, second), strict=True)
            ]
        else:
            rows.append((key, said, interval_text(found.pairs[0], key)))
    return pd.DataFrame(rows, columns=["number", "meaning", "value"])


def _of_side(said: str, side: str, saved: Saved) -> str:
    """Return what a number of one side is: exact, where that is known whole."""
    if saved.is_sample:
        return f"{said}, {side}"
    return f"{said.removesuffix(' (estimate)').replace(', at least', '')}, {side} (all of it)"
