"""Several landscapes of the same small space, random and made by hand."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from landscape import Landscape, ProductSpace
from tests.landscape import oracle
from tests.landscape.worlds import VALUES, ListSpace

SQUARE = ProductSpace([2, 2], name="square")
"""Neighbours: 0-1, 0-2, 1-3, 2-3."""


@st.composite
def worlds(draw, landscapes=3):
    """Return landscapes of one space, a product or any graph, and who neighbours whom."""
    space, neighbours = draw(_products() | _lists())
    column = st.lists(st.sampled_from(VALUES), min_size=space.size, max_size=space.size)
    return [Landscape(space, draw(column)) for _ in range(landscapes)], neighbours


@st.composite
def _products(draw):
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    return ProductSpace(shape), oracle.product_neighbours(shape)


@st.composite
def _lists(draw):
    size = draw(st.integers(1, 12))
    pairs = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    links = {(i, j) for i, j in draw(st.lists(pairs, max_size=30)) if i != j}
    links |= {(j, i) for i, j in links}
    space = ListSpace([sorted(j for i, j in links if i == here) for here in range(size)])
    space.format = str
    return space, lambda i, d: space.neighbours(i, d).tolist()


def squares(*columns, **options):
    return [Landscape(SQUARE, column, **options) for column in columns]


def listed(landscape):
    """Return fitness as a list, None for missing."""
    return [None if math.isnan(f) else f for f in landscape.fitness.tolist()]
