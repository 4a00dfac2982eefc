"""The neighbours of many configurations, packed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import IntArray

__all__ = ["NeighbourLists"]


@dataclass(frozen=True, eq=False)
class NeighbourLists:
    """Neighbours of many configurations in compressed sparse row form.

    Attributes
    ----------
    offsets
        Shape ``(n + 1,)``; the neighbours of row ``r`` are ``members[offsets[r]:offsets[r + 1]]``.
    members
        Shape ``(offsets[-1],)``; configuration numbers, each row in neighbour order.

    Examples
    --------
    >>> from landscape import ProductSpace
    >>> lists = ProductSpace([2, 3]).neighbour_lists()
    >>> len(lists), lists[0].tolist(), lists.offsets.tolist()
    (6, [3, 1, 2], [0, 3, 6, 9, 12, 15, 18])
    """

    offsets: IntArray
    members: IntArray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> IntArray:
        return self.members[self.offsets[row] : self.offsets[row + 1]]

    @classmethod
    def from_rows(
        cls, rows: Sequence[IntArray], dtype: type[np.signedinteger[Any]]
    ) -> NeighbourLists:
        """Pack one array of neighbours a row."""
        offsets = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=offsets[1:])
        members = np.concatenate(rows).astype(dtype) if len(rows) else np.empty(0, dtype)
        return cls(offsets, members)

    @classmethod
    def from_tables(
        cls, tables: Sequence[IntArray], dtype: type[np.signedinteger[Any]]
    ) -> NeighbourLists:
        """Pack tables of one row of neighbours each, with -1 where there is none."""
        counts = [np.zeros(1, np.int64), *((table >= 0).sum(axis=1) for table in tables)]
        members = [np.empty(0, dtype), *(table[table >= 0] for table in tables)]
        return cls(np.cumsum(np.concatenate(counts)), np.concatenate(members))
