"""Local optima networks as igraph graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import igraph
import numpy as np

from landscape.climb import find_funnels
from landscape.display import mime_bundle
from landscape.errors import OptionError
from landscape.network import COUNTS, NO_LEVEL_EDGES, Kind, Network

if TYPE_CHECKING:
    import networkx

    from landscape.climb import Funnels

__all__ = ["COUNTS", "LON", "Kind"]

_ABOUT = ("kind", "space", "metric", "weak", "escape", *COUNTS)


class LON(igraph.Graph):  # type: ignore[misc]  # igraph has no types
    """A local optima network: an igraph graph whose vertices are local optima.

    Graph attributes: `kind` (``"lon"``, ``"mlon"`` or ``"cmlon"``), `space` and `metric`; an MLON
    has `weak`, whether it keeps edges between equally good optima. Of the landscape behind it,
    where that is known: `n_configurations`; `n_scored`, the number of those that have a score, of
    which basins are shares; `n_plateau_optima`, the number of plateaus that its optima are on.
    Where escapes are not at distance 2, `escape` is their distance, and stands for the 2 below.

    Vertices are sorted by configuration number. Their attributes:

    - `name` (str): the architecture; `index` (int): its configuration number
    - `fitness` (float): maximised
    - `basin` (int): number of configurations whose climb ends here
    - `in_edges`, `in_weight` (int): number of this graph's edges that lead here; their weights' sum
    - `self_weight` (int): number of 2-opt neighbours whose climb returns here
    - `sink` (bool): no edge leads to a better optimum
    - `is_global` (bool): no optimum is better
    - `members` (int, CMLON only): number of optima contracted; `name` and `index` are the first's,
      `basin` and `self_weight` sums, the latter with the weights of the edges between members

    Edges lead from an optimum to those reached by changing two variables and climbing; their
    `weight` (int) is the number of 2-opt neighbours from which that is the end of the climb.

    Every igraph operation works; what it returns keeps the attributes of its input.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> square = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2])
    >>> mlon = square.monotonic()  # from the optimum 3 an escape leads to the better one, 0
    >>> mlon.vs["index"], mlon.vs["fitness"], mlon.vs["basin"], mlon.vs["sink"]
    ([0, 3], [3.0, 2.0], [3, 1], [True, False])
    >>> mlon.get_edgelist(), mlon.es["weight"]
    ([(1, 0)], [1])
    """

    @classmethod
    def from_network(cls, network: Network) -> LON:
        """Build the graph of a network.

        Examples
        --------
        >>> from landscape import LON, Landscape, ProductSpace
        >>> network = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).network("lon")
        >>> LON.from_network(network).get_edgelist()
        [(0, 1), (1, 0)]
        """
        graph: LON = cls(
            n=network.n_nodes,
            # A matrix of edges becomes nested lists inside igraph: twice the time of handing them
            # over pair by pair, and 100 bytes an edge.
            edges=zip(network.source.data, network.target.data, strict=True),
            directed=True,
            graph_attrs=network.attributes(),
            vertex_attrs={
                name: np.asarray(values).tolist()
                for name, values in network.node_attributes().items()
            },
            edge_attrs={"weight": network.weight.tolist()},
        )
        return graph

    def to_network(self) -> Network:
        """Return nodes and edges as arrays.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> network = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).lon().to_network()
        >>> network.fitness.tolist(), network.basin.tolist(), network.weight.tolist()
        ([3.0, 2.0], [3, 1], [1, 1])
        """
        edges = np.array(self.get_edgelist(), dtype=np.int64).reshape(-1, 2)
        order = np.lexsort(edges.T[::-1])
        source, target = np.ascontiguousarray(edges[order].T)
        columns: dict[str, Any] = {
            name: np.array(self.vs[name], dtype=np.int64)
            for name in ("index", "basin", "self_weight")
        }
        members = self.vs["members"] if self["kind"] == "cmlon" else [1] * self.vcount()
        about = {name: self[name] for name in _ABOUT if name in self.attributes()}
        return Network(
            name=self.vs["name"],
            fitness=np.array(self.vs["fitness"], dtype=np.float64),
            members=np.array(members, dtype=np.int64),
            source=source,
            target=target,
            weight=np.array(self.es["weight"], dtype=np.int64)[order],
            **columns,
            **about,
        )

    def monotonic(self, weak: bool = False) -> LON:
        """Return the monotonic network (MLON): the edges that lead to a better optimum.

        A CMLON is monotonic and comes back as it is.

        Parameters
        ----------
        weak
            Keep edges between equally good optima, too.

        Raises
        ------
        OptionError
            If `weak`, and this network has lost those edges.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> lon = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).lon()
        >>> lon.get_edgelist(), lon.monotonic().get_edgelist()
        ([(0, 1), (1, 0)], [(1, 0)])
        """
        if self["kind"] == "cmlon":
            same: LON = self.copy()
            return same
        if weak:
            self._require_level_edges()
        return self.from_network(self.to_network().monotonic(weak=weak))

    def compressed(self) -> LON:
        """Return the compressed monotonic network (CMLON).

        Connected components of equally good optima joined by edges become one vertex; the edges
        that lead to a better one remain, with their weights summed.

        Raises
        ------
        OptionError
            If this network has lost the edges between equally good optima.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> lon = Landscape(ProductSpace([2, 2]), [3, 0, 1, 3]).lon()
        >>> lon.vs["basin"], lon.compressed().vs["basin"], lon.compressed().vs["members"]
        ([2, 2], [4], [2])
        """
        self._require_level_edges()
        return self.from_network(self.to_network().compressed())

    def funnels(self) -> Funnels:
        """Return which vertices reach which sinks of the compressed network.

        Raises
        ------
        OptionError
            If this network has lost the edges between equally good optima.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> funnels = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).lon().funnels()
        >>> len(funnels), funnels.sinks.tolist(), funnels.sizes.tolist()
        (1, [0], [2])
        """
        self._require_level_edges()
        return find_funnels(self.to_network())

    def to_networkx(self) -> networkx.DiGraph[str]:
        """Return the same network for networkx, its nodes keyed by architecture.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> graph = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).monotonic().to_networkx()
        >>> graph.nodes["3"]["fitness"], list(graph.edges(data="weight"))
        (2.0, [('3', '0', 1)])
        """
        import networkx

        graph = networkx.DiGraph(**{key: self[key] for key in self.attributes()})
        names = self.vs["name"] if self.vcount() else []
        graph.add_nodes_from((vertex["name"], vertex.attributes()) for vertex in self.vs)
        graph.add_edges_from(
            (names[edge.source], names[edge.target], edge.attributes()) for edge in self.es
        )
        return graph

    def __repr__(self) -> str:
        about = self.attributes()
        if not {"kind", "metric", "space"} <= {*about}:  # a graph that igraph made of another
            return str(super().__repr__())
        count = f"{self.vcount():,} nodes, {self.ecount():,} edges"
        return f"<{self['kind'].upper()} of {self['metric']} on {self['space']}: {count}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return mime_bundle(self, self._numbers)

    def _numbers(self) -> str:
        return self.to_network().numbers_table()

    def _require_level_edges(self) -> None:
        weak = "weak" in self.attributes() and self["weak"]
        if self["kind"] == "mlon" and not weak:
            raise OptionError(NO_LEVEL_EDGES)
