"""What a network figure says in words: title, counts, notes and the text under the pointer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.numbers import counted
from viz.network.igraph_network import whole_numbers
from viz.network.mlon_data import Behind, optima_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from landscape.arrays import FloatArray, IntArray
    from landscape.network import Network
    from viz.network.colourings import NodeFunnels
    from viz.network.igraph_network import NodeAttributes
    from viz.network.mlon_data import Colouring, EdgeCounts, MlonFigure

__all__ = ["default_title", "hover_texts", "notes", "panel_caption", "subtitle"]

_HOVER = (
    ("index", "configuration"),
    ("fitness", "fitness"),
    ("basin", "basin"),
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
    colourings: Iterable[Colouring] = (),
    funnels: NodeFunnels | None = None,
) -> tuple[str, ...]:
    """Return what is known of each node: its name, then one line an attribute.

    Parameters
    ----------
    known
        What is known of the nodes.
    colourings
        Further numbers of the nodes.
    funnels
        Of the nodes.
    """
    columns = [[" ".join(str(name).split()) for name in known["name"]]]
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
    for key, label in (("sink", "sink"), ("is_global", "global optimum")):
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
