"""Local optima networks as the papers draw them.

Node size shows incoming edges, node colour fitness, edge width weight (Ochoa et al., 2017; Figure 1
of MF-NAS).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.arrays import usual_errors
from landscape.errors import OptionError
from landscape.names import find_name
from viz.layout.graph import complete, edge_array, is_loop, strong, whole_numbers
from viz.layout.positions import LAYOUTS, node_heights, node_positions
from viz.look.style import theme_named
from viz.network.behind import Behind
from viz.network.bundles import bundle
from viz.network.captions import default_title, hover_texts, notes, subtitle
from viz.network.colourings import FUNNEL, by_funnel, by_number, colourings
from viz.network.curves import arrows, curves
from viz.network.edge_counts import EdgeCounts
from viz.network.mlon_data import MlonFigure
from viz.network.node_funnels import node_funnels
from viz.network.sizes import AreaScale, size_values
from viz.network.widths import width_classes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import igraph
    import numpy.typing as npt

    from landscape.arrays import FloatArray
    from viz.network.bundles import Bundles
    from viz.network.mlon_data import Colouring

__all__ = ["mlon_figure"]

_MANY = 5_000  # nodes
_MOST_EDGES = 50_000
_MOST_EDGES_OF_MANY = 10_000  # without a graphics card, browsers take seconds over more
_MOST_ARROWS = 400
_SIDE = 270.0  # of the unit square on paper, in points
_CLEAR = 5.0  # points between nodes, where they are few


@usual_errors()
def mlon_figure(
    graph: igraph.Graph,
    *,
    lon: igraph.Graph | None = None,
    title: str | None = None,
    fitness_label: str | None = None,
    layout: str = "force",
    seed: int = 0,
    min_weight: float = 0,
    max_edges: int | None = None,
    colours: Mapping[str, npt.ArrayLike] | None = None,
    colour: str | None = None,
    colour_scale: str | None = None,
    size: str | None = None,
    labels: int = 0,
    theme: str | None = None,
) -> MlonFigure:
    """Return the figure of a LON, MLON or CMLON, ready for a renderer.

    A pure function of its arguments: equal networks give equal figures.

    Parameters
    ----------
    graph
        The network, with the vertex attribute ``fitness`` and, as far as known, those of
        `landscape.LON`; its edge attribute ``weight`` counts as 1 if absent.
    lon
        The whole network, where `graph` is a monotonic one without edges between equally good
        optima: only with them are funnels known.
    title
        Text above; by default kind, space and metric.
    fitness_label
        What the fitness is, unit included; by default the metric.
    layout
        ``"force"``; ``"fitness"`` or ``"rank"`` for heights that show it; ``"3d"``.
    seed
        Of the layout.
    min_weight
        Edges of less weight are not drawn, and a note says so.
    max_edges
        Where there are more, the heaviest are drawn, the others gathered into bundles; by default
        50,000, in networks of more than 5,000 nodes 10,000.
    colours
        Label → numbers to colour nodes by, one a node or one a configuration of the space (of
        a contracted node, that of its first optimum counts); NaN is not measured. What is
        labelled by architecture is lined up first, by `landscape.scores_of`.
    colour
        What to colour nodes by: a label of `colours`, `fitness_label`, or ``"Funnel"``; by
        default fitness.
    colour_scale
        How numbers become colours: ``"value"``, ``"rank"`` or ``"log"``, which is symmetric about
        0 where some are not above it; by default values, or ranks where nine tenths of the nodes
        would look alike.
    size
        What node sizes show: ``"in_edges"``, ``"basin"``, ``"members"``; by default incoming
        edges, in a network that contracted optima their number.
    labels
        How many of the best nodes to number and to name below the picture.
    theme
        ``"light"`` or ``"dark"``; by default light, on a page what the reader's system asks for.

    Raises
    ------
    DataError
        If the vertices have no fitness, or not what `size` asks for, if an edge's weight is no
        finite number, or `colours` are no numbers.
    OptionError
        If `max_edges` or `labels` is negative, or `colours` do not fit the network.
    UnknownNameError
        If there is no such layout, colour, scale, size or theme.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import mlon_figure
    >>> mlon = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2], metric="height").monotonic()
    >>> figure = mlon_figure(mlon)
    >>> figure.names, figure.edges.tolist(), figure.size_value.tolist(), figure.colour_label
    (('0', '3'), [[1, 0]], [1, 0], 'height')
    """
    known = complete(graph)
    if max_edges is None:
        max_edges = _MOST_EDGES if known.vcount() <= _MANY else _MOST_EDGES_OF_MANY
    for name, number in (("max_edges", max_edges), ("labels", labels)):
        if number < 0:
            raise OptionError(f"{name} is {number}: expected 0 or more")
    layout = find_name("layout", layout, LAYOUTS)
    drawn, light = strong(known, min_weight, max_edges)
    fitness = np.array(known.vs["fitness"], dtype=np.float64)
    first = by_number(fitness_label or str(known["metric"]) or "fitness", fitness, colour_scale)
    heights = node_heights(np.nan_to_num(first.values, nan=first.range[0]), layout)
    sizes = _sizes(known, size)
    radii = (sizes["node_size"] + _CLEAR) / (2 * _SIDE)
    positions = node_positions(known, heights, radii, layout=layout, seed=seed)
    lines = _lines(drawn, positions)
    bundles = bundle(positions, light, heights if layout == "3d" else None)
    behind = Behind.of(known)
    counts = _edge_counts(known, drawn.ecount(), len(light), bundles, min_weight)
    return MlonFigure(
        layout=layout,
        theme=None if theme is None else theme_named(theme).name,
        positions=positions,
        heights=heights,
        fitness=fitness,
        **sizes,
        **_nodes(known, lon, first, colours or {}, colour, colour_scale),
        labelled=np.argsort(-first.values, kind="stable")[:labels],
        behind=behind,
        edge_counts=counts,
        **lines,
        light=light,
        bundles=bundles,
        title=default_title(known) if title is None else title,
        subtitle=subtitle(known),
        notes=notes(
            np.concatenate([lines["edges"], light]), fitness, counts, behind, layout=layout
        ),
    )


def _edge_counts(
    graph: igraph.Graph, single: int, light: int, bundles: Bundles, least: float
) -> EdgeCounts:
    """Return how each edge of the network is drawn, or why it is not."""
    weight = np.array(graph.es["weight"], dtype=np.float64)
    bundled = int(bundles.edges.sum())
    return EdgeCounts(
        single=single,
        bundled=bundled,
        below=int(np.count_nonzero(weight < least)),
        close=light - bundled,
        loops=int(np.count_nonzero(is_loop(graph) & (weight >= least))),
        least=least,
    )


def _sizes(graph: igraph.Graph, size: str | None) -> dict[str, Any]:
    """Return node sizes and their legend."""
    label, value = size_values(graph, size)
    scale = AreaScale.fit(value)
    return {
        "size_value": value,
        "node_size": scale(value),
        "size_keys": scale.keys(value),
        "size_label": label,
    }


def _nodes(
    graph: igraph.Graph,
    lon: igraph.Graph | None,
    first: Colouring,
    colours: Mapping[str, npt.ArrayLike],
    colour: str | None,
    scale: str | None,
) -> dict[str, Any]:
    """Return what nodes are called, how they can be coloured and which are marked."""
    indices = whole_numbers(graph, "index")
    funnels = node_funnels(graph, lon)
    last = by_funnel(funnels) if funnels.known.any() else None
    ways = colourings(first, colours, indices, last, colour, scale)
    further = [way for way in ways if way.label not in (first.label, FUNNEL)]
    return {
        "kind": str(graph["kind"]),
        "space": str(graph["space"]),
        "colourings": ways,
        "names": tuple(map(str, graph.vs["name"])),
        "indices": indices,
        "basin": whole_numbers(graph, "basin"),
        "funnel": funnels.best,
        "in_several": funnels.several,
        "global_funnel": funnels.is_global,
        "hover": hover_texts(graph, further, funnels),
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
