"""Local optima networks as the papers draw them.

Node size shows incoming edges, node colour fitness, edge width weight (Ochoa et al., 2017; Figure 1
of MF-NAS).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.errors import OptionError
from viz.captions import default_title, hover_texts, notes, subtitle
from viz.curves import arrows, curves
from viz.layout import node_positions
from viz.mlon_data import MlonFigure
from viz.network import complete, edge_array, heaviest
from viz.sizes import AreaScale
from viz.widths import width_classes

if TYPE_CHECKING:
    import igraph

    from landscape.arrays import FloatArray

__all__ = ["mlon_figure"]

_MOST_ARROWS = 400
_SIDE = 270.0  # of the unit square on paper, in points
_CLEAR = 5.0  # points between nodes, where they are few


def mlon_figure(
    graph: igraph.Graph,
    *,
    title: str | None = None,
    fitness_label: str | None = None,
    layout: str = "force",
    seed: int = 0,
    max_edges: int = 50_000,
) -> MlonFigure:
    """Return the figure of a LON, MLON or CMLON, ready for a renderer.

    A pure function of its arguments: equal networks give equal figures.

    Parameters
    ----------
    graph
        The network, with the vertex attribute ``fitness`` and, as far as known, those of
        `landscape.LON`; its edge attribute ``weight`` counts as 1 if absent.
    title
        Text above; by default kind, space and metric.
    fitness_label
        What the colour means, unit included; by default the metric.
    layout
        ``"force"``, or ``"fitness"`` for heights that show fitness.
    seed
        Of the layout.
    max_edges
        Where there are more, the heaviest are drawn, and a note says so.

    Raises
    ------
    DataError
        If the vertices have no fitness.
    OptionError
        If `max_edges` is negative.
    UnknownNameError
        If there is no such layout.
    """
    if max_edges < 0:
        raise OptionError(f"max_edges is {max_edges}: expected 0 or more")
    known = complete(graph)
    drawn = heaviest(known, max_edges)
    fitness = np.array(known.vs["fitness"], dtype=np.float64)
    low, high = _colour_range(fitness)
    colour = np.clip(np.nan_to_num(fitness, nan=low, posinf=high, neginf=low), low, high)
    sizes = _sizes(known)
    radii = (sizes["node_size"] + _CLEAR) / (2 * _SIDE)
    positions = node_positions(drawn, colour, radii, layout=layout, seed=seed)
    return MlonFigure(
        positions=positions,
        fitness=fitness,
        colour=colour,
        colour_range=(low, high),
        colour_label=fitness_label or str(known["metric"]) or "fitness",
        **sizes,
        **_nodes(known),
        **_lines(drawn, positions),
        title=default_title(known) if title is None else title,
        subtitle=subtitle(known),
        notes=notes(drawn, fitness, drawn_of=known.ecount(), layout=layout),
    )


def _colour_range(values: FloatArray) -> tuple[float, float]:
    """Return the lowest and highest finite value, moved apart where they are equal."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        margin = abs(low) * 0.01 or 1.0
        return low - margin, high + margin
    return low, high


def _sizes(graph: igraph.Graph) -> dict[str, Any]:
    """Return node sizes and their legend; a compressed network shows how many it contracted."""
    compressed = graph["kind"] == "cmlon" and "members" in graph.vs.attributes()
    value = np.array(graph.vs["members" if compressed else "in_edges"], dtype=np.int64)
    scale = AreaScale.fit(value)
    return {
        "size_value": value,
        "node_size": scale(value),
        "size_keys": scale.keys(value),
        "size_label": "Optima contracted" if compressed else "Incoming edges",
    }


def _nodes(graph: igraph.Graph) -> dict[str, Any]:
    """Return what nodes are called and which are marked."""
    return {
        "names": tuple(map(str, graph.vs["name"])),
        "hover": hover_texts(graph),
        "sinks": np.array(graph.vs["sink"], dtype=bool),
        "globals_": np.array(graph.vs["is_global"], dtype=bool),
    }


def _lines(graph: igraph.Graph, positions: FloatArray) -> dict[str, Any]:
    """Return edges, their classes and their shapes."""
    edges = edge_array(graph)
    weight = np.array(graph.es["weight"], dtype=np.float64)
    classes, member = width_classes(weight)
    place, angle = arrows(positions, edges if len(edges) <= _MOST_ARROWS else edges[:0])
    return {
        "edges": edges,
        "weight": weight,
        "edge_class": member,
        "width_classes": classes,
        "width_label": "Edge weight",
        "curves": curves(positions, edges),
        "arrow_positions": place,
        "arrow_angles": angle,
    }
