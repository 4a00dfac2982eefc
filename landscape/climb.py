"""Climbing of a whole space at once: steps, climbs, and the ties and escapes of their ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.network import component_leads
from landscape.spaces import ProductSpace
from landscape.spaces.neighbourhood import cube_steps, list_steps, neighbour_matrices

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.spaces import Space

__all__ = ["Escapes", "Ties", "attractors", "best_improvement", "find_escapes", "find_ties"]


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
        2-opt neighbours of `source` have a climb that ends at `target`.
    self_weight
        Shape ``(n_optima,)``: how many have a climb that returns.
    """

    source: IntArray
    target: IntArray
    weight: IntArray
    self_weight: IntArray


def find_escapes(space: Space, optima: IntArray, basin_of: IntArray) -> Escapes:
    """Count, for every optimum, where the climbs from its 2-opt neighbours end.

    These are escape edges with two random changes: Verel, Daolio, Ochoa and Tomassini, "Local
    optima networks with escape edges", 2012.

    Time is the number of optima times 2-opt neighbours; memory that of the edges.

    Parameters
    ----------
    space
        The neighbourhood.
    optima
        Shape ``(n_optima,)``, ascending configuration numbers.
    basin_of
        Shape ``(space.size,)``: position of the optimum where a climb ends; -1 if missing.
    """
    ends = np.append(basin_of, basin_of.dtype.type(-1))  # the last answers for nobody
    self_weight = np.zeros(len(optima), dtype=np.int64)
    chunks = [(optima[:0], optima[:0], optima[:0])]
    for first, matrix in neighbour_matrices(space, optima, distance=2):
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
