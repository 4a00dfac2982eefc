"""What a network figure tells of its nodes: by the colours it can have, and in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.arrays import plain_numbers
from landscape.climb import find_funnels
from landscape.errors import DataError, OptionError
from landscape.numbers import counted
from landscape.registry import find_name
from viz.look.look import colour_scale, telling_scale
from viz.network.mlon_data import Behind, Colouring, optima_text
from viz.network.sizes import whole_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.network import Network
    from viz.network.mlon_data import EdgeCounts, MlonFigure
    from viz.network.sizes import NodeAttributes

__all__ = [
    "FUNNEL",
    "NodeFunnels",
    "by_funnel",
    "by_number",
    "colourings",
    "default_title",
    "finite_range",
    "hover_texts",
    "node_funnels",
    "notes",
    "panel_caption",
    "subtitle",
]

FUNNEL = "Funnel"
"""Label of the colouring by funnels."""

_MOST_FUNNELS = 6  # with a colour of their own


def colourings(
    first: Colouring,
    colours: Mapping[str, npt.ArrayLike],
    indices: IntArray,
    last: Colouring | None,
    chosen: str | None,
    scale: str | None = None,
) -> tuple[Colouring, ...]:
    """Return all colourings of a figure, the chosen one first.

    Parameters
    ----------
    first
        By fitness.
    colours
        Label → one number a node, or one a configuration of the space; NaN is not measured.
    indices
        Shape ``(n,)``: the configuration number of each node, -1 if unknown.
    last
        By funnels, where they are known.
    chosen
        Label of the one to draw; None for `first`.
    scale
        Of `colours`; see `by_number`.

    Raises
    ------
    DataError
        If `colours` are no numbers; see `landscape.arrays`.
    OptionError
        If an array of `colours` has another length.
    UnknownNameError
        If there is no colouring of the label `chosen`.
    """
    found = {first.label: first}
    for label, values in colours.items():
        found[label] = by_number(label, _of_nodes(label, values, indices), scale)
    if last is not None:
        found.setdefault(last.label, last)
    chosen = first.label if chosen is None else chosen
    return (found.pop(find_name("colour", chosen, found)), *found.values())


def by_number(label: str, measured: FloatArray, scale: str | None = None) -> Colouring:
    """Return the colouring by one number a node; infinities are clamped to the finite ends.

    Parameters
    ----------
    label
        Heading of the legend.
    measured
        Shape ``(n,)``; NaN is not measured.
    scale
        A name of `viz.look.look.SCALES`; None for that of values, or of ranks where on the
        former nine tenths of the nodes would look alike.

    Raises
    ------
    UnknownNameError
        If there is no such scale.
    """
    low, high = finite_range(measured)
    values = np.clip(measured, low, high)
    found = telling_scale(measured) if scale is None else colour_scale(scale, measured)
    return Colouring(label, values, measured, (low, high), scale=found)


def finite_range(values: FloatArray) -> tuple[float, float]:
    """Return the lowest and highest finite value, moved apart where they are equal."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        margin = abs(low) * 0.01 or 1.0
        return low - margin, high + margin
    return low, high


def by_funnel(funnels: NodeFunnels) -> Colouring:
    """Return the colouring by funnels: of nodes in one only its colour, else that of several.

    The funnels that have most nodes for themselves have a colour each, global ones first; the
    number behind a name is of the nodes in this colour.
    """
    best, several = funnels.best, funnels.several
    alone = funnels.known & ~several
    number, first, size = np.unique(best[alone], return_index=True, return_counts=True)
    is_global = funnels.is_global[alone][first]
    mixed = [
        (nodes, f"several, {which} ({np.count_nonzero(nodes):,})")
        for nodes, which in (
            (several & funnels.is_global, "global too"),
            (several & ~funnels.is_global, "none global"),
        )
        if nodes.any()
    ]
    order = np.lexsort([number, -size, ~is_global])
    shown, rest = np.split(order, [_MOST_FUNNELS - len(mixed)])
    only = " only" if mixed else ""
    kinds = [(alone & (best == number[at]), _named(number, is_global, at) + only) for at in shown]
    kinds = [(nodes, f"{name} ({np.count_nonzero(nodes):,})") for nodes, name in kinds] + mixed
    if len(rest):
        more = f"{counted(len(rest), 'more funnel')}{only} ({size[rest].sum():,})"
        kinds.append((alone & np.isin(best, number[rest]), more))
    values = np.full(len(best), np.nan)
    for kind, (nodes, _) in enumerate(kinds):
        values[nodes] = kind
    names, measured = tuple(name for _, name in kinds), np.where(funnels.known, best, np.nan)
    return Colouring(FUNNEL, values, measured, (0.0, float(max(len(names) - 1, 1))), names)


def _named(number: IntArray, is_global: BoolArray, at: int) -> str:
    """Return what a funnel is called; the global one has no number if there is no other."""
    if is_global[at] and np.count_nonzero(is_global) == 1:
        return "global funnel"
    return f"{'global ' if is_global[at] else ''}funnel {number[at] + 1:,}"


def _of_nodes(label: str, values: npt.ArrayLike, indices: IntArray) -> FloatArray:
    numbers = plain_numbers(values, what=f"the colour {label!r}")
    if numbers.shape == indices.shape:
        return numbers
    if numbers.ndim == 1 and len(numbers) > indices.max(initial=0):
        return np.where(indices >= 0, numbers[indices], np.nan)
    raise OptionError(
        f"the colour {label!r} has values of shape {numbers.shape}: expected one a node "
        f"({len(indices):,}) or one a configuration of the space"
    )


@dataclass(frozen=True, eq=False)
class NodeFunnels:
    """The funnels of ``n`` nodes, of which each can be in several.

    The sinks of the compressed network are numbered from 0, the best first and of ties the first
    by configuration; a funnel has the number of its sink.

    Attributes
    ----------
    best
        Shape ``(n,)``: the best funnel of each node; -1 where that is not known.
    several
        Shape ``(n,)``: whether the node is in other funnels too.
    is_global
        Shape ``(n,)``: whether the best funnel ends in a global optimum.
    """

    best: IntArray
    several: BoolArray
    is_global: BoolArray

    @property
    def known(self) -> BoolArray:
        """Shape ``(n,)``: of which nodes the funnels are known."""
        return self.best >= 0


def node_funnels(network: Network, lon: Network | None = None) -> NodeFunnels:
    """Return the funnels of each node; unknown where only edges that are lost could tell.

    Parameters
    ----------
    network
        The network drawn.
    lon
        The network with its edges between equally good optima, where `network` has lost them; its
        nodes, found by their ``index``, are at least those of `network`.

    Raises
    ------
    DataError
        If `lon` lacks a node.
    """
    count = network.n_nodes
    whole = network if lon is None else lon
    if whole.lost_level_edges:
        nothing = np.zeros(count, dtype=bool)
        return NodeFunnels(np.full(count, -1), nothing, nothing)
    found = find_funnels(whole)
    place = np.arange(count) if lon is None else _places(network.index, lon.index)
    return NodeFunnels(found.best[place], found.several[place], found.global_funnel[place])


def _places(wanted: IntArray, known: IntArray) -> IntArray:
    """Return where configurations are in a list of them."""
    order = np.argsort(known)
    lost = wanted[~np.isin(wanted, known)]
    if len(lost):
        raise DataError(
            f"the whole network has no node of the configuration {lost[0]}, which the network to "
            "draw has: expected the LON that this one was made from"
        )
    return order[np.searchsorted(known, wanted, sorter=order)]


_HOVER = (
    ("index", "configuration"),
    ("fitness", "fitness"),
    ("basin", "basin"),
    ("starts", "starts that end here"),
    ("members", "optima contracted"),
    ("configurations", "configurations that build it"),
    ("in_edges", "incoming edges"),
    ("in_weight", "incoming weight"),
    ("self_weight", "self weight"),
)


_HEIGHTS = {
    "fitness": "Height shows fitness.",
    "rank": "Height shows the rank of fitness.",
    "3d": "Height shows fitness.",
}
_OPTIMA = ("local optimum", "local optima")


def default_title(network: Network) -> str:
    """Return kind, space and metric of the network, as far as it knows them."""
    return " · ".join(filter(None, (network.kind.upper(), network.space, network.metric)))


def subtitle(network: Network, known: NodeAttributes) -> str:
    """Return the numbers of nodes, edges, sinks and tied global optima, and the share scored."""
    behind, tied = Behind.of(network), sum(map(bool, known["is_global"]))
    parts = [
        _nodes(network, known, behind),
        counted(network.n_edges, "edge"),
        counted(sum(map(bool, known["sink"])), "sink"),
        f"{tied:,} tied for the best fitness" if tied > 1 else "",
        behind.scored_of if behind.scored else "",
    ]
    return ", ".join(filter(None, parts))


def _nodes(network: Network, known: NodeAttributes, behind: Behind) -> str:
    """Return how many optima there are, and on how many plateaus."""
    if network.kind != "cmlon":
        return optima_text(network.n_nodes, behind)
    nodes = counted(network.n_nodes, "compressed optimum", "compressed optima")
    members = whole_numbers(known, "members", network.n_nodes)
    return f"{nodes} of {optima_text(int(members.sum()), behind)}" if (members > 0).any() else nodes


def panel_caption(figure: MlonFigure) -> list[str]:
    """Return the lines below a panel of a grid: the numbers, then what differs from others."""
    counts, colouring = figure.edge_counts, figure.colouring
    said = "all the same" if colouring.is_single else colouring.scale.note
    hidden = counts.below + counts.close + counts.loops
    numbers = (
        f"{optima_text(len(figure.names), figure.behind, noun='')}, {counted(counts.total, 'edge')}"
    )
    further = [
        f"{counts.bundled:,} in bundles" if counts.bundled else "",
        f"{hidden:,} not drawn" if hidden else "",
        figure.behind.scored,
        f"colour: {said}" if said else "",
    ]
    return list(filter(None, (numbers, ", ".join(filter(None, further)))))


def notes(
    edges: IntArray,
    fitness: FloatArray,
    counts: EdgeCounts,
    behind: Behind,
    *,
    layout: str,
) -> tuple[str, ...]:
    """Return the sentences without which the figure could be misread.

    Parameters
    ----------
    edges
        Shape ``(m, 2)``: those drawn, one by one or in bundles.
    fitness
        Shape ``(n,)``.
    counts
        How the edges are drawn.
    behind
        Numbers of the landscape.
    layout
        Name of the layout.
    """
    said = []
    if len(edges):
        said.append(_direction(fitness, edges, turned=layout == "3d"))
    if layout in _HEIGHTS:
        said.append(_HEIGHTS[layout])
    said.extend(counts.sentences)
    endless = np.count_nonzero(~np.isfinite(fitness))
    if endless:
        optima, verb = counted(int(endless), *_OPTIMA), "stands" if endless == 1 else "stand"
        said.append(f"{optima} without finite fitness {verb} at the low end of the scale.")
    if behind.warning:
        said.append(behind.warning)
    return tuple(said)


def _direction(fitness: FloatArray, edges: IntArray, *, turned: bool) -> str:
    """Return what edges lead to; where the picture can be turned, no edge turns clockwise."""
    before, after = fitness[edges[:, 0]], fitness[edges[:, 1]]
    clockwise = "" if turned else " and turn clockwise"
    if (after > before).all():
        return f"Edges lead to higher fitness{clockwise}."
    if (after >= before).all():
        return f"Edges lead to equal or higher fitness{clockwise}."
    return "Edges lead up and down." if turned else "Edges turn clockwise from source to target."


def hover_texts(
    known: NodeAttributes,
    behind: Behind,
    colourings: Iterable[Colouring] = (),
    funnels: NodeFunnels | None = None,
) -> tuple[str, ...]:
    """Return what is known of each node: its name, then one line an attribute.

    Parameters
    ----------
    known
        What is known of the nodes.
    behind
        Says what nodes are called that are marked.
    colourings
        Further numbers of the nodes.
    funnels
        Of the nodes.
    """
    columns = [[" ".join(str(name).split()) for name in known["name"]]]
    columns += [list(known["options"])] if "options" in known else []
    for key, label in _HOVER:
        if key in known:
            values = _listed(known[key])
            texts = {value: f"{label}: {_number(value)}" for value in set(values)}
            columns.append([texts[value] for value in values])
    for extra in colourings:
        columns.append([f"{extra.label}: {_measured(value)}" for value in extra.measured.tolist()])
    if funnels is not None:
        each = zip(funnels.best.tolist(), funnels.several.tolist(), strict=True)
        columns.append([_funnel(best, several) for best, several in each])
    marks = behind.marks
    for key, label in (("sink", marks.sink), ("is_global", marks.best)):
        columns.append([label if marked else "" for marked in _listed(known[key])])
    return tuple("\n".join(filter(None, lines)) for lines in zip(*columns, strict=True))


def _listed(values: Sequence[Any] | npt.NDArray[Any]) -> Sequence[Any]:
    listed: Sequence[Any] = values.tolist() if isinstance(values, np.ndarray) else values
    return listed


def _funnel(best: int, several: bool) -> str:
    if best < 0:
        return ""
    return f"funnels: several, the best {best + 1:,}" if several else f"funnel: {best + 1:,}"


def _measured(value: float) -> str:
    return "not measured" if math.isnan(value) else _number(value)


def _number(value: float) -> str:
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:.8g}"
