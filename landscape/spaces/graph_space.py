"""Any graph as a space: its nodes are configurations, its edges say who neighbours whom."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.arrays import index_dtype
from landscape.errors import ArchitectureError, OptionError
from landscape.lazy import load_object
from landscape.reason import quoted, shown
from landscape.spaces.neighbour_lists import NeighbourLists
from landscape.spaces.stepped import SteppedSpace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx

    from landscape.arrays import IntArray

__all__ = ["GraphSpace"]


class GraphSpace(SteppedSpace):
    """The nodes of a graph, who neighbour each other along its edges.

    Neighbours are in the order of their numbers, or as neighbour lists give them. Further away is
    what as many edges lead to, and no fewer.

    Parameters
    ----------
    graph
        A graph of networkx or igraph, or `NeighbourLists`: undirected, without loops and without
        edges that repeat. In networkx nodes that are called 0 to n - 1 have these numbers; others
        are numbered in their order, and called as they are there. In igraph the attribute ``name``
        is how they are called, if there is one.
    names
        What to call the nodes, in place of that.
    name, title
        See `Space`.

    Attributes
    ----------
    names
        What nodes are called; None if they have numbers only.

    Raises
    ------
    OptionError
        If it is no such graph, or has no nodes, names that repeat, or names that are numbers of
        other nodes.

    Examples
    --------
    >>> import networkx
    >>> from landscape import Landscape
    >>> from landscape.spaces import GraphSpace
    >>> path = networkx.Graph([("a", "b"), ("b", "c"), ("c", "d")])
    >>> space = GraphSpace(path, name="path")
    >>> space.parse("c"), [space.format(index) for index in space.neighbours(2)]
    (2, ['b', 'd'])
    >>> Landscape(space, {"a": 3, "b": 1, "c": 2, "d": 4}).optima.tolist()
    [0, 3]
    """

    def __init__(
        self,
        graph: networkx.Graph | NeighbourLists | Any,
        *,
        names: Sequence[str] | None = None,
        name: str = "graph",
        title: str | None = None,
    ) -> None:
        self.name, self.title = name, title or name
        lists, found = _read(graph)
        self.size = len(lists)
        if self.size == 0:
            raise OptionError(f"{self.title} has no nodes: expected at least one")
        self._lists = _checked(lists, self.title)
        given = found if names is None else [str(each) for each in names]
        self.names = None if given is None else tuple(given)
        self._places = {} if given is None else self._checked_names()
        self.notations = ("index",) if given is None else ("name", "index")

    @property
    def description(self) -> str:
        """The file that describes the space."""
        written: str = load_object("landscape.spaces.space_file:written_graph")(self)
        return written

    @property
    def lists(self) -> NeighbourLists:
        """The neighbours of all nodes."""
        return self._lists

    def _checked_names(self) -> dict[str, int]:
        assert self.names is not None, "looked at before"
        places = {each: place for place, each in enumerate(self.names)}
        if len(self.names) != self.size or len(places) < self.size:
            n = (
                f"{len(self.names):,}"
                if len(self.names) != self.size
                else f"{len(places):,} different"
            )
            raise OptionError(
                f"{n} names of {self.size:,} nodes: expected a different one for each"
            )
        for each, place in places.items():
            if each.strip().isdecimal() or each != each.strip() or not each:
                raise OptionError(
                    f"node {place} is called {shown(each)}, which could be the number of another: "
                    "number nodes from 0 (networkx.convert_node_labels_to_integers), or give names "
                    "that are text"
                )
        return places

    # -- notation ---------------------------------------------------------------------------

    def _parse(self, architecture: object) -> int:
        # Nodes of grids and products of networkx are tuples, called as they are as text.
        given = str(architecture).strip() if isinstance(architecture, str | tuple) else None
        if given in self._places:
            return self._places[given]
        such = f"a name such as {self.format(self.size // 2)!r}, or " if self._places else ""
        raise ArchitectureError(
            f"{quoted(architecture)} is no node of {self.title}: expected {such}"
            f"a number from 0 to {self.size - 1}"
        )

    def _format(self, index: int, notation: str) -> str:
        assert self.names is not None, "nodes without names have no other notation"
        return self.names[index]

    # -- neighbourhood ----------------------------------------------------------------------

    def _near(self, rows: IntArray) -> NeighbourLists:
        if len(rows) == self.size and np.array_equal(rows, np.arange(self.size)):
            return self._lists
        return NeighbourLists.from_rows([self._lists[row] for row in rows.tolist()], self.dtype)

    # -- words ------------------------------------------------------------------------------

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        degrees = np.diff(self._lists.offsets)
        return super().describe() | {
            "neighbours": f"{degrees.min():,} to {degrees.max():,}, {degrees.mean():.1f} on "
            "average (1-opt)",
            "notations": ", ".join(self.notations),
            "example": self.format(self.size // 2),
        }

    def conventions(self) -> dict[str, str]:
        """Return what its numbers, neighbours and their order are, for saved summaries."""
        return super().conventions() | {
            "numbering": "a configuration is a node of a graph; its index is its place there",
            "distance": "the number of edges on a shortest path from one to the other",
            "ties": "of equally good neighbours a climb takes the first in the order of its list",
        }


def _read(graph: Any) -> tuple[NeighbourLists, list[str] | None]:
    """Return the neighbours of all nodes, and what these are called, if not by their numbers."""
    if isinstance(graph, NeighbourLists):
        return graph, None
    if hasattr(graph, "get_edgelist"):
        if graph.is_directed():
            raise _directed("graph.as_undirected()")
        named = "name" in graph.vs.attributes()
        return (
            _lists(graph.vcount(), graph.get_edgelist()),
            [str(each) for each in graph.vs["name"]] if named else None,
        )
    if not (hasattr(graph, "is_directed") and hasattr(graph, "adj")):
        raise OptionError(
            f"{shown(graph)} is no graph: expected one of networkx or igraph, or NeighbourLists"
        )
    if graph.is_directed():
        raise _directed("graph.to_undirected()")
    nodes = list(graph)
    whole = all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) for n in nodes)
    numbered = whole and sorted(nodes) == [*range(len(nodes))]
    places = {node: node if numbered else place for place, node in enumerate(nodes)}
    pairs = [(places[edge[0]], places[edge[1]]) for edge in graph.edges()]
    return _lists(len(nodes), pairs), None if numbered else [str(node) for node in nodes]


def _directed(instead: str) -> OptionError:
    return OptionError(
        "the graph is directed: expected one in which a neighbour's neighbour is the node itself, "
        f"as climbs, walks and escapes suppose; {instead} makes one, if that is what is meant"
    )


def _lists(n_nodes: int, edges: Iterable[tuple[int, int]]) -> NeighbourLists:
    """Return the neighbours of nodes, ascending, from edges of which each is there once."""
    flat = np.fromiter(itertools.chain.from_iterable(edges), dtype=np.int64).reshape(-1, 2)
    source, target = np.concatenate([flat, flat[:, ::-1]]).T
    order = np.lexsort((target, source))
    offsets = np.searchsorted(source[order], np.arange(n_nodes + 1)).astype(np.int64)
    return NeighbourLists(offsets, target[order].astype(index_dtype(n_nodes)))


def _checked(lists: NeighbourLists, title: str) -> NeighbourLists:
    """Return lists as arrays of the right type, if they are a symmetric relation of others."""
    offsets = np.asarray(lists.offsets, dtype=np.int64)
    there = np.asarray(lists.members)
    size = len(offsets) - 1
    rising = len(offsets) and offsets[0] == 0 and offsets[-1] == len(there)
    if not rising or (np.diff(offsets) < 0).any():
        raise OptionError(
            f"the neighbour lists of {title} have offsets that do not part their members: expected "
            f"them from 0 to {len(there):,}, none less than the one before"
        )
    outside = there[(there < 0) | (there >= size)]
    if len(outside):
        raise OptionError(
            f"the neighbour lists of {title} name node {outside[0]}: expected 0 to {size - 1}"
        )
    here = np.repeat(np.arange(size), np.diff(offsets))
    if (loop := here[here == there]).size:
        raise OptionError(
            f"node {loop[0]} of {title} is its own neighbour: expected none to be; in networkx "
            "graph.remove_edges_from(networkx.selfloop_edges(graph)), in igraph graph.simplify()"
        )
    keys = np.sort(here * size + there)
    if (twice := keys[1:][keys[1:] == keys[:-1]]).size:
        one, other = divmod(int(twice[0]), size)
        raise OptionError(
            f"node {one} of {title} has the neighbour {other} more than once: expected each once; "
            "networkx.Graph(graph) and igraph's graph.simplify() join edges"
        )
    alone = keys[~np.isin(keys, np.asarray(there, np.int64) * size + here, assume_unique=True)]
    if alone.size:
        one, other = divmod(int(alone[0]), size)
        raise OptionError(
            f"node {one} of {title} has the neighbour {other}, which does not have {one}: expected "
            "neighbours of each other, as climbs, walks and escapes suppose"
        )
    return NeighbourLists(offsets, there.astype(index_dtype(size)))
