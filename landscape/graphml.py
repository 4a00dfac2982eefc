"""Local optima networks on disk, as GraphML that igraph, networkx, Gephi and Cytoscape read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from landscape.errors import DataError
from landscape.files import read_bytes, write_bytes

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from landscape.network import LON

__all__ = ["read_graphml", "write_graphml"]

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

# Java's words, which igraph and networkx read as well; XML Schema's INF is refused by Java.
_SPELLED = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


def write_graphml(graph: LON, path: str | os.PathLike[str]) -> None:
    """Write a network as GraphML; the ids of its nodes are the architectures.

    Written by networkx: igraph's writer rounds numbers to 15 digits and makes floats of integers.
    Infinite numbers are spelled as Java reads them, and with it Gephi and Cytoscape.

    Raises
    ------
    OutputError
        If `path` cannot be written to.
    """
    # Not networkx.write_graphml, which writes other files where lxml happens to be installed.
    from networkx.readwrite.graphml import GraphMLWriter

    document = GraphMLWriter(graph.to_networkx())
    _spell_infinities(document.xml)
    content = io.BytesIO()
    document.dump(content)
    write_bytes(Path(path), content.getvalue())


def _spell_infinities(document: Element) -> None:
    """Replace Python's ``-inf``, which Java does not read, in the numbers of a GraphML document."""
    numbers = {key.get("id") for key in document.iter("key") if key.get("attr.type") == "double"}
    for data in document.iter("data"):
        if data.get("key") in numbers and data.text in _SPELLED:
            data.text = _SPELLED[data.text]


def read_graphml(path: str | os.PathLike[str]) -> LON:
    """Read a network written by `write_graphml`: equal, attribute by attribute.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it holds no local optima network.
    """
    import igraph

    from landscape.network import LON

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
    _restore_types(graph)
    return graph


def _require(
    path: str | os.PathLike[str], of: str, expected: Iterable[str], found: Iterable[str]
) -> None:
    if missing := sorted(set(expected) - set(found)):
        raise DataError(
            f"{path} holds no local optima network: expected the {of} attributes "
            f"{', '.join(expected)}, found no {', '.join(missing)}"
        )


def _restore_types(graph: LON) -> None:
    """Undo what reading does: numbers became floats, absent columns are unknown, ids are names."""
    from landscape.network import COUNTS

    for name in COUNTS:
        if name in graph.attributes():
            graph[name] = int(graph[name])
    members = {"members": int} if graph["kind"] == "cmlon" else {}
    for name, kind in (_VERTEX | members).items():
        graph.vs[name] = [kind(value) for value in graph.vs[name]] if graph.vcount() else []
    graph.es["weight"] = [int(value) for value in graph.es["weight"]] if graph.ecount() else []
    if "id" in graph.vs.attributes():
        del graph.vs["id"]
