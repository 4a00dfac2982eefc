"""Escape edges: which optimum a climb reaches after two random changes to another optimum.

Source: Verel, Daolio, Ochoa and Tomassini, "Local optima networks with escape edges", 2012.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces.neighbourhood import neighbour_matrices

if TYPE_CHECKING:
    from landscape.arrays import IntArray
    from landscape.spaces import Space

__all__ = ["Escapes", "find_escapes"]


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
