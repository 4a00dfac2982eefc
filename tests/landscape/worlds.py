"""Small landscapes for tests: random ones, and a space of explicit neighbour lists."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from landscape import Landscape, ProductSpace, Space, Variable
from tests.landscape import oracle

# Few values, so that ties are everywhere; the rest are the special cases.
VALUES = [0.0, 1.0, 2.0, 3.0, -math.inf, math.nan]


class ListSpace(Space):
    """Any graph as a space; the distance is the least number of links."""

    def __init__(self, lists):
        self.name = self.title = "lists"
        self.size = len(lists)
        self._lists = lists

    def neighbours(self, index, distance=1):
        nearer, found = set(), [index]
        for _ in range(distance):
            nearer |= set(found)
            further = {n for i in found for n in self._lists[i]}
            found = self._lists[index] if distance == 1 else sorted(further - nearer)
        return np.array(found, dtype=self.dtype)


class Relisted(Space):
    """A product space that hides that it is one, so that the list route is taken."""

    def __init__(self, space):
        self.name, self.title, self.size = space.name, space.title, space.size
        self.neighbours = space.neighbours

    def neighbours(self, index, distance=1):
        raise NotImplementedError


@st.composite
def product_worlds(draw, escape=2):
    """Return a landscape of a small product space, and what the oracle says about it."""
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    # Half of all spaces are without order, some in part, some in all of their variables.
    ordinal = draw(st.just([False] * 4) | st.lists(st.booleans(), min_size=4, max_size=4))
    fitness = _column(draw, math.prod(shape))
    space = ordered_space(shape, ordinal)
    assume(escape == 2 or space.size == 1 or space.n_neighbours(escape))
    return Landscape(space, fitness, escape=escape), _solve(
        fitness, oracle.product_neighbours(shape, ordinal[: len(shape)]), escape
    )


def ordered_space(shape, ordinal):
    """Return a product space some of whose variables are ordinal."""
    pairs = zip(shape, ordinal, strict=False)
    space = ProductSpace([Variable(f"x{i}", range(n), o) for i, (n, o) in enumerate(pairs)])
    space.notations = ("index",)  # as the oracle calls them
    return space


@st.composite
def list_worlds(draw, escape=2):
    """Return a landscape of a small graph, isolated configurations included, and the oracle."""
    size = draw(st.integers(1, 12))
    pairs = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    links = {(i, j) for i, j in draw(st.lists(pairs, max_size=30)) if i != j}
    links |= {(j, i) for i, j in links}
    space = ListSpace([sorted(j for i, j in links if i == here) for here in range(size)])
    fitness = _column(draw, size)
    truth = _solve(fitness, lambda i, d: space.neighbours(i, d).tolist(), escape)
    return Landscape(space, fitness, escape=escape), truth


def worlds(escape=2):
    return product_worlds(escape) | list_worlds(escape)


def _column(draw, size):
    return draw(st.lists(st.sampled_from(VALUES), min_size=size, max_size=size))


def _solve(fitness, neighbours, escape=2):
    return oracle.solve([None if math.isnan(f) else f for f in fitness], neighbours, escape)
