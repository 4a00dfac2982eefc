"""Local optima networks on disk, as GraphML that igraph, networkx, Gephi and Cytoscape read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from landscape.disk.files import read_bytes, write_pieces
from landscape.errors import DataError
from landscape.graphml_columns import read_columns
from landscape.network import COUNTS, Network

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    import numpy.typing as npt

    from landscape.arrays import IntArray
    from landscape.graph import LON
    from landscape.graphml_columns import Columns

    Column: TypeAlias = Sequence[Any] | npt.NDArray[Any]

__all__ = ["graphml_text", "read_graphml", "read_network", "write_graphml"]

_VERTEX: dict[str, type] = {
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
_ABOUT: dict[str, type] = {"kind": str, "space": str, "metric": str}


def write_graphml(network: LON | Network, path: str | os.PathLike[str]) -> None:
    """Write a network as GraphML; the ids of its nodes are the architectures.

    Infinite numbers are spelled as Java reads them, and with it Gephi and Cytoscape.

    Parameters
    ----------
    network
        As arrays, or as a graph, which may have attributes of its own.
    path
        The file.

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
    if isinstance(network, Network):
        about, names, nodes = network.attributes(), network.name, network.node_attributes()
        ends, edges = (network.source, network.target), {"weight": network.weight}
    else:
        about, names, nodes, ends, edges = _of_graph(network)
    write_pieces(Path(path), graphml_text(about, names, nodes, ends, edges))


def _of_graph(graph: LON) -> tuple[Any, ...]:
    """Return what `graphml_text` writes of a graph."""
    about = {name: graph[name] for name in graph.attributes()}
    nodes = {name: graph.vs[name] for name in graph.vs.attributes()}
    edges = {name: graph.es[name] for name in graph.es.attributes()}
    source, target = np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2).T
    names = graph.vs["name"] if graph.vcount() else []
    return about, names, nodes, (source, target), edges


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
    from landscape.graph import LON

    found = _read(path)
    graph: LON = LON(
        n=found.n_nodes,
        edges=zip(found.source.data, found.target.data, strict=True),
        directed=True,
        graph_attrs=found.about,
        vertex_attrs=found.nodes,
        edge_attrs=found.edges,
    )
    return graph


def read_network(path: str | os.PathLike[str]) -> Network:
    """Read what `read_graphml` reads as arrays, without a graph.

    Raises
    ------
    DataMissingError, DataError
        See `read_graphml`.
    """
    found = _read(path)
    order = np.lexsort((found.target, found.source))
    ones = {"members": [1] * found.n_nodes}  # where nothing is contracted
    nodes = found.nodes if found.about["kind"] == "cmlon" else found.nodes | ones
    numbers = ("index", "basin", "self_weight", "members")
    whole: dict[str, Any] = {name: np.array(nodes[name], dtype=np.int64) for name in numbers}
    known = (*_ABOUT, "weak", "escape", *COUNTS)
    return Network(
        name=nodes["name"],
        fitness=np.array(nodes["fitness"], dtype=np.float64),
        source=found.source[order],
        target=found.target[order],
        weight=np.array(found.edges["weight"], dtype=np.int64)[order],
        **whole,
        **{name: found.about[name] for name in known if name in found.about},
    )


def _read(path: str | os.PathLike[str]) -> Columns:
    """Return what a file says, each of it of its kind.

    Raises
    ------
    DataMissingError, DataError
        See `read_graphml`.
    """
    content = read_bytes(Path(path))
    try:
        found = read_columns(content)
    except ValueError as error:
        raise DataError(f"{path} is no GraphML file: {error}") from error
    _check(path, found)
    return found


def _check(path: str | os.PathLike[str], found: Columns) -> None:
    """Make sure that a network is all there, and make everything what it was when written."""
    _require(path, "graph", _ABOUT, found.about)
    vertex = _VERTEX | ({"members": int} if found.about["kind"] == "cmlon" else {})
    if found.n_nodes:
        _require(path, "vertex", vertex, found.nodes)
    if len(found.source):
        _require(path, "edge", ("weight",), found.edges)
    for name, kind in (_ABOUT | dict.fromkeys((*COUNTS, "escape"), int)).items():
        if name in found.about:
            found.about[name] = _as_written(path, "the graph", name, found.about[name], kind)
    for name, kind in vertex.items():
        found.nodes[name] = _typed(path, "node", found.nodes.get(name, []), name, kind)
    found.edges["weight"] = _typed(path, "edge", found.edges.get("weight", []), "weight", int)


def _require(
    path: str | os.PathLike[str], of: str, expected: Iterable[str], found: Iterable[str]
) -> None:
    if missing := sorted(set(expected) - set(found)):
        raise DataError(
            f"{path} holds no local optima network: expected the {of} attributes "
            f"{', '.join(expected)}, found no {', '.join(missing)}"
        )


def _typed(
    path: str | os.PathLike[str], of: str, values: list[Any], name: str, kind: type
) -> list[Any]:
    """Return an attribute of all nodes or edges as what it was when it was written."""
    if kind is int and set(map(type, values)) <= {int} and min(values, default=0) >= 0:
        return values  # nearly all there is to read: millions of weights
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


_HEAD = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_ROWS = 20_000  # of a piece

# Java's words, which igraph and networkx read as well; XML Schema's INF is refused by Java.
_SPELLED = {math.inf: "Infinity", -math.inf: "-Infinity"}
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}


def graphml_text(
    about: Mapping[str, Any],
    names: Sequence[str],
    nodes: Mapping[str, Column],
    ends: tuple[IntArray, IntArray],
    edges: Mapping[str, Column],
) -> Iterator[bytes]:
    """Yield a directed graph as GraphML, in UTF-8.

    Parameters
    ----------
    about
        Name → value of the graph's own attributes.
    names
        Ids of the nodes, which are different.
    nodes
        Name → value a node.
    ends
        Positions of the source and of the target of each edge.
    edges
        Name → value an edge.

    Raises
    ------
    DataError
        If values are no text, numbers or truth values.
    """
    attributes = {
        "graph": {name: [value] for name, value in about.items()},
        "node": nodes,
        "edge": edges,
    }
    columns: dict[str, list[_Column]] = {"graph": [], "node": [], "edge": []}
    yield _HEAD.encode()
    for element, named in attributes.items():
        for name, values in named.items():
            kind, key = _kind(name, values), f"d{sum(map(len, columns.values()))}"
            columns[element].append(_Column(values, kind, f'<data key="{key}">'))
            about_it = f'for="{element}" attr.name={quoteattr(name)} attr.type="{_TYPES[kind]}"'
            yield f'<key id="{key}" {about_it}/>\n'.encode()
    yield b'<graph edgedefault="directed">\n'
    yield "".join(f"{column.rows(0, 1)[0]}\n" for column in columns["graph"]).encode()
    ids = [quoteattr(name) for name in names]
    for start, stop in _pieces(len(ids)):
        yield _rows("node", [f"<node id={i}>" for i in ids[start:stop]], columns, start, stop)
    source, target = ends
    for start, stop in _pieces(len(source)):
        pairs = zip(source[start:stop].tolist(), target[start:stop].tolist(), strict=True)
        heads = [f"<edge source={ids[i]} target={ids[j]}>" for i, j in pairs]
        yield _rows("edge", heads, columns, start, stop)
    yield b"</graph></graphml>\n"


@dataclass(frozen=True, eq=False)
class _Column:
    """Values of one type, and how their elements begin."""

    values: Column
    kind: type
    head: str

    def rows(self, start: int, stop: int) -> list[str]:
        part = self.values[start:stop]
        values = part.tolist() if isinstance(part, np.ndarray) else part
        return [f"{self.head}{text}</data>" for text in map(_TEXTS[self.kind], values)]


def _pieces(count: int) -> Iterator[tuple[int, int]]:
    return ((start, min(start + _ROWS, count)) for start in range(0, count, _ROWS))


def _rows(
    element: str, heads: list[str], columns: Mapping[str, list[_Column]], start: int, stop: int
) -> bytes:
    cells = [column.rows(start, stop) for column in columns[element]]
    rows = map("".join, zip(heads, *cells, strict=True))
    return "".join(f"{row}</{element}>\n" for row in rows).encode()


def _number(value: float) -> str:
    return "NaN" if math.isnan(value) else _SPELLED.get(value, repr(float(value)))


_TEXTS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _number,
    str: lambda value: escape(value, {"\r": "&#13;"}),
}


def _kind(name: str, values: Column) -> type:
    """Return what values are: truth values, whole numbers, numbers or text."""
    found = {values.dtype.type} if isinstance(values, np.ndarray) else set(map(type, values))
    for kind, fitting in _FITTING.items():
        if found and all(issubclass(each, fitting) for each in found):
            return kind
    if not found:
        return int
    told = ", ".join(sorted(each.__name__ for each in found))
    raise DataError(
        f"GraphML has no type for the attribute {name!r} ({told}): expected text, numbers or "
        "truth values"
    )


_FITTING: dict[type, tuple[type, ...]] = {
    bool: (bool, np.bool_),
    int: (int, np.integer),
    float: (float, int, np.floating, np.integer),
    str: (str,),
}
