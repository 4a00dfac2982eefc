"""Spaces whose distances are counted change by change, from lists of neighbours."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.arrays import whole_argument
from landscape.spaces.neighbour_lists import NeighbourLists
from landscape.spaces.space import Space

if TYPE_CHECKING:
    from landscape.arrays import IntArray

__all__ = ["SteppedSpace"]

_ROWS = 1 << 13  # whose neighbours are found at once
_MOST_KEYS = 2**62


class SteppedSpace(Space):
    """A space that says who neighbours whom; what is further away, some neighbours lead to.

    At distance ``k`` is what ``k`` changes lead to, each of them to a configuration of the space,
    and no fewer. Neighbours are in an order of the space's own; what is further away is in the
    order of its numbers.
    """

    @abstractmethod
    def _near(self, rows: IntArray) -> NeighbourLists:
        """Return the neighbours at distance 1 of some configurations, each in neighbour order."""

    def neighbours(self, index: int, distance: int = 1) -> IntArray:
        """Return the neighbours of `index` at exactly `distance`."""
        return self.neighbour_lists(np.array([self._check(index)]), distance).members

    def neighbour_lists(self, indices: IntArray | None = None, distance: int = 1) -> NeighbourLists:
        """Return the neighbours of many configurations (default: all) at once."""
        distance = whole_argument("distance", distance, 1)
        if indices is None:
            self.check_listable("a list of all neighbours")
            if distance == 1:
                return self._near_everyone
        rows = np.arange(self.size, dtype=self.dtype) if indices is None else self._numbers(indices)
        at_once = max(1, min(_ROWS, _MOST_KEYS // self.size))
        parts = [rows[first : first + at_once] for first in range(0, len(rows), at_once)]
        find = self._near if distance == 1 else lambda part: self._further(part, distance)
        return _joined([find(part) for part in parts], self.dtype)

    @cached_property
    def _near_everyone(self) -> NeighbourLists:
        return self.neighbour_lists(np.arange(self.size, dtype=self.dtype))

    def _further(self, rows: IntArray, distance: int) -> NeighbourLists:
        """Return what is exactly so far from each row: what is reached, and was not before."""
        start = np.arange(len(rows)) * self.size + rows
        seen, fresh = start, start
        for _ in range(distance):
            row, member = np.divmod(fresh, self.size)
            distinct, which = np.unique(member, return_inverse=True)
            lists = self._known_near(distinct.astype(self.dtype))
            degrees = np.diff(lists.offsets)[which]
            begins = np.repeat(lists.offsets[which] - _before(degrees), degrees)
            near = lists.members[begins + np.arange(len(begins))]
            keys = np.repeat(row, degrees) * self.size + near
            fresh = np.setdiff1d(keys, seen)
            seen = np.union1d(seen, fresh)
        row, member = np.divmod(fresh, self.size)
        offsets = np.searchsorted(row, np.arange(len(rows) + 1)).astype(np.int64)
        return NeighbourLists(offsets, member.astype(self.dtype))

    def _known_near(self, members: IntArray) -> NeighbourLists:
        """Return the neighbours of some, from those of all if these were asked for before."""
        everyone = self.__dict__.get("_near_everyone")
        if everyone is None:
            return self._near(members)
        return NeighbourLists.from_rows([everyone[m] for m in members.tolist()], self.dtype)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the lists behind: another process makes them again."""
        return {name: it for name, it in self.__dict__.items() if name != "_near_everyone"}


def _before(lengths: IntArray) -> IntArray:
    """Return the sum of the lengths before each."""
    return np.cumsum(lengths) - lengths


def _joined(parts: list[NeighbourLists], dtype: type[np.signedinteger[Any]]) -> NeighbourLists:
    """Return lists one after the other."""
    degrees = [np.zeros(1, np.int64), *(np.diff(lists.offsets) for lists in parts)]
    members = [np.empty(0, dtype), *(lists.members for lists in parts)]
    offsets = np.cumsum(np.concatenate(degrees)).astype(np.int64)
    return NeighbourLists(offsets, np.concatenate(members).astype(dtype, copy=False))
