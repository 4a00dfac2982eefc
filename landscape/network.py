"""A local optima network as arrays: what its edges join, and how one network makes another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from landscape.display import html_table, mime_bundle, short_repr
from landscape.errors import OptionError
from landscape.moved import renamed
from landscape.numbers import ESCAPE, caution, counted, escape_text, share_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx
    import numpy.typing as npt

    from landscape.arrays import BoolArray, FloatArray, IntArray

__all__ = [
    "COUNTS",
    "NO_LEVEL_EDGES",
    "Kind",
    "Network",
    "component_leads",
    "component_numbers",
    "is_best",
    "merged_edges",
]

Kind = Literal["lon", "mlon", "cmlon"]
"""All escape edges; those that improve; those that improve between contracted plateaus."""

COUNTS = ("n_configurations", "n_scored", "n_plateau_optima", "n_starts")
"""What a network tells of the landscape behind it, where that is known."""

NO_LEVEL_EDGES = (
    "a strict MLON has no edges between equally good optima: "
    "start from the LON, or from monotonic(weak=True)"
)
"""Why a network cannot be asked what only the edges that it has lost could tell."""


@dataclass(frozen=True, eq=False)
class Network:
    """A local optima network: local optima, the escapes between them, and what they are of.

    Attributes
    ----------
    name
        Length ``n_nodes``: the architecture, of the first member where nodes are contracted.
    index
        Shape ``(n_nodes,)``, ascending: its configuration number.
    fitness, basin, self_weight, members
        Shape ``(n_nodes,)`` each: fitness; number of configurations whose climb ends in the node;
        weight of the escapes that return to it; number of optima it stands for.
    source, target, weight
        Shape ``(n_edges,)`` each, sorted by source, then target, which differ.
    kind
        ``"lon"``, ``"mlon"`` or ``"cmlon"``; see `Kind`.
    space, metric
        Names of the space and of the scores.
    weak
        Whether an MLON keeps the edges between equally good optima.
    n_configurations, n_scored, n_plateau_optima
        Of the landscape behind it: how many configurations there are, how many of them have a
        score, of which basins are shares, and on how many plateaus its optima are; None if unknown.
    escape
        Distance of the escapes.
    n_starts
        Of a network that was sampled, how many starts were climbed: basins count those of them
        that end in a node, and weights how often an edge was met. None if all is known.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> lon = Landscape(ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, 7]).network("lon")
    >>> lon.index.tolist(), lon.fitness.tolist(), lon.basin.tolist()
    ([0, 4, 8], [9.0, 2.0, 7.0], [5, 1, 3])
    >>> mlon = lon.monotonic()
    >>> list(zip(mlon.source.tolist(), mlon.target.tolist(), mlon.weight.tolist()))
    [(1, 0, 3), (1, 2, 1), (2, 0, 3)]
    >>> mlon.sink.tolist()
    [True, False, False]
    """

    name: Sequence[str]
    index: IntArray
    fitness: FloatArray
    basin: IntArray
    self_weight: IntArray
    members: IntArray
    source: IntArray
    target: IntArray
    weight: IntArray
    kind: str = "lon"
    space: str = ""
    metric: str = ""
    weak: bool = False
    n_configurations: int | None = None
    n_scored: int | None = None
    n_plateau_optima: int | None = None
    escape: int = ESCAPE
    n_starts: int | None = None

    __repr__ = short_repr

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.index)

    @property
    def n_edges(self) -> int:
        """Number of edges, which join different nodes."""
        return len(self.source)

    @property
    def total_weight(self) -> int:
        """Sum of the weights of the edges."""
        return int(self.weight.sum(dtype=np.int64))

    @property
    def in_edges(self) -> IntArray:
        """Number of edges that lead to each node."""
        return np.bincount(self.target, minlength=self.n_nodes)

    @property
    def out_edges(self) -> IntArray:
        """Number of edges that leave each node."""
        return np.bincount(self.source, minlength=self.n_nodes)

    @property
    def in_weight(self) -> IntArray:
        """Sum of the weights of the edges that lead to each node."""
        return _sums(self.target, self.weight, self.n_nodes)

    @cached_property
    def sink(self) -> BoolArray:
        """Whether no edge leads from a node to a better one."""
        sink = np.ones(self.n_nodes, dtype=np.bool_)
        sink[self.source[self._rises]] = False
        return sink

    @cached_property
    def is_global(self) -> BoolArray:
        """Whether a node has the best fitness of all."""
        return is_best(self.fitness)

    # -- other networks ---------------------------------------------------------------------

    @property
    def lost_level_edges(self) -> bool:
        """Whether it was made without the edges between equally good optima, and has some."""
        strict = self.kind == "mlon" and not self.weak
        return strict and len(np.unique(self.fitness)) < self.n_nodes

    def monotonic(self, *, weak: bool = False) -> Network:
        """Keep the edges that lead to a better node; `weak` keeps those to an equal one, too.

        A CMLON is monotonic and comes back as it is.

        Raises
        ------
        OptionError
            If `weak`, and this network has lost those edges.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> lon = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).network("lon")
        >>> lon.n_edges, lon.monotonic().n_edges
        (2, 1)
        """
        if self.kind == "cmlon":
            return self
        if weak:
            self._require_level_edges()
        kept = self._rises | self._level if weak else self._rises
        edges = {name: getattr(self, name)[kept] for name in ("source", "target", "weight")}
        return replace(self, **edges, kind="mlon", weak=weak)

    def compressed(self) -> Network:
        """Contract the components of equally good nodes and keep the edges that improve.

        Weights of merged edges, basins, members and self weights are summed; the weights of edges
        inside a component count as its self weight. It is the same object each time.

        Raises
        ------
        OptionError
            If this network has lost the edges between equally good optima.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> lon = Landscape(ProductSpace([2, 2]), [3, 0, 1, 3]).network("lon")
        >>> lon.basin.tolist(), lon.compressed().basin.tolist(), lon.compressed().members.tolist()
        ([2, 2], [4], [2])
        """
        self._require_level_edges()
        return self._compressed

    @cached_property
    def _compressed(self) -> Network:
        leads, component = self.components()
        level, rises = self._level, self._rises
        inside = _sums(component[self.source[level]], self.weight[level], len(leads))
        source, target, weight = merged_edges(
            component[self.source[rises]],
            component[self.target[rises]],
            self.weight[rises],
            len(leads),
        )
        return replace(
            self,
            name=[self.name[lead] for lead in leads],
            index=self.index[leads],
            fitness=self.fitness[leads],
            basin=_sums(component, self.basin, len(leads)),
            self_weight=_sums(component, self.self_weight, len(leads)) + inside,
            members=_sums(component, self.members, len(leads)),
            source=source,
            target=target,
            weight=weight,
            kind="cmlon",
            weak=False,
        )

    def components(self) -> tuple[IntArray, IntArray]:
        """Return which equally good nodes are joined by edges, directly or through others.

        Returns
        -------
        leads : array of shape (n_components,)
            The first node of each component, ascending.
        component : array of shape (n_nodes,)
            The component of each node, as a position in `leads`.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> network = Landscape(ProductSpace([2, 2]), [3, 0, 1, 3]).network("lon")
        >>> leads, component = network.components()
        >>> leads.tolist(), component.tolist()
        ([0], [0, 0])
        """
        return self._components

    @cached_property
    def _components(self) -> tuple[IntArray, IntArray]:
        level = self._level
        lead = component_leads(self.n_nodes, self.source[level], self.target[level])
        return np.unique(lead, return_inverse=True)

    def _require_level_edges(self) -> None:
        if self.lost_level_edges:
            raise OptionError(NO_LEVEL_EDGES)

    # Compared, never subtracted: the difference of two fitnesses of -inf is no number.
    @cached_property
    def _rises(self) -> BoolArray:
        return np.asarray(self.fitness[self.target] > self.fitness[self.source])

    @cached_property
    def _level(self) -> BoolArray:
        return np.asarray(self.fitness[self.target] == self.fitness[self.source])

    # -- what it says in every form ---------------------------------------------------------

    def attributes(self) -> dict[str, Any]:
        """Return name → value of what the network says of itself, as its graphs and files do.

        The distance of escapes is there if it is not 2.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> square = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2], metric="height")
        >>> about = square.network("mlon").attributes()
        >>> about["kind"], about["metric"], about["n_scored"]
        ('mlon', 'height', 4)
        """
        about = {"kind": self.kind, "space": self.space, "metric": self.metric}
        counts = {name: getattr(self, name) for name in COUNTS}
        known = {name: count for name, count in counts.items() if count is not None}
        known |= {} if self.escape == ESCAPE else {"escape": self.escape}
        return about | known | ({"weak": self.weak} if self.kind == "mlon" else {})

    def node_attributes(self) -> dict[str, Sequence[Any] | npt.NDArray[Any]]:
        """Return name → value a node, as its graphs and files do; see `landscape.LON`.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> network = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).network("mlon")
        >>> nodes = network.node_attributes()
        >>> nodes["name"], nodes["sink"].tolist(), nodes["in_weight"].tolist()
        (['0', '3'], [True, False], [1, 0])
        """
        names = ("name", "index", "fitness", "basin", "in_edges", "in_weight", "self_weight")
        members = ("members",) if self.kind == "cmlon" else ()
        return {name: getattr(self, name) for name in (*names, "sink", "is_global", *members)}

    def to_networkx(self) -> networkx.DiGraph[str]:
        """Return the same network for networkx, its nodes keyed by architecture.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> graph = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).network("mlon").to_networkx()
        >>> graph.nodes["3"]["fitness"], list(graph.edges(data="weight"))
        (2.0, [('3', '0', 1)])
        """
        import networkx

        columns = {name: np.asarray(x).tolist() for name, x in self.node_attributes().items()}
        rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
        ends = (self.source.tolist(), self.target.tolist(), self.weight.tolist())
        graph = networkx.DiGraph(**self.attributes())
        graph.add_nodes_from(zip(self.name, rows, strict=True))
        graph.add_weighted_edges_from(
            (self.name[i], self.name[j], weight) for i, j, weight in zip(*ends, strict=True)
        )
        return graph

    @property
    def title(self) -> str:
        """What it is, in words."""
        return f"{self.kind.upper()} of {self.metric} on {self.space}{escape_text(self.escape)}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return mime_bundle(self, self.numbers_table)

    def numbers_table(self) -> str:
        """Return an HTML table of how large the network is, and of how much of the space.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> network = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).network("mlon")
        >>> "4 of 4 configurations (100%)" in network.numbers_table()
        True
        """
        about: dict[str, object] = {"nodes": self.n_nodes}
        if self.n_plateau_optima is not None:
            about["plateaus"] = self.n_plateau_optima
        if self.n_nodes:
            about |= {"edges": self.n_edges, "sinks": int(self.sink.sum())}
        if self.n_scored is not None and self.n_configurations is not None:
            n, of = self.n_scored, self.n_configurations
            about["scored"] = f"{n:,} of {of:,} configurations ({share_text(n / of)})"
            told = caution(n, of)
            about |= {"caution": told} if told else {}
        if self.n_starts is not None:
            about["sampled"] = f"{counted(self.n_starts, 'start')}; what was not met is missing"
        return html_table(self.title, about)


def _sums(owner: IntArray, values: IntArray, n_owners: int) -> IntArray:
    """Return the sum of the values that each owner has."""
    # bincount adds float64: exact up to 2^53, far beyond any number of escapes.
    total = np.bincount(owner, values, n_owners)
    return total.astype(np.result_type(values, np.int64))


__getattr__ = renamed(__name__, {"NetworkArrays": "Network"})


def is_best(fitness: FloatArray) -> BoolArray:
    """Tell of each fitness whether it is the best of all: who is a global optimum.

    >>> is_best(np.array([1.0, 3.0, 3.0])).tolist(), is_best(np.array([])).tolist()
    ([False, True, True], [])
    """
    return np.asarray(fitness == fitness.max(initial=-np.inf))


def component_leads(n_nodes: int, source: IntArray, target: IntArray) -> IntArray:
    """Return, for every node, the lowest node of its connected component.

    Leads of joined components are hooked onto each other, and then followed to the end (Shiloach
    and Vishkin, Journal of Algorithms 1982), a few times: as fast as SciPy, which would have to be
    loaded, on networks of millions of edges.

    Parameters
    ----------
    n_nodes
        Nodes are numbered 0 to ``n_nodes - 1``.
    source, target
        Shape ``(n_edges,)`` each; directions are ignored.

    Returns
    -------
    array of shape (n_nodes,)

    Examples
    --------
    >>> component_leads(4, np.array([3, 1]), np.array([1, 3])).tolist()
    [0, 1, 2, 1]
    """
    lead = np.arange(n_nodes)
    while len(source):
        ends = lead[source], lead[target]
        apart = ends[0] != ends[1]
        low, high = np.minimum(*ends)[apart], np.maximum(*ends)[apart]
        np.minimum.at(lead, high, low)
        lead = _followed(lead)
        source, target = source[apart], target[apart]
    return lead


def _followed(lead: IntArray) -> IntArray:
    """Return where following the leads of leads ends."""
    while not np.array_equal(further := lead[lead], lead):
        lead = further
    return lead


def component_numbers(n_nodes: int, source: IntArray, target: IntArray) -> IntArray:
    """Return, for every node, the number of its connected component, in the order of their leads.

    Parameters
    ----------
    n_nodes, source, target
        See `component_leads`.

    Examples
    --------
    >>> component_numbers(4, np.array([3, 1]), np.array([1, 3])).tolist()
    [0, 1, 2, 1]
    """
    return np.unique(component_leads(n_nodes, source, target), return_inverse=True)[1]


def merged_edges(
    source: IntArray, target: IntArray, weight: IntArray, n_nodes: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Return edges once each, with the sum of their weights; sorted by source, then target.

    Parameters
    ----------
    source, target, weight
        Shape ``(n_edges,)`` each; the same edge may come several times.
    n_nodes
        Nodes are numbered 0 to ``n_nodes - 1``.

    Examples
    --------
    >>> ends = np.array([1, 0, 1]), np.array([0, 1, 0])
    >>> [part.tolist() for part in merged_edges(*ends, np.array([5, 2, 1]), 2)]
    [[0, 1], [1, 0], [2, 6]]
    """
    wide = weight.astype(np.result_type(weight, np.int64))
    place = source.astype(np.int64) * n_nodes + target
    if (place[1:] > place[:-1]).all():
        return source, target, wide
    from scipy.sparse import coo_array  # slow to import: only who merges pays

    matrix = coo_array((wide, (source, target)), shape=(n_nodes, n_nodes))
    rows = matrix.tocsr()  # sums duplicates
    rows.sort_indices()
    return np.repeat(np.arange(n_nodes), np.diff(rows.indptr)), rows.indices, rows.data
