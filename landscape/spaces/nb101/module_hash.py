"""The benchmark's own hash of a cell, the name its files know it by.

Source: Ying et al., "NAS-Bench-101: Towards Reproducible Neural Architecture Search", ICML 2019;
the iterative hash is from Ying, "Enumerating unique computational graphs via an iterative graph
invariant", 2019.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["module_hash"]


def module_hash(edges: Iterable[tuple[int, int]], labels: Sequence[int]) -> str:
    """Return the hash of one cell, 32 hexadecimal digits; isomorphic cells have the same.

    Parameters
    ----------
    edges
        Pairs of vertices ``(from, to)``.
    labels
        One a vertex: -1 the input, -2 the output, otherwise the position of the operation in
        `OPERATIONS`.
    """
    before: list[list[int]] = [[] for _ in labels]
    after: list[list[int]] = [[] for _ in labels]
    for x, y in edges:
        after[x].append(y)
        before[y].append(x)
    hashes = [_md5(str((len(after[v]), len(before[v]), label))) for v, label in enumerate(labels)]
    for _ in labels:
        hashes = [
            _md5(
                "".join(sorted([hashes[w] for w in before[v]]))
                + "|"
                + "".join(sorted([hashes[w] for w in after[v]]))
                + "|"
                + own
            )
            for v, own in enumerate(hashes)
        ]
    return _md5(str(sorted(hashes)))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
