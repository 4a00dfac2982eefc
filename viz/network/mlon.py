"""Local optima networks, ours or any igraph graph with what it tells, as the papers draw them.

Node size shows incoming edges, node colour fitness, edge width weight (Ochoa et al., 2017; Figure 1
of MF-NAS).
"""

from __future__ import annotations

import math
import textwrap
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from landscape.arrays import usual_errors
from landscape.errors import DataError, OptionError
from landscape.network import COUNTS, Network
from landscape.registry import find_name
from landscape.spaces import FunctionalSpace, get_space, is_known_space
from viz.layout.positions import LAYOUTS, node_heights, node_positions
from viz.look.look import theme_named
from viz.network.colourings import (
    FUNNEL,
    by_funnel,
    by_number,
    colourings,
    default_title,
    hover_texts,
    node_funnels,
    notes,
    subtitle,
)
from viz.network.mlon_data import Behind, EdgeCounts, MlonFigure
from viz.network.sizes import AreaScale, arrows, bundle, curves, radii, size_values, width_classes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import igraph
    import numpy.typing as npt

    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.spaces import Space
    from viz.network.mlon_data import Colouring
    from viz.network.sizes import Bundles, NodeAttributes


__all__ = ["is_network", "mlon_figure", "network_of"]

_MANY = 5_000  # nodes
_MOST_EDGES = 50_000
_MOST_EDGES_OF_MANY = 10_000  # without a graphics card, browsers take seconds over more
_MOST_ARROWS = 400


@usual_errors()
def mlon_figure(
    network: Network | igraph.Graph,
    *,
    lon: Network | igraph.Graph | None = None,
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
    space: Space | None = None,
    remark: str | None = None,
) -> MlonFigure:
    """Return the figure of a LON, MLON or CMLON, ready for a renderer.

    A pure function of its arguments: equal networks give equal figures.

    Parameters
    ----------
    network
        As `landscape.Landscape.network` returns it; or any igraph graph, with the vertex attribute
        ``fitness`` and, as far as known, those of `landscape.LON`; its edge attribute ``weight``
        counts as 1 if absent.
    lon
        The whole network, where `network` is a monotonic one without edges between equally good
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
    space
        The space, for drawings of its architectures; by default the one that is known by the name
        that the network has.
    remark
        One more sentence below the picture.

    Raises
    ------
    DataError
        If it is no network, its vertices have no fitness, or not what `size` asks for, if an edge's
        weight is no finite number, `lon` lacks a node, or `colours` are no numbers.
    OptionError
        If `max_edges` or `labels` is negative, or `colours` do not fit the network.
    UnknownNameError
        If there is no such layout, colour, scale, size or theme.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import mlon_figure
    >>> network = Landscape(ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, 7]).network("mlon")
    >>> figure = mlon_figure(network, layout="fitness")
    >>> figure.title, figure.subtitle
    ('MLON · product · fitness', '3 local optima (3 plateaus), 3 edges, 1 sink')
    >>> figure.heights.tolist() == [1.0, 0.0, (7 - 2) / (9 - 2)]
    True
    """
    drawn, known = network_of(network)
    whole = None if lon is None else network_of(lon)[0]
    if max_edges is None:
        max_edges = _MOST_EDGES if drawn.n_nodes <= _MANY else _MOST_EDGES_OF_MANY
    for name, number in (("max_edges", max_edges), ("labels", labels)):
        if number < 0:
            raise OptionError(f"{name} is {number}: expected 0 or more")
    layout = find_name("layout", layout, LAYOUTS)
    edges = np.column_stack([drawn.source, drawn.target]).astype(np.int64, copy=False)
    weight = drawn.weight.astype(np.float64)
    single, rest = _parted(edges, weight, min_weight, max_edges)
    light, fitness = edges[rest], drawn.fitness
    first = by_number(fitness_label or drawn.metric or "fitness", fitness, colour_scale)
    heights = node_heights(np.nan_to_num(first.values, nan=first.range[0]), layout)
    sizes = _sizes(drawn, known, size)
    room = radii(sizes["node_size"])
    positions = node_positions(edges, weight, heights, room, layout=layout, seed=seed)
    lines = _lines(edges[single], weight[single], positions)
    bundles = bundle(positions, light, heights if layout == "3d" else None)
    behind = Behind.of(drawn)
    counts = _edge_counts(edges, weight, len(single), len(light), bundles, min_weight)
    return MlonFigure(
        layout=layout,
        theme=None if theme is None else theme_named(theme).name,
        positions=positions,
        heights=heights,
        fitness=fitness,
        **sizes,
        **_nodes(
            drawn,
            {**known, **_behind_nodes(drawn), **_options_of_nodes(drawn, space)},
            whole,
            first,
            colours or {},
            colour,
            colour_scale,
        ),
        labelled=np.argsort(-first.values, kind="stable")[:labels],
        behind=behind,
        edge_counts=counts,
        **lines,
        light=light,
        bundles=bundles,
        architectures=space,
        title=default_title(drawn) if title is None else title,
        subtitle=subtitle(drawn, known),
        notes=(
            *notes(np.concatenate([lines["edges"], light]), fitness, counts, behind, layout=layout),
            *([remark] if remark else []),
        ),
    )


def _parted(
    edges: IntArray, weight: FloatArray, least: float, most: int
) -> tuple[IntArray, IntArray]:
    """Part the edges of at least the weight `least` into the `most` heaviest and the others.

    Edges from a node to itself, which would be points, are among neither. Of ties, the first are
    among the heaviest.
    """
    kept = np.flatnonzero((weight >= least) & ~_is_loop(edges))
    if len(kept) <= most:
        return kept, kept[:0]
    order = kept[np.argsort(-weight[kept], kind="stable")]
    return np.sort(order[:most]), np.sort(order[most:])


def _is_loop(edges: IntArray) -> BoolArray:
    """Return which edges lead from a node to itself, shape ``(m,)``."""
    return np.asarray(edges[:, 0] == edges[:, 1])


def _edge_counts(
    edges: IntArray, weight: FloatArray, single: int, light: int, bundles: Bundles, least: float
) -> EdgeCounts:
    """Return how each edge of the network is drawn, or why it is not."""
    bundled = int(bundles.edges.sum())
    return EdgeCounts(
        single=single,
        bundled=bundled,
        below=int(np.count_nonzero(weight < least)),
        close=light - bundled,
        loops=int(np.count_nonzero(_is_loop(edges) & (weight >= least))),
        least=least,
    )


def _sizes(network: Network, known: NodeAttributes, size: str | None) -> dict[str, Any]:
    """Return node sizes and their legend."""
    label, value = size_values(network, known, size)
    scale = AreaScale.fit(value)
    return {
        "size_value": value,
        "node_size": scale(value),
        "size_keys": scale.keys(value),
        "size_label": label,
    }


def _nodes(
    network: Network,
    known: NodeAttributes,
    lon: Network | None,
    first: Colouring,
    colours: Mapping[str, npt.ArrayLike],
    colour: str | None,
    scale: str | None,
) -> dict[str, Any]:
    """Return what nodes are called, how they can be coloured and which are marked."""
    indices = network.index.astype(np.int64)
    funnels = node_funnels(network, lon)
    last = by_funnel(funnels) if funnels.known.any() else None
    ways = colourings(first, colours, indices, last, colour, scale)
    further = [way for way in ways if way.label not in (first.label, FUNNEL)]
    return {
        "kind": network.kind,
        "space": network.space,
        "colourings": ways,
        "names": tuple(map(str, network.name)),
        "indices": indices,
        "basin": network.basin,
        "funnel": funnels.best,
        "in_several": funnels.several,
        "global_funnel": funnels.is_global,
        "hover": hover_texts(_told(network, known), Behind.of(network), further, funnels),
        "sinks": np.array(known["sink"], dtype=bool),
        "globals_": np.array(known["is_global"], dtype=bool),
    }


_LONGEST = 120  # characters of options in a hover text


def _options_of_nodes(network: Network, space: Space | None) -> NodeAttributes:
    """Return what nodes choose, by the names of variables, where architectures do not say it."""
    inside = space is not None and ((network.index >= 0) & (network.index < space.size)).all()
    if space is None or not inside or space.notations[0] != "arch":
        return {}
    chosen = space.each_chosen(network.index.tolist())
    lines = (", ".join(f"{name} {option}" for name, option in one.items()) for one in chosen)
    return {"options": [textwrap.shorten(line, _LONGEST, placeholder=" …") for line in lines]}


def _told(network: Network, known: NodeAttributes) -> NodeAttributes:
    """Return what is known of the nodes, under the names of what it is in a sample."""
    if network.n_starts is None:
        return known
    return {"starts" if name == "basin" else name: values for name, values in known.items()}


def _behind_nodes(network: Network) -> NodeAttributes:
    """Return how many configurations build the network that a node is, in a functional space."""
    indices = network.index.astype(np.int64)
    if network.kind == "cmlon" or not is_known_space(network.space):
        return {}
    space = get_space(network.space)
    if not isinstance(space, FunctionalSpace) or not (indices < space.size).all():
        return {}
    members = np.where(indices < 0, -1, space.members[indices])
    return {"configurations": members.tolist()} if (members > 0).all() else {}


def _lines(edges: IntArray, weight: FloatArray, positions: FloatArray) -> dict[str, Any]:
    """Return edges, their classes and their shapes."""
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


_TEXTS = {"kind": "lon", "space": "", "metric": ""}


def is_network(given: object) -> TypeGuard[Network | igraph.Graph]:
    """Tell whether something is a network, or a graph that can be drawn as one."""
    return isinstance(given, Network) or (hasattr(given, "vs") and hasattr(given, "es"))


def network_of(given: Network | igraph.Graph) -> tuple[Network, NodeAttributes]:
    """Return a network, and what is known of its nodes.

    What a graph says of its nodes counts, whatever its edges are; what it does not say of sinks,
    global optima and incoming edges is derived, other numbers are -1. Its edges stay in their
    order.

    Raises
    ------
    DataError
        If it is no network, its vertices have no fitness, or an edge has a weight that is no finite
        number.
    """
    network = given if isinstance(given, Network) else _of_graph(given)
    _check_weights(network)
    known = network.node_attributes()
    return network, known if isinstance(given, Network) else _said(given, known)


def _said(graph: igraph.Graph, derived: NodeAttributes) -> NodeAttributes:
    """Return what a graph says of its nodes, and of what it does not say what can be derived."""
    said = {name: graph.vs[name] for name in graph.vs.attributes()} if graph.vcount() else {}
    found = {name: derived[name] for name in ("name", "sink", "is_global")}
    return {**found, "in_edges": graph.indegree(), **said}


def _of_graph(graph: igraph.Graph) -> Network:
    """Return the network of a graph; -1 is what it does not say."""
    if not is_network(graph):
        raise DataError(
            f"cannot draw a {type(graph).__name__} as a network: expected a Network, such as "
            "Landscape.network returns, or an igraph graph"
        )
    count = graph.vcount()
    known = graph.vs.attributes() if count else []
    if count and "fitness" not in known:
        raise DataError("the network's vertices have no fitness: expected the graph of a LON")
    ends = chain.from_iterable(graph.get_edgelist())  # far quicker than an array of pairs
    edges = np.fromiter(ends, np.int64, 2 * graph.ecount()).reshape(-1, 2)
    weights = graph.es["weight"] if "weight" in graph.es.attributes() else [1.0] * len(edges)
    return Network(
        name=graph.vs["name"] if "name" in known else list(map(str, range(count))),
        index=_whole(graph, "index"),
        basin=_whole(graph, "basin"),
        self_weight=np.full(count, -1),  # this and members are told from what is known of nodes
        members=np.full(count, -1),
        fitness=np.array(graph.vs["fitness"] if count else [], dtype=np.float64),
        source=edges[:, 0],
        target=edges[:, 1],
        weight=np.array(weights, dtype=np.float64),
        **_about(graph),
    )


def _about(graph: igraph.Graph) -> dict[str, Any]:
    """Return what a graph says of itself, as a network does."""
    said = {name: graph[name] for name in graph.attributes()}
    texts = {name: str(said.get(name, text)) for name, text in _TEXTS.items()}
    counts = {name: _count(said.get(name)) for name in COUNTS}
    return {**texts, **counts, "weak": bool(said.get("weak"))}


def _whole(graph: igraph.Graph, name: str) -> IntArray:
    """Return a vertex attribute that counts something, shape ``(n,)``; -1 where it is absent."""
    if not graph.vcount() or name not in graph.vs.attributes():
        return np.full(graph.vcount(), -1)
    return np.array(graph.vs[name], dtype=np.int64)


def _count(value: object) -> int | None:
    """Return a count; None of what is none, as a network made elsewhere may have."""
    if isinstance(value, (int, float)) and math.isfinite(value) and value >= 0:
        return int(value)
    return None


def _check_weights(network: Network) -> None:
    """Refuse what would leave every node without a place."""
    bad = np.flatnonzero(~np.isfinite(network.weight))
    if len(bad):
        source, target, weight = (
            getattr(network, name)[bad[0]] for name in ("source", "target", "weight")
        )
        raise DataError(
            f"the edge from node {source} to node {target} has the weight {weight}: "
            "expected a finite number; remove the edge or correct its weight"
        )
