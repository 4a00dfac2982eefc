"""GraphML as text, piece by piece: a network of millions of edges needs no more memory than one.

networkx makes objects of every element, some kilobytes an edge; igraph rounds numbers to 15 digits
and makes floats of integers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from landscape.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    import numpy.typing as npt

    from landscape.arrays import IntArray

    Column: TypeAlias = Sequence[Any] | npt.NDArray[Any]

__all__ = ["graphml_text"]

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
