"""Architectures drawn at random, none of them twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from landscape.spaces import Space

__all__ = ["draw_distinct"]

_ROUNDS = 100


def draw_distinct(space: Space, rng: np.random.Generator, count: int) -> list[int]:
    """Draw `count` different configurations, or as many as there are.

    Uniform as far as `Space.sample` is. In a space hardly larger than `count` a few may be left
    out, after a hundred rounds that did not meet them.
    """
    drawn: dict[int, None] = {}
    for _ in range(_ROUNDS):
        if len(drawn) >= min(count, space.size):
            break
        drawn.update(dict.fromkeys(space.sample(rng, count).tolist()))
    return list(drawn)[:count]
