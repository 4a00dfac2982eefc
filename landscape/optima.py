"""Three ways to count local optima where neighbours can be equally good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.components import component_leads
from landscape.spaces.neighbourhood import neighbour_matrices

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.spaces import Space

__all__ = ["Ties", "find_ties"]


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
