"""Cells of NAS-Bench-101 in the form that building their networks asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray

__all__ = ["OPERATIONS", "OUTPUT", "Cells", "Graphs"]

OPERATIONS = ("conv3x3", "conv1x1", "maxpool3x3")
"""What interior vertices do, by number."""

OUTPUT = 6
"""Number of the output vertex; interior vertices are 1 to 5, the input is 0."""

_LOOKS_AROUND = np.array([name.endswith("3x3") for name in OPERATIONS])


class Cells(Protocol):
    """A space of such cells."""

    def vertices(self, indices: IntArray) -> IntArray:
        """Return the numbers of vertices, shape ``(k,)``."""

    def adjacency(self, indices: IntArray) -> BoolArray:
        """Return the matrices, shape ``(k, 7, 7)``, nothing after a cell's last vertex."""

    def operations(self, indices: IntArray) -> IntArray:
        """Return the operations, shape ``(k, 7)``, -1 where there is none."""

    def canonical(self, indices: IntArray) -> IntArray:
        """Return the configurations that stand for them."""


class Graphs:
    """Some cells, with the output as vertex 6 in all of them, however many vertices there are.

    Attributes
    ----------
    operations
        Shape ``(k, 7)``: numbers in `OPERATIONS`; -1 for the input, the output and where there is
        no vertex.
    edges
        Shape ``(k, 7, 7)``: from, to.
    """

    def __init__(self, space: Cells, indices: IntArray) -> None:
        last = np.asarray(space.vertices(indices)).astype(np.int64) - 1
        rows = np.arange(len(last))
        self.operations = np.asarray(space.operations(indices))
        self.edges = space.adjacency(indices).copy()
        to_output = self.edges[rows, :, last]
        self.edges[rows, :, last] = False
        self.edges[:, :, OUTPUT] = to_output

    def channels(self, wide: int) -> IntArray:
        """Return the channels of every vertex where the cell's output has `wide`.

        The vertices that lead to the output share its channels evenly, the first of them taking
        one more each while there is a remainder; any other has as many as the widest it leads to.

        Returns
        -------
        array of shape (k, 7), int64
            0 where there is no vertex, and for the input, whose channels are given.
        """
        feeds = self.edges[:, :, OUTPUT].copy()
        feeds[:, 0] = False
        share, rest = np.divmod(wide, np.maximum(feeds.sum(axis=1), 1))
        widths = np.where(feeds, share[:, None] + (feeds.cumsum(axis=1) <= rest[:, None]), 0)
        for vertex in range(OUTPUT - 2, 0, -1):
            widest = np.max(widths * self.edges[:, vertex], axis=1)
            widths[:, vertex] = np.where(feeds[:, vertex], widths[:, vertex], widest)
        widths[:, OUTPUT] = wide
        return widths

    def reach(self) -> int:
        """Return how many pixels away an output pixel of any of the cells can see."""
        looks = np.where(self.operations >= 0, _LOOKS_AROUND[self.operations], False).astype(int)
        sight = np.zeros_like(looks)
        for vertex in range(1, OUTPUT + 1):
            before = np.where(self.edges[:, :vertex, vertex], sight[:, :vertex], 0)
            sight[:, vertex] = before.max(axis=1) + looks[:, vertex]
        return int(sight.max(initial=0))

    def shapes(self, widths: tuple[int, ...]) -> IntArray:
        """Return one number a cell, equal for cells whose feature maps have equal shapes.

        Parameters
        ----------
        widths
            Channels of the cells' outputs in the network.
        """
        columns = [self.channels(wide)[:, 1:OUTPUT] for wide in widths]
        table = np.concatenate([self.edges[:, 1:OUTPUT, OUTPUT], *columns], axis=1)
        _, shapes = np.unique(table, axis=0, return_inverse=True)
        return np.asarray(shapes).reshape(-1)
