"""What a network figure says in words: title, counts, notes and the text under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from viz.network import edge_array

if TYPE_CHECKING:
    import igraph

    from landscape.arrays import FloatArray, IntArray

__all__ = ["default_title", "hover_texts", "notes", "subtitle"]

_HOVER = (
    ("index", "configuration"),
    ("fitness", "fitness"),
    ("basin", "basin"),
    ("members", "optima contracted"),
    ("in_edges", "incoming edges"),
    ("in_weight", "incoming weight"),
    ("self_weight", "self weight"),
)


_OPTIMA = ("local optimum", "local optima")


def default_title(graph: igraph.Graph) -> str:
    """Return kind, space and metric of the network, as far as it knows them."""
    about = (str(graph[key]) for key in ("kind", "space", "metric"))
    kind, *rest = about
    return " · ".join([kind.upper(), *(text for text in rest if text)])


def subtitle(graph: igraph.Graph) -> str:
    """Return the numbers of nodes, edges, sinks and tied global optima."""
    node = ("compressed optimum", "compressed optima") if graph["kind"] == "cmlon" else _OPTIMA
    parts = [
        _count(graph.vcount(), *node),
        _count(graph.ecount(), "edge", "edges"),
        _count(sum(map(bool, graph.vs["sink"])), "sink", "sinks"),
    ]
    tied = sum(map(bool, graph.vs["is_global"]))
    return ", ".join([*parts, f"{tied:,} tied for the best fitness"] if tied > 1 else parts)


def notes(
    graph: igraph.Graph, fitness: FloatArray, *, drawn_of: int, layout: str
) -> tuple[str, ...]:
    """Return the sentences without which the figure could be misread.

    Parameters
    ----------
    graph
        With the edges drawn.
    fitness
        Shape ``(n,)``.
    drawn_of
        Number of edges in the network.
    layout
        Name of the layout.
    """
    said, edges = [], edge_array(graph)
    if len(edges):
        said.append(_direction(fitness, edges))
    if layout == "fitness":
        said.append("Height shows fitness.")
    if drawn_of > len(edges):
        said.append(f"Drawn are the heaviest {len(edges):,} of {drawn_of:,} edges.")
    endless = np.count_nonzero(~np.isfinite(fitness))
    if endless:
        optima, verb = _count(int(endless), *_OPTIMA), "stands" if endless == 1 else "stand"
        said.append(f"{optima} without finite fitness {verb} at the low end of the scale.")
    return tuple(said)


def _direction(fitness: FloatArray, edges: IntArray) -> str:
    before, after = fitness[edges[:, 0]], fitness[edges[:, 1]]
    if (after > before).all():
        return "Edges lead to higher fitness and turn clockwise."
    if (after >= before).all():
        return "Edges lead to equal or higher fitness and turn clockwise."
    return "Edges turn clockwise from source to target."


def hover_texts(graph: igraph.Graph) -> tuple[str, ...]:
    """Return what is known of each node: its name, then one line an attribute."""
    known = graph.vs.attributes()
    columns = [[" ".join(str(name).split()) for name in graph.vs["name"]]]
    for key, label in _HOVER:
        if key in known:
            columns.append([f"{label}: {_number(value)}" for value in graph.vs[key]])
    for key, label in (("sink", "sink"), ("is_global", "global optimum")):
        columns.append([label if marked else "" for marked in graph.vs[key]])
    return tuple("\n".join(filter(None, lines)) for lines in zip(*columns, strict=True))


def _number(value: float) -> str:
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:.8g}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
