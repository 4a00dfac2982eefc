"""Local optima networks on disk, as GraphML that igraph, networkx, Gephi and Cytoscape read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from landscape.errors import DataError, DataMissingError, OutputError

if TYPE_CHECKING:
    import os

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


def write_graphml(graph: LON, path: str | os.PathLike[str]) -> None:
    """Write a network as GraphML; the ids of its nodes are the architectures.

    Written by networkx: igraph's writer rounds numbers to 15 digits and makes floats of integers.

    Raises
    ------
    OutputError
        If `path` cannot be written to.
    """
    import networkx

    try:
        networkx.write_graphml(graph.to_networkx(), path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


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

    if not Path(path).is_file():
        raise DataMissingError(f"no file {path}")
    try:
        graph: LON = LON.Read_GraphML(str(path))
    except igraph.InternalError as error:
        raise DataError(f"{path} is no GraphML file: {error}") from error
    if missing := set(_GRAPH) - set(graph.attributes()):
        raise DataError(
            f"{path} holds no local optima network: expected the graph attributes "
            f"{', '.join(_GRAPH)}, found no {', '.join(sorted(missing))}"
        )
    _restore_types(graph)
    return graph


def _restore_types(graph: LON) -> None:
    """Undo what reading does: numbers became floats, absent columns are unknown, ids are names."""
    members = {"members": int} if graph["kind"] == "cmlon" else {}
    for name, kind in (_VERTEX | members).items():
        graph.vs[name] = [kind(value) for value in graph.vs[name]] if graph.vcount() else []
    graph.es["weight"] = [int(value) for value in graph.es["weight"]] if graph.ecount() else []
    if "id" in graph.vs.attributes():
        del graph.vs["id"]
