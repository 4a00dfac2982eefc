"""The same 64 bits for isomorphic cells, and only for those, for many cells at once.

This is the neighbourhood hash of NAS-Bench-101 with integers in place of texts: what is known of a
vertex is mixed, again and again, with what is known of those before it and of those after it.
That it tells all cells of the space apart is checked when they are listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from landscape.spaces.nb101.graphs import ABSENT, adjacency_of

if TYPE_CHECKING:
    from landscape.arrays import IntArray

__all__ = ["Fingerprints", "fingerprints"]

Fingerprints: TypeAlias = npt.NDArray[np.uint64]
"""One for each cell."""

_ROUNDS = 3  # two are enough to tell all cells of the space apart
_CHUNK = 1 << 11  # cells whose matrices fit a processor's cache

# Odd and without pattern: the golden ratio, and the constants of Steele et al., "Fast splittable
# pseudorandom number generators", 2014 (splitmix64).
_OWN = np.uint64(0x9E3779B97F4A7C15)
_BEFORE = np.uint64(0xD1342543DE82EF95)
_AFTER = np.uint64(0xAF251AF3B0F025B5)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = np.array([30, 27, 31], dtype=np.uint64)


def fingerprints(edges: IntArray, labels: IntArray) -> Fingerprints:
    """Return the fingerprints of cells: shapes ``(k,)`` and ``(k, 7)`` give ``(k,)``.

    The places of the vertices do not matter, nor do places without one.
    """
    found = np.empty(len(edges), dtype=np.uint64)
    for first in range(0, len(edges), _CHUNK):
        chunk = slice(first, first + _CHUNK)
        found[chunk] = _fingerprints(edges[chunk], labels[chunk])
    return found


def _fingerprints(edges: IntArray, labels: IntArray) -> Fingerprints:
    after = adjacency_of(edges).astype(np.uint64)
    before = np.ascontiguousarray(after.swapaxes(1, 2))
    known = _mix((labels.astype(np.uint64) + np.uint64(1)) * _OWN)
    for _ in range(_ROUNDS):
        told = _mix(known)[:, :, None]
        # Sums do not depend on the order of the neighbours; they wrap around at 2^64.
        known = known * _OWN
        known += (before @ told)[:, :, 0] * _BEFORE
        known += (after @ told)[:, :, 0] * _AFTER
        known = _mix(known)
    known[labels == ABSENT] = 0
    return np.asarray(known.sum(axis=1), dtype=np.uint64)


def _mix(values: Fingerprints) -> Fingerprints:
    """Return values of which every bit depends on every bit of what was given, one to one."""
    values = (values ^ (values >> _SHIFTS[0])) * _FIRST
    values = (values ^ (values >> _SHIFTS[1])) * _SECOND
    values ^= values >> _SHIFTS[2]
    return values
