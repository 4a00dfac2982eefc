"""A fitness landscape: one space and one column of scores, climbed everywhere at once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from landscape import report
from landscape.alignment import scores_of
from landscape.climb import attractors, best_improvement
from landscape.display import html_table
from landscape.escapes import find_escapes
from landscape.fitness import to_fitness
from landscape.funnels import Funnels, find_funnels
from landscape.names import find_name
from landscape.network import NetworkArrays
from landscape.optima import Ties, find_ties

if TYPE_CHECKING:
    import networkx
    import pandas as pd

    from landscape.alignment import Scores
    from landscape.analysis import Profile
    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.graph import LON, Kind
    from landscape.spaces import Space

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

    Raises
    ------
    DataError
        If there is not one score a configuration, or a label is no architecture of the space; see
        `scores_of`.
    OptionError
        If `resolution` is not a positive finite number.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> valley = Landscape(ProductSpace([5]), [3, 1, 0, 2, 4])
    >>> valley.optima.tolist()  # every option of one variable neighbours every other
    [4]
    >>> Landscape(ProductSpace([5]), {4: 2.0, 0: 3.0}).fitness.tolist()
    [3.0, nan, nan, nan, 2.0]
    """

    def __init__(
        self,
        space: Space,
        fitness: Scores,
        *,
        metric: str = "fitness",
        minimize: bool = False,
        resolution: float | None = None,
    ) -> None:
        space.check_listable("a landscape")
        self.space = space
        self.metric = metric
        self.minimize = minimize
        self.resolution = resolution
        self.fitness: FloatArray = to_fitness(
            scores_of(space, fitness), minimize=minimize, resolution=resolution
        )
        self.fitness.flags.writeable = False  # everything below depends on it
        self._graphs: dict[tuple[Kind, bool], LON] = {}

    def __repr__(self) -> str:
        return f"Landscape({self.space!r}, metric={self.metric!r})"

    def _repr_html_(self) -> str:
        title = f"Landscape of {self.metric} on {self.space.title}"
        summary = self.summary()
        caution = {"caution": summary["caution"]} if summary["caution"] else {}
        return html_table(title, report.in_words(summary) | caution)

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

    # -- networks ---------------------------------------------------------------------------

    @cached_property
    def _lon(self) -> NetworkArrays:
        escapes = find_escapes(self.space, self.optima, self.basin_of)
        return NetworkArrays(
            name=[self.space.format(index) for index in self.optima.tolist()],
            index=self.optima,
            fitness=self.fitness[self.optima],
            basin=self.basins,
            self_weight=escapes.self_weight,
            members=np.ones(len(self.optima), dtype=np.int64),
            source=escapes.source,
            target=escapes.target,
            weight=escapes.weight,
        )

    @cached_property
    def funnels(self) -> Funnels:
        """Which optima reach which sinks of the compressed network."""
        return find_funnels(self._lon)

    def network_arrays(self, kind: Kind = "mlon", *, weak: bool = False) -> NetworkArrays:
        """Return a network as arrays: all its numbers, without the cost of a graph.

        Raises
        ------
        UnknownNameError
            If `kind` is none of "lon", "mlon", "cmlon".

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> arrays = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).network_arrays("lon")
        >>> arrays.index.tolist(), arrays.source.tolist(), arrays.target.tolist()
        ([0, 3], [0, 1], [1, 0])
        """
        known = _known_kind(kind)
        if known == "lon":
            return self._lon
        return self._lon.monotonic(weak=weak) if known == "mlon" else self._lon.compressed()

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
        return self._graph(_known_kind(kind)).to_networkx()

    def _graph(self, kind: Kind, *, weak: bool = False) -> LON:
        if (kind, weak) not in self._graphs:
            from landscape.graph import LON  # igraph is slow to import: only who asks pays

            self._graphs[kind, weak] = LON.from_arrays(
                self.network_arrays(kind, weak=weak),
                kind=kind,
                space=self.space.name,
                metric=self.metric,
                weak=weak,
                counts=self.counts(),
            )
        return self._graphs[kind, weak]

    def counts(self) -> dict[str, int]:
        """Return the numbers of the landscape that its graphs carry; see `LON`.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> Landscape(ProductSpace([5]), {0: 3.0, 4: 2.0}).counts()
        {'n_configurations': 5, 'n_scored': 2, 'n_plateau_optima': 1}
        """
        return {
            "n_configurations": self.space.size,
            "n_scored": self.n_scored,
            "n_plateau_optima": self.n_plateau_optima,
        }

    # -- reports ----------------------------------------------------------------------------

    def optima_table(self) -> pd.DataFrame:
        """Return one row an optimum, ascending by configuration number.

        Columns: `arch`, `index`, `fitness`, `basin`; of the MLON `in_degree`, `out_degree` and
        `sink`; `funnel`, the configuration numbers of the CMLON sinks it reaches, separated by
        spaces; `is_global`.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> table = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).optima_table()
        >>> table[["arch", "fitness", "basin", "is_global"]].values.tolist()
        [['0', 3.0, 3, True], ['3', 2.0, 1, False]]
        """
        return report.optima_table(self)

    def summary(self) -> dict[str, Any]:
        """Return the numbers that describe the landscape, with the definitions they rest on.

        All values are plain Python. Without any fitness `global_fitness` is None.

        Examples
        --------
        >>> from landscape import Landscape, ProductSpace
        >>> summary = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).summary()
        >>> summary["n_optima"], summary["n_sinks"], summary["global_fitness"]
        (2, 1, 3.0)
        """
        return report.summary(self)

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
