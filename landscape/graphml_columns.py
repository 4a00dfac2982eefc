"""GraphML as columns: one value a node or an edge, without an object for every element."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.arrays import IntArray

__all__ = ["Columns", "read_columns"]


@dataclass
class Columns:
    """What a file says of a graph, its nodes and its edges.

    Attributes
    ----------
    about
        Name → value of the graph's own attributes.
    n_nodes
        Number of nodes.
    nodes, edges
        Name → one value a node or an edge: texts, truth values, numbers; where there is none, an
        empty text, false, NaN.
    source, target
        Shape ``(n_edges,)`` each: positions of nodes.
    """

    about: dict[str, Any]
    n_nodes: int
    nodes: dict[str, list[Any]]
    edges: dict[str, list[Any]]
    source: IntArray
    target: IntArray


def read_columns(content: bytes) -> Columns:
    """Return what GraphML says; every edge is taken to be directed.

    Nodes come before the edges that join them, as whoever writes GraphML has it.

    Raises
    ------
    ValueError
        If it is no GraphML; says why.

    Examples
    --------
    >>> found = read_columns(
    ...     b'<graphml><key id="w" for="edge" attr.name="weight" attr.type="long"/><graph>'
    ...     b'<node id="a"/><node id="b"/>'
    ...     b'<edge source="a" target="b"><data key="w">3</data></edge></graph></graphml>'
    ... )
    >>> found.source.tolist(), found.target.tolist(), found.edges
    ([0], [1], {'weight': [3]})
    """
    reader = _Reader()
    try:
        reader.read(content)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    except KeyError as error:
        raise ValueError(f"there is no {error}") from error
    if not reader.n["graph"]:
        raise ValueError("there is no graph in it")
    about = {name: values[0] for name, values in reader.columns("graph").items()}
    ends = np.array(reader.ends, dtype=np.int64).reshape(-1, 2)
    source, target = np.ascontiguousarray(ends.T)
    nodes, edges = reader.columns("node"), reader.columns("edge")
    return Columns(about, reader.n["node"], nodes, edges, source, target)


class _Reader:
    """Takes what the parser finds, in the order of the file."""

    def __init__(self) -> None:
        self.n = {"graph": 0, "node": 0, "edge": 0}
        self.ends = array("q")
        self._places: dict[str, int] = {}
        self._keys: dict[str, _Key] = {}
        self._open = "graph"  # the element that data are of
        self._key = ""
        self._text: list[str] = []

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.Parse(content, True)

    def columns(self, of: str) -> dict[str, list[Any]]:
        """Return name → the value of every element of a kind."""
        return {key.name: key.filled(self.n[of]) for key in self._keys.values() if key.of == of}

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "data":
            self._key = attributes["key"]
            self._text.clear()
        elif tag in self.n:
            if tag == "edge":
                self.ends.append(self._places[attributes["source"]])
                self.ends.append(self._places[attributes["target"]])
            elif tag == "node":
                self._places[attributes["id"]] = self.n["node"]
            self.n[tag] += 1
            self._open = tag
        elif tag == "key":
            self._key = attributes["id"]
            read, default = _TYPES[attributes["attr.type"]]
            name = attributes["attr.name"]
            self._keys[self._key] = _Key(attributes["for"], name, read, default)
        elif tag == "default":
            self._text.clear()

    def _end(self, tag: str) -> None:
        if tag == "data":
            self._keys[self._key].add(self.n[self._open] - 1, "".join(self._text))
        elif tag in ("node", "edge"):
            self._open = "graph"
        elif tag == "default":
            key = self._keys[self._key]
            key.default = key.read("".join(self._text))


@dataclass
class _Key:
    """What the elements of a kind say under one name."""

    of: str
    name: str
    read: Callable[[str], Any]
    default: Any
    values: list[Any] = field(default_factory=list)

    def add(self, place: int, text: str) -> None:
        """Take the value of the element at `place`; those before it that have none are filled."""
        if len(self.values) < place:
            self.filled(place)
        self.values.append(self.read(text))

    def filled(self, count: int) -> list[Any]:
        """Return the values of the first `count` elements."""
        self.values.extend([self.default] * (count - len(self.values)))
        return self.values


def _truth(text: str) -> bool:
    said = text.strip().lower()
    if said not in ("true", "false", "1", "0"):
        raise ValueError(f"{text!r:.40} is neither true nor false")
    return said in ("true", "1")


def _whole(text: str) -> float:
    try:
        return int(text)
    except ValueError:  # where somebody counts in floats
        return float(text)


_TYPES: dict[str, tuple[Callable[[str], Any], Any]] = {
    "boolean": (_truth, False),
    "int": (_whole, math.nan),
    "long": (_whole, math.nan),
    "float": (float, math.nan),
    "double": (float, math.nan),
    "string": (str, ""),
}
"""Type → how its text is read, and what an element has that says nothing."""
