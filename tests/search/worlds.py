"""Small spaces and tables for tests."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

from landscape.spaces import ProductSpace, Space

# Few values, so that ties are everywhere; the rest are the special cases.
VALUES = [0.0, 1.0, 2.0, 3.0, -math.inf, math.nan]


class Ring(Space):
    """Everybody has two neighbours: a space that is no product."""

    name, title = "ring", "A ring"

    def __init__(self, size):
        self.size = size

    def neighbours(self, index, distance=1):
        return np.array([index - distance, index + distance], self.dtype) % self.size


@st.composite
def worlds(draw):
    """Return a space and the fitness of everybody in it."""
    products = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(ProductSpace)
    space = draw(products | st.integers(5, 30).map(Ring))
    values = st.lists(st.sampled_from(VALUES), min_size=space.size, max_size=space.size)
    return space, np.array(draw(values))


def trials(search, space, count, seed=0, **options):
    """Return `count` searches, each with a generator of its own."""
    rngs = np.random.default_rng(seed).spawn(count)
    return [search(space, "f", rng, **options) for rng in rngs]
