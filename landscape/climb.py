"""Where climbs of a whole space lead: steps, climbs, ties and escapes of their ends, funnels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from landscape.display import short_repr
from landscape.errors import OptionError
from landscape.lazy import once
from landscape.network import component_leads
from landscape.numbers import ESCAPE
from landscape.reason import shown
from landscape.spaces import ProductSpace
from landscape.spaces.neighbourhood import cube_steps, list_steps, neighbour_matrices

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.network import Network
    from landscape.spaces import Space

__all__ = [
    "ESCAPES",
    "Escapes",
    "Funnels",
    "Ties",
    "attractors",
    "best_improvement",
    "check_escape",
    "find_escapes",
    "find_funnels",
    "find_ties",
]


def best_improvement(space: Space, fitness: FloatArray) -> IntArray:
    """Return where one best-improvement step leads from every configuration.

    The step goes to the best neighbour if that is strictly better, to the first of equally good
    ones in neighbour order; otherwise the configuration is its own step. A missing configuration
    is its own step and nobody else's.

    Parameters
    ----------
    space
        The neighbourhood.
    fitness
        Shape ``(space.size,)``, maximised; NaN is missing.

    Returns
    -------
    array of shape (space.size,), of space.dtype
    """
    if isinstance(space, ProductSpace):
        return cube_steps(space, fitness)
    return list_steps(space.neighbour_lists(), fitness)


def attractors(step: IntArray, fitness: FloatArray) -> IntArray:
    """Return the local optimum where the climb from every configuration ends; -1 if missing.

    Pointer jumping: every round doubles the steps taken, so the rounds are the logarithm of the
    longest climb.

    Parameters
    ----------
    step
        Shape ``(n,)``, from `best_improvement`.
    fitness
        Shape ``(n,)``; NaN is missing.
    """
    end, further = step, step[step]
    while not np.array_equal(end, further):
        end, further = further, further[further]
    return np.where(np.isnan(fitness), end.dtype.type(-1), end)


ESCAPES = (1, 2, 3)
"""Distances that escapes can have."""


@dataclass(frozen=True, eq=False)
class Ties:
    """What local optima share with their neighbours.

    Attributes
    ----------
    strict
        Shape ``(n_optima,)``: every neighbour is strictly worse.
    plateau
        Shape ``(n_optima,)``: position of the first optimum of the same plateau, a connected set
        of equal fitness.
    closed
        Shape ``(n_optima,)``: no configuration of the plateau has a strictly better neighbour.
    """

    strict: BoolArray
    plateau: IntArray
    closed: BoolArray

    @property
    def n_strict(self) -> int:
        """Number of optima whose every neighbour is strictly worse."""
        return int(np.count_nonzero(self.strict))

    @property
    def n_plateaus(self) -> int:
        """Number of connected sets of equal fitness with no better neighbour on their rim."""
        return len(np.unique(self.plateau[self.closed]))


def find_ties(space: Space, fitness: FloatArray, optima: IntArray) -> Ties:
    """Compare local optima with their equally good neighbours.

    Only neighbours of optima are looked at: a plateau without a strictly better neighbour
    consists of local optima, so one that continues in another configuration is not closed.
    Missing neighbours are ignored.

    Parameters
    ----------
    space
        The neighbourhood.
    fitness
        Shape ``(space.size,)``, maximised; NaN is missing.
    optima
        Shape ``(n_optima,)``, ascending configuration numbers.
    """
    source, neighbour = _equal_neighbours(space, fitness, optima)
    position = np.full(space.size, -1, dtype=optima.dtype)
    position[optima] = np.arange(len(optima))
    target = position[neighbour]
    inside = target >= 0
    plateau = component_leads(len(optima), source[inside], target[inside])
    strict = np.ones(len(optima), dtype=np.bool_)
    strict[source] = False
    closed = ~np.isin(plateau, plateau[source[~inside]])
    return Ties(strict, plateau, closed)


def _equal_neighbours(
    space: Space, fitness: FloatArray, optima: IntArray
) -> tuple[IntArray, IntArray]:
    """Return pairs of an optimum's position and an equally good neighbour's number."""
    nobody = np.append(fitness, np.nan)  # NaN equals nothing: neither padding nor missing
    sources, neighbours = [optima[:0]], [optima[:0]]
    for first, matrix in neighbour_matrices(space, optima, distance=1):
        rows = optima[first : first + len(matrix)]
        row, column = np.nonzero(nobody[matrix] == fitness[rows, None])
        sources.append((first + row).astype(optima.dtype))
        neighbours.append(matrix[row, column])
    return np.concatenate(sources), np.concatenate(neighbours)


@dataclass(frozen=True, eq=False)
class Escapes:
    """All escapes from local optima, which are numbered by their position.

    Attributes
    ----------
    source, target, weight
        Shape ``(n_edges,)`` each, sorted by source, then target, which differ: `weight` of the
        neighbours of `source` at the distance of escapes have a climb that ends at `target`.
    self_weight
        Shape ``(n_optima,)``: how many have a climb that returns.
    """

    source: IntArray
    target: IntArray
    weight: IntArray
    self_weight: IntArray


def check_escape(space: Space, escape: int) -> None:
    """Make sure that escapes can go so far in a space, before anything is scored or climbed.

    Parameters
    ----------
    space
        The neighbourhood.
    escape
        Their distance: 1, 2 or 3.

    Raises
    ------
    OptionError
        If it is none of these, or nothing in the space is so far from anything.

    Examples
    --------
    >>> from landscape import ProductSpace
    >>> check_escape(ProductSpace([3, 3]), 2)
    >>> check_escape(ProductSpace([3, 3]), 3)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    landscape.errors.OptionError: --escape 3: no two configurations of product are at distance 3 ...
    """
    if isinstance(escape, bool) or escape not in ESCAPES:
        raise OptionError(f"--escape {shown(escape)}: expected 1, 2 or 3, the distance of escapes")
    if escape == ESCAPE:
        return
    if isinstance(space, ProductSpace):
        if space.size > 1 and not space.n_neighbours(escape):
            raise OptionError(
                f"--escape {escape}: no two configurations of {space.title} are at distance "
                f"{escape} of each other; expected a smaller one"
            )
        return
    try:
        space.neighbours(0, escape)
    except OptionError as error:
        raise OptionError(f"--escape {escape}: {error}") from error


def find_escapes(
    space: Space, optima: IntArray, basin_of: IntArray, escape: int = ESCAPE
) -> Escapes:
    """Count, for every optimum, where the climbs from its neighbours at some distance end.

    These are escape edges with that many random changes: Verel, Daolio, Ochoa and Tomassini,
    "Local optima networks with escape edges", 2012.

    Time is the number of optima times such neighbours; memory that of the edges.

    Parameters
    ----------
    space
        The neighbourhood.
    optima
        Shape ``(n_optima,)``, ascending configuration numbers.
    basin_of
        Shape ``(space.size,)``: position of the optimum where a climb ends; -1 if missing.
    escape
        The distance.
    """
    ends = np.append(basin_of, basin_of.dtype.type(-1))  # the last answers for nobody
    self_weight = np.zeros(len(optima), dtype=np.int64)
    chunks = [(optima[:0], optima[:0], optima[:0])]
    for first, matrix in neighbour_matrices(space, optima, distance=escape):
        row, target, weight = _count_rows(ends[matrix])
        source = (row + first).astype(target.dtype)
        back = source == target
        self_weight[source[back]] = weight[back]
        away = ~back & (target >= 0)
        chunks.append((source[away], target[away], weight[away]))
    source, target, weight = (np.concatenate(parts) for parts in zip(*chunks, strict=True))
    return Escapes(source, target, weight, self_weight)


def _count_rows(values: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return the row, the value and the count of every distinct value of every row."""
    values.sort(axis=1)
    begins = np.ones(values.shape, dtype=np.bool_)
    np.not_equal(values[:, 1:], values[:, :-1], out=begins[:, 1:])
    starts = np.flatnonzero(begins)
    counts = np.diff(starts, append=values.size).astype(values.dtype)
    return starts // max(1, values.shape[1]), values.reshape(-1)[starts], counts


_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Funnels:
    """Which optima reach which sinks of the compressed monotonic network (CMLON).

    Source: Ochoa, Veerapen, Daolio and Tomassini, "Understanding phase transitions with local
    optima networks: number partitioning as a case study", EvoCOP 2017.

    An optimum can reach many sinks; then it is in as many funnels.

    Attributes
    ----------
    sinks
        Shape ``(n_funnels,)``, ascending: configuration number of each sink, of its first optimum
        if it is a contracted one.
    is_global
        Shape ``(n_funnels,)``: whether the sink has the best fitness of all.
    """

    sinks: IntArray
    is_global: BoolArray
    _ascent: _Ascent

    __repr__ = short_repr

    def __len__(self) -> int:
        return len(self.sinks)

    def reached_from(self, optimum: int) -> IntArray:
        """Return the sinks that the optimum at this position reaches (at least one)."""
        return self.sinks[_unpack(self._reached[optimum], len(self))]

    def labels(self) -> list[str]:
        """Return, for every optimum, the sinks it reaches, separated by spaces."""
        texts: dict[bytes, str] = {}  # few sets of sinks, each reached from many optima
        rows = [row.tobytes() for row in self._reached]
        for position, row in enumerate(rows):
            if row not in texts:
                texts[row] = " ".join(map(str, self.reached_from(position).tolist()))
        return [texts[row] for row in rows]

    def members(self, funnel: int) -> BoolArray:
        """Tell which optima are in the funnel at this position of `sinks`."""
        return (self._reached[:, funnel // 8] >> (funnel % 8) & 1).astype(np.bool_)

    @property
    def sizes(self) -> IntArray:
        """Number of optima in each funnel."""
        return np.array(
            [np.count_nonzero(self.members(k)) for k in range(len(self))], dtype=np.int64
        )

    @cached_property
    def rank(self) -> IntArray:
        """Place of each funnel among all, from 0, the best sink; of ties the first comes first."""
        rank = np.empty(len(self), dtype=np.int64)
        rank[np.argsort(-self._ascent.fitness, kind="stable")] = np.arange(len(self))
        return rank

    @property
    def best(self) -> IntArray:
        """Rank of the best funnel that each optimum is in, shape ``(n_optima,)``."""
        return self._ends[:, 0]

    @property
    def several(self) -> BoolArray:
        """Which optima are in other funnels, too."""
        return np.asarray(self._ends[:, 0] != self._ends[:, 1])

    @property
    def global_funnel(self) -> BoolArray:
        """Which optima reach a global optimum: if they do, the best sink they reach is one."""
        return self.is_global[np.argsort(self.rank)][self.best]

    @cached_property
    def _ends(self) -> IntArray:
        """Rank of the best and of the worst funnel that each optimum is in."""
        ends = self._ascent.passed_down(np.column_stack([self.rank, -self.rank]), np.minimum)
        ends[:, 1] *= -1
        return ends

    # One row an optimum, one bit a funnel: a large network has 50,000 optima and 1,000 funnels.
    # Only who asks for all funnels pays.
    @cached_property
    def _reached(self) -> npt.NDArray[np.uint8]:
        funnel = np.arange(len(self))
        alone = np.zeros((len(self), (len(self) + 7) // 8), dtype=np.uint8)
        alone[funnel, funnel // 8] = 1 << funnel % 8
        return self._ascent.passed_down(alone, np.bitwise_or)


@dataclass(frozen=True, eq=False)
class _Ascent:
    """The edges of a compressed network, in the order in which sinks become known.

    Attributes
    ----------
    component
        Shape ``(n_optima,)``: the node that stands for each optimum.
    sinks, fitness
        Shape ``(n_funnels,)`` each: nodes without edges, and their fitness.
    others
        The other nodes, best first: all they lead to comes before them.
    begins, target
        Where the edges of each node begin in `target`, shape ``(n_nodes + 1,)``, and their ends.
    """

    component: IntArray
    sinks: IntArray
    fitness: FloatArray
    others: IntArray
    begins: IntArray
    target: IntArray

    def passed_down(self, own: npt.NDArray[_T], merge: np.ufunc) -> npt.NDArray[_T]:
        """Return what each optimum has, where sinks have a row of `own`, others what ends have.

        Complexity: one row an edge.
        """
        rows = np.zeros((len(self.begins) - 1, own.shape[1]), dtype=own.dtype)
        rows[self.sinks] = own
        begins = self.begins.tolist()
        for node in self.others.tolist():
            ends = self.target[begins[node] : begins[node + 1]]
            rows[node] = merge.reduce(rows[ends], axis=0)
        return rows[self.component]


@once
def find_funnels(network: Network) -> Funnels:
    """Return the funnels of a network, the same object each time.

    Complexity: edges; with `Funnels.labels`, `members` and what counts them edges times funnels,
    eight funnels at once.

    Parameters
    ----------
    network
        With its edges between equally good optima: a whole LON, a weak MLON or a CMLON. (A strict
        MLON would keep plateaus apart, each optimum a sink of its own.)

    Raises
    ------
    OptionError
        If this network has lost the edges between equally good optima.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> landscape = Landscape(ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, 7])
    >>> find_funnels(landscape.network("lon")).sinks.tolist()
    [0]
    """
    compressed = network.compressed()
    is_sink = compressed.sink
    order = np.argsort(-compressed.fitness)  # edges improve: best first, ends before starts
    ascent = _Ascent(
        component=network.components()[1],
        sinks=np.flatnonzero(is_sink),
        fitness=compressed.fitness[is_sink],
        others=order[~is_sink[order]],
        begins=np.searchsorted(compressed.source, np.arange(compressed.n_nodes + 1)),
        target=compressed.target,
    )
    return Funnels(compressed.index[is_sink], compressed.is_global[is_sink], ascent)


def _unpack(row: npt.NDArray[np.uint8], count: int) -> BoolArray:
    return np.unpackbits(row, count=count, bitorder="little").astype(np.bool_)
