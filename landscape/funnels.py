"""Funnels: the optima from which better and better escapes can reach the same sink.

Source: Ochoa, Veerapen, Daolio and Tomassini, "Understanding phase transitions with local optima
networks: number partitioning as a case study", EvoCOP 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from landscape.display import short_repr

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray
    from landscape.network import NetworkArrays

__all__ = ["Funnels", "find_funnels"]


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
    # One row an optimum, one bit a funnel: a large network has 50,000 optima and 1,000 funnels.
    _reached: npt.NDArray[np.uint8]

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

    @property
    def global_funnel(self) -> BoolArray:
        """Which optima reach a global optimum."""
        mask = np.packbits(self.is_global, bitorder="little")
        return np.asarray((self._reached & mask).any(axis=1))


def find_funnels(network: NetworkArrays) -> Funnels:
    """Return the funnels of a network.

    Complexity: edges times funnels, eight funnels at once.

    Parameters
    ----------
    network
        With its edges between equally good optima: a whole LON, a weak MLON or a CMLON. (A strict
        MLON would keep plateaus apart, each optimum a sink of its own.)
    """
    compressed = network.compressed()
    sinks = np.flatnonzero(compressed.sink)
    funnel = np.arange(len(sinks))
    reached = np.zeros((compressed.n_nodes, (len(sinks) + 7) // 8), dtype=np.uint8)
    reached[sinks, funnel // 8] = 1 << funnel % 8
    begins = np.searchsorted(compressed.source, np.arange(compressed.n_nodes + 1))
    for node in np.argsort(-compressed.fitness):  # edges improve: best first, ends before starts
        ends = compressed.target[begins[node] : begins[node + 1]]
        if len(ends):
            reached[node] = np.bitwise_or.reduce(reached[ends], axis=0)
    component = network.components()[1]
    return Funnels(compressed.index[sinks], compressed.is_global[sinks], reached[component])


def _unpack(row: npt.NDArray[np.uint8], count: int) -> BoolArray:
    return np.unpackbits(row, count=count, bitorder="little").astype(np.bool_)
