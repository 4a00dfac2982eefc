"""Local optima networks on disk, as GraphML that igraph, networkx, Gephi and Cytoscape read."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.disk.files import read_bytes, write_pieces
from landscape.errors import DataError
from landscape.graphml_text import graphml_text
from landscape.network_attributes import COUNTS, graph_attributes, node_attributes

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable

    from igraph import EdgeSeq, VertexSeq

    from landscape.graph import LON, Kind
    from landscape.landscape import Landscape

__all__ = ["read_graphml", "write_graphml", "write_network"]

_VERTEX = {
    "name": str,
    "index": int,
    "fitness": float,
    "basin": int,
    "in_edges": int,
    "in_weight": int,
    "self_weight": int,
    "sink": bool,
    "is_global": bool,
}
_GRAPH = ("kind", "space", "metric")


def write_graphml(graph: LON, path: str | os.PathLike[str]) -> None:
    """Write a network as GraphML; the ids of its nodes are the architectures.

    Infinite numbers are spelled as Java reads them, and with it Gephi and Cytoscape.

    Raises
    ------
    DataError
        If an attribute is no text, number or truth value.
    OutputError
        If `path` cannot be written to.

    Examples
    --------
    >>> import tempfile, networkx
    >>> from landscape import Landscape, ProductSpace, write_graphml
    >>> path = tempfile.mkdtemp() + "/mlon.graphml"
    >>> write_graphml(Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).monotonic(), path)
    >>> networkx.read_graphml(path).edges["3", "0"]
    {'weight': 1}
    """
    about = {name: graph[name] for name in graph.attributes()}
    nodes = {name: graph.vs[name] for name in graph.vs.attributes()}
    edges = {name: graph.es[name] for name in graph.es.attributes()}
    source, target = np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2).T
    names = graph.vs["name"] if graph.vcount() else []
    write_pieces(Path(path), graphml_text(about, names, nodes, (source, target), edges))


def write_network(landscape: Landscape, kind: Kind, path: Path) -> None:
    """Write a network of a landscape as GraphML, without making a graph of it first.

    Raises
    ------
    OutputError
        If `path` cannot be written to.
    """
    arrays = landscape.network_arrays(kind)
    about = graph_attributes(
        kind, landscape.space.name, landscape.metric, counts=landscape.counts()
    )
    ends, edges = (arrays.source, arrays.target), {"weight": arrays.weight}
    write_pieces(path, graphml_text(about, arrays.name, node_attributes(arrays, kind), ends, edges))


def read_graphml(path: str | os.PathLike[str]) -> LON:
    """Read a network written by `write_graphml`: equal, attribute by attribute.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it holds no local optima network.

    Examples
    --------
    >>> import tempfile
    >>> from landscape import Landscape, ProductSpace, read_graphml, write_graphml
    >>> mlon = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).monotonic()
    >>> path = tempfile.mkdtemp() + "/mlon.graphml"
    >>> write_graphml(mlon, path)
    >>> read_graphml(path).vs["fitness"], read_graphml(path)["kind"]
    ([3.0, 2.0], 'mlon')
    """
    import igraph

    from landscape.graph import LON

    read_bytes(Path(path))  # igraph says of a file it cannot open only that it cannot
    try:
        graph: LON = LON.Read_GraphML(str(path))
    except igraph.InternalError as error:
        raise DataError(f"{path} is no GraphML file: {error}") from error
    _require(path, "graph", _GRAPH, graph.attributes())
    if graph.vcount():
        _require(path, "vertex", _VERTEX, graph.vs.attributes())
    if graph.ecount():
        _require(path, "edge", ("weight",), graph.es.attributes())
    _restore_types(path, graph)
    return graph


def _require(
    path: str | os.PathLike[str], of: str, expected: Iterable[str], found: Iterable[str]
) -> None:
    if missing := sorted(set(expected) - set(found)):
        raise DataError(
            f"{path} holds no local optima network: expected the {of} attributes "
            f"{', '.join(expected)}, found no {', '.join(missing)}"
        )


def _restore_types(path: str | os.PathLike[str], graph: LON) -> None:
    """Undo what reading does: numbers became floats, absent columns are unknown, ids are names."""
    for name in COUNTS:
        if name in graph.attributes():
            graph[name] = _as_written(path, "the graph", name, graph[name], int)
    members = {"members": int} if graph["kind"] == "cmlon" else {}
    for name, kind in (_VERTEX | members).items():
        graph.vs[name] = _typed(path, "node", graph.vs, name, kind)
    graph.es["weight"] = _typed(path, "edge", graph.es, "weight", int)
    if "id" in graph.vs.attributes():
        del graph.vs["id"]


def _typed(
    path: str | os.PathLike[str], of: str, those: VertexSeq | EdgeSeq, name: str, kind: type
) -> list[Any]:
    """Return an attribute of all nodes or edges as what it was when it was written."""
    values = those[name] if len(those) else []
    return [
        _as_written(path, f"{of} {number}", name, value, kind)
        for number, value in enumerate(values)
    ]


def _as_written(path: str | os.PathLike[str], what: str, name: str, value: Any, kind: type) -> Any:
    """Return a value as what it was when it was written."""
    if not _IS[kind](value):
        raise DataError(
            f"{path} holds no local optima network: {what} has {name} {value!r:.40}, "
            f"expected {_EXPECTED[kind]}"
        )
    return kind(value)


def _is_count(value: Any) -> bool:
    return _is_number(value) and float(value).is_integer() and value >= 0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not math.isnan(value)


_IS: dict[type, Callable[[Any], bool]] = {
    str: lambda value: isinstance(value, str),
    int: _is_count,
    float: _is_number,
    bool: lambda value: value in (True, False),
}
_EXPECTED = {
    str: "a text",
    int: "a whole number of at least 0",
    float: "a number",
    bool: "true or false",
}
