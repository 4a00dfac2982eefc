"""A fitness landscape: one space and one column of scores, climbed everywhere at once."""

from __future__ import annotations

import warnings
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from landscape.climb import (
    Funnels,
    Ties,
    attractors,
    best_improvement,
    check_escape,
    find_escapes,
    find_funnels,
    find_ties,
)
from landscape.display import html_table
from landscape.errors import OptionError
from landscape.network import Network, is_best
from landscape.numbers import ESCAPE, caution, conventions, escape_text, in_words
from landscape.registry import find_name
from landscape.scores.table import scores_of, to_fitness
from landscape.spaces.functional import FunctionalSpace
from landscape.spaces.space import Space

if TYPE_CHECKING:
    import networkx
    import pandas as pd

    from landscape.analysis import Profile
    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.graph import LON
    from landscape.network import Kind
    from landscape.scores.table import Scores

__all__ = ["Landscape"]


class Landscape:
    """The fitness landscape of a space under one metric.

    Everything is computed when first asked for, and kept. Graphs are the same object each time:
    copy one before changing it.

    Parameters
    ----------
    space
        Who exists and who neighbours whom.
    fitness
        A score a configuration, in the metric's own direction: in the order of their numbers,
        shape ``(space.size,)``, or labelled by architecture or number (a pandas Series, a dict);
        see `scores_of`. NaN is missing; see `to_fitness` for infinities.
    metric
        The scores' name, for graphs and reports.
    minimize
        Whether lower scores are better.
    resolution
        Spacing of the lattice that fitness is snapped to; None leaves it as it is.
    escape
        At which distance from an optimum escapes go: 1, 2 or 3. Networks are of their edges.

    Raises
    ------
    DataError
        If there is not one score a configuration, or a label is no architecture of the space; see
        `scores_of`.
    OptionError
        If `space` is no space, `resolution` not a positive finite number, or the space has no
        neighbours at the distance of escapes.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> valley = Landscape(ProductSpace([5]), [3, 1, 0, 2, 4])
    >>> valley.optima.tolist()  # every option of one variable neighbours every other
    [4]
    >>> Landscape(ProductSpace([5]), {4: 2.0, 0: 3.0}).fitness.tolist()
    [3.0, nan, nan, nan, 2.0]

    Escapes to all neighbours of an optimum, in place of those two changes away:

    >>> near = Landscape(ProductSpace([2, 3]), [3, 0, 1, 0, 2, 0], escape=1)
    >>> near.network("lon").weight.tolist()  # from 4; all three neighbours of 0 climb back
    [2]
    """

    def __init__(
        self,
        space: Space,
        fitness: Scores,
        *,
        metric: str = "fitness",
        minimize: bool = False,
        resolution: float | None = None,
        escape: int = ESCAPE,
    ) -> None:
        if not isinstance(space, Space):
            raise OptionError(
                f"{space!r:.60} is no space: expected one, such as ProductSpace([3, 3, 4]) or, of "
                "a graph, GraphSpace(graph)"
            )
        space.check_listable("a landscape")
        check_escape(space, escape)
        self.space = space
        self.metric = metric
        self.minimize = minimize
        self.resolution = resolution
        self.escape = int(escape)
        self.fitness: FloatArray = to_fitness(
            scores_of(space, fitness), minimize=minimize, resolution=resolution
        )
        self.fitness.flags.writeable = False  # everything below depends on it
        self._graphs: dict[tuple[Kind, bool], LON] = {}

    def __repr__(self) -> str:
        escape = "" if self.escape == ESCAPE else f", escape={self.escape}"
        return f"Landscape({self.space!r}, metric={self.metric!r}{escape})"

    def _repr_html_(self) -> str:
        title = f"Landscape of {self.metric} on {self.space.title}{escape_text(self.escape)}"
        summary = self.summary()
        told = {"caution": summary["caution"]} if summary["caution"] else {}
        return html_table(title, in_words(summary) | told)

    # -- climbs -----------------------------------------------------------------------------

    @cached_property
    def missing(self) -> BoolArray:
        """Which configurations have no fitness, shape ``(space.size,)``."""
        return np.isnan(self.fitness)

    @cached_property
    def n_missing(self) -> int:
        """Number of configurations without fitness."""
        return int(np.count_nonzero(self.missing))

    @property
    def n_scored(self) -> int:
        """Number of configurations with fitness: those that basins are shares of."""
        return self.space.size - self.n_missing

    @property
    def scored_share(self) -> float:
        """Share of the configurations that have fitness."""
        return self.n_scored / self.space.size

    @cached_property
    def n_missing_duplicates(self) -> int:
        """Number of missing configurations whose canonical form has fitness."""
        missing = np.flatnonzero(self.missing).astype(self.space.dtype)
        return int(np.count_nonzero(~self.missing[self.space.canonical(missing)]))

    @cached_property
    def attractor(self) -> IntArray:
        """Where the climb from each configuration ends, shape ``(space.size,)``; -1 if missing."""
        return attractors(best_improvement(self.space, self.fitness), self.fitness)

    @cached_property
    def optima(self) -> IntArray:
        """Local optima: no neighbour is strictly better. Ascending, shape ``(n_optima,)``."""
        numbers = np.arange(self.space.size, dtype=self.space.dtype)
        optima: IntArray = numbers[self.attractor == numbers]
        return optima

    @cached_property
    def basin_of(self) -> IntArray:
        """Attractors as positions in `optima`, shape ``(space.size,)``; -1 if missing."""
        position = np.full(self.space.size + 1, -1, dtype=self.space.dtype)
        position[self.optima] = np.arange(len(self.optima))
        return position[self.attractor]  # -1 finds the last entry

    @cached_property
    def basins(self) -> IntArray:
        """Number of configurations whose climb ends at each optimum, shape ``(n_optima,)``."""
        return np.bincount(self.basin_of[~self.missing], minlength=len(self.optima))

    @cached_property
    def _ties(self) -> Ties:
        return find_ties(self.space, self.fitness, self.optima)

    @property
    def strict(self) -> BoolArray:
        """Which optima have only strictly worse neighbours, shape ``(n_optima,)``."""
        return self._ties.strict

    @property
    def n_optima(self) -> int:
        """Number of configurations without a strictly better neighbour."""
        return len(self.optima)

    @property
    def n_strict_optima(self) -> int:
        """Number of configurations whose every neighbour is strictly worse."""
        return self._ties.n_strict

    @property
    def n_plateau_optima(self) -> int:
        """Number of connected sets of equal fitness without a better neighbour on their rim."""
        return self._ties.n_plateaus

    @cached_property
    def is_global(self) -> BoolArray:
        """Which optima have the best fitness there is, shape ``(n_optima,)``."""
        return is_best(self.fitness[self.optima])

    @property
    def global_optima(self) -> IntArray:
        """Configurations of the best fitness there is, ascending; none without any fitness."""
        return self.optima[self.is_global]

    @property
    def global_fitness(self) -> float | None:
        """The best fitness there is; None without any."""
        return float(self.fitness[self.global_optima[0]]) if self.n_optima else None

    # -- networks ---------------------------------------------------------------------------

    @cached_property
    def _lon(self) -> Network:
        escapes = find_escapes(self.space, self.optima, self.basin_of, self.escape)
        return Network(
            name=[self.space.format(index) for index in self.optima.tolist()],
            index=self.optima,
            fitness=self.fitness[self.optima],
            basin=self.basins,
            self_weight=escapes.self_weight,
            members=np.ones(len(self.optima), dtype=np.int64),
            source=escapes.source,
            target=escapes.target,
            weight=escapes.weight,
            kind="lon",
            space=self.space.name,
            metric=self.metric,
            n_configurations=self.space.size,
            n_scored=self.n_scored,
            n_plateau_optima=self.n_plateau_optima,
            escape=self.escape,
        )

    @cached_property
    def funnels(self) -> Funnels:
        """Which optima reach which sinks of the compressed network."""
        return find_funnels(self._lon)

    def network(self, kind: Kind = "mlon", *, weak: bool = False) -> Network:
        """Return a network: all there is to know of it, as arrays, without the cost of a graph.

        Parameters
        ----------
        kind
            ``"lon"``: all escape edges; ``"mlon"``: those to a better optimum; ``"cmlon"``: these
            between equally good optima that edges join, each contracted into one node.
        weak
            Whether an MLON keeps the edges to an equally good optimum, too.

        Raises
        ------
        UnknownNameError
            If there is no such kind.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> network = Landscape(ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, 7]).network()
        >>> network.kind, network.n_nodes, network.n_edges
        ('mlon', 3, 3)
        """
        known = _known_kind(kind)
        if known == "lon":
            return self._lon
        return self._lon.monotonic(weak=weak) if known == "mlon" else self._lon.compressed()

    def network_arrays(self, kind: Kind = "mlon", *, weak: bool = False) -> Network:
        """Return `network`, which this was called once."""
        warnings.warn(
            "Landscape.network_arrays is called network now: use that",
            DeprecationWarning,
            stacklevel=2,
        )
        return self.network(kind, weak=weak)

    def lon(self) -> LON:
        """Return the local optima network: all escape edges.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).lon().get_edgelist()
        [(0, 1), (1, 0)]
        """
        return self._graph("lon")

    def monotonic(self, weak: bool = False) -> LON:
        """Return the MLON: the edges to a better optimum; `weak` adds those to an equal one.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).monotonic().get_edgelist()
        [(1, 0)]
        >>> level = Landscape(ProductSpace([2, 2]), [3, 0, 1, 3])
        >>> level.monotonic().get_edgelist(), level.monotonic(weak=True).get_edgelist()
        ([], [(0, 1), (1, 0)])
        """
        return self._graph("mlon", weak=weak)

    def compressed(self) -> LON:
        """Return the CMLON: equally good optima joined by edges contracted into one vertex.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> cmlon = Landscape(ProductSpace([2, 2]), [3, 0, 1, 3]).compressed()
        >>> cmlon.vs["name"], cmlon.vs["members"], cmlon.vs["basin"]
        (['0'], [2], [4])
        """
        return self._graph("cmlon")

    def to_networkx(self, kind: Kind = "mlon") -> networkx.DiGraph[str]:
        """Return a network for networkx, its nodes keyed by architecture.

        Raises
        ------
        UnknownNameError
            If `kind` is none of "lon", "mlon", "cmlon".

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> graph = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).to_networkx("lon")
        >>> sorted(graph.edges), graph.nodes["0"]["basin"]
        ([('0', '3'), ('3', '0')], 3)
        """
        return self.network(kind).to_networkx()

    def _graph(self, kind: Kind, *, weak: bool = False) -> LON:
        if (kind, weak) not in self._graphs:
            from landscape.graph import LON  # igraph is slow to import: only who asks pays

            self._graphs[kind, weak] = LON.from_network(self.network(kind, weak=weak))
        return self._graphs[kind, weak]

    # -- reports ----------------------------------------------------------------------------

    def optima_table(self) -> pd.DataFrame:
        """Return one row an optimum, ascending by configuration number.

        Columns: `arch`, `index`, `fitness`, `basin`; of the MLON `in_degree`, `out_degree` and
        `sink`; `funnel`, the configuration numbers of the CMLON sinks it reaches, separated by
        spaces; `is_global`. In a functional space also `members`, the number of configurations
        behind each. Where variables are what architectures are written by, also the option of each.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> table = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).optima_table()
        >>> table[["arch", "fitness", "basin", "is_global"]].values.tolist()
        [['0', 3.0, 3, True], ['3', 2.0, 1, False]]
        """
        import pandas as pd  # slow to import: only who asks pays

        monotonic = self.network("mlon")
        members = (
            {"members": self.space.members[self.optima]}
            if isinstance(self.space, FunctionalSpace)
            else {}
        )
        table = pd.DataFrame(
            {
                "arch": monotonic.name,
                "index": monotonic.index,
                "fitness": monotonic.fitness,
                "basin": monotonic.basin,
                **members,
                "in_degree": monotonic.in_edges,
                "out_degree": monotonic.out_edges,
                "funnel": pd.Series(self.funnels.labels(), dtype="str"),
                "sink": monotonic.sink,
                "is_global": monotonic.is_global,
            }
        )
        if self.space.notations[0] not in ("arch", "options"):
            return table
        chosen = list(self.space.each_chosen(self.optima.tolist()))
        for name in dict.fromkeys(name for one in chosen for name in one):
            options = [one.get(name, "") for one in chosen]  # it may not exist everywhere
            table[f"variable {name}" if name in table else name] = options
        return table

    def summary(self) -> dict[str, Any]:
        """Return the numbers that describe the landscape, with the definitions they rest on.

        All values are plain Python. Without any fitness `global_fitness` is None. `escape` is there
        if it is not 2.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> summary = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).summary()
        >>> summary["n_optima"], summary["n_sinks"], summary["global_fitness"]
        (2, 1, 3.0)
        """
        network, monotonic = self.network("lon"), self.network("mlon")
        best = np.flatnonzero(self.is_global).tolist()
        return {
            "minimize": self.minimize,
            "resolution": self.resolution,
            **({} if self.escape == ESCAPE else {"escape": self.escape}),
            "n_configurations": self.space.size,
            "n_missing": self.n_missing,
            "n_scored": self.n_scored,
            "n_missing_duplicates": self.n_missing_duplicates,
            "caution": caution(self.n_scored, self.space.size),
            "n_optima": self.n_optima,
            "n_strict_optima": self.n_strict_optima,
            "n_plateau_optima": self.n_plateau_optima,
            "lon_edges": network.n_edges,
            "lon_weight": network.total_weight,
            "mlon_edges": monotonic.n_edges,
            "mlon_weight": monotonic.total_weight,
            "n_sinks": int(np.count_nonzero(monotonic.sink)),
            "n_funnels": len(self.funnels),
            "n_global_optima": len(best),
            "global_optima": [network.name[node] for node in best],
            "global_fitness": self.global_fitness,
            "global_basin": int(network.basin[best].sum()),
            "conventions": self.conventions(),
        }

    def conventions(self) -> dict[str, str]:
        """Return, by name, the definitions that its numbers rest on.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> Landscape(ProductSpace([2]), [0, 1]).conventions()["sink"]
        'optimum without outgoing MLON edge'
        """
        return conventions(
            self.space,
            self.metric,
            minimize=self.minimize,
            resolution=self.resolution,
            escape=self.escape,
        )

    def profile(self) -> Profile:
        """Return all numbers that are known to describe a landscape, by key.

        A dict of plain Python values; its `undefined` says why a value is None. Which numbers
        there are, with definition, range, meaning and source: `landscape.analysis.ANALYSES`.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> profile = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).profile()
        >>> profile["n_optima"], profile["n_sinks"], profile["optima_share"]
        (2, 1, 0.5)
        """
        from landscape.analysis import profile  # reads landscapes, so it is loaded after this

        return profile(self)


def _known_kind(kind: str) -> Kind:
    return cast("Kind", find_name("network", kind, ("lon", "mlon", "cmlon")))
