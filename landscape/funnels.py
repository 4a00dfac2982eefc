"""Funnels: the optima from which better and better escapes can reach the same sink.

Source: Ochoa, Veerapen, Daolio and Tomassini, "Understanding phase transitions with local optima
networks: number partitioning as a case study", EvoCOP 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from landscape.display import short_repr
from landscape.lazy import once

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.network import Network

__all__ = ["Funnels", "find_funnels"]

_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Funnels:
    """Which optima reach which sinks of the compressed monotonic network (CMLON).

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
