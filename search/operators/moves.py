"""The random moves of a walk, in plain Python numbers.

A walk looks at one neighbour at a time, where a call of numpy costs more than a whole scan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces import ProductSpace
from search.driver.walks import Constrained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.spaces import Space

__all__ = ["Moves", "OrdinalMoves", "ProductMoves", "ValidMoves", "random_moves"]

_BLOCK = 64  # scans whose order is drawn at a time
_TRIES = 100


def random_moves(space: Space, rng: np.random.Generator) -> Moves:
    """Return the random moves in `space`."""
    if not isinstance(space, ProductSpace):
        return Moves(space, rng)
    if not space.is_hamming:
        return Moves(space, rng) if isinstance(space, Constrained) else OrdinalMoves(space, rng)
    return (ValidMoves if isinstance(space, Constrained) else ProductMoves)(space, rng)


class Moves:
    """Random moves in any space."""

    def __init__(self, space: Space, rng: np.random.Generator) -> None:
        self._space, self._rng = space, rng

    def scan(self, index: int) -> list[int]:
        """Return all 1-opt neighbours in random order."""
        order: list[int] = self._rng.permutation(self._space.neighbours(index)).tolist()
        return order

    def escape(self, index: int) -> int:
        """Return a random 2-opt neighbour; a random configuration if there is none."""
        far = self._space.neighbours(index, 2)
        return int(self._rng.choice(far)) if len(far) else self._space.sample(self._rng)


class ProductMoves(Moves):
    """Random moves in a product space, one variable after the other.

    The neighbours are index arithmetic, and random orders are drawn in blocks.
    """

    def __init__(self, space: ProductSpace, rng: np.random.Generator) -> None:
        super().__init__(space, rng)
        self._radices = [
            (n_options, stride, _steps_by_option(n_options, stride))
            for n_options, stride in zip(space.shape, space.strides, strict=True)
        ]
        self._variable = [v for v, n in enumerate(space.shape) for _ in range(n - 1)]
        self._orders = _orders(self._variable, rng)

    def scan(self, index: int) -> list[int]:
        """Return all 1-opt neighbours: variables in random order, the options of each likewise."""
        steps = self._steps(index)
        return [index + steps[column] for column in next(self._orders)]

    def escape(self, index: int) -> int:
        """Change two random variables at random; a random configuration if there are not two."""
        steps, order = self._steps(index), next(self._orders)
        for column in order:
            if self._variable[column] != self._variable[order[0]]:
                return index + steps[order[0]] + steps[column]
        return self._space.sample(self._rng)

    def _steps(self, index: int) -> list[int]:
        """Return what going to each 1-opt neighbour, in neighbour order, adds to the number."""
        steps: list[int] = []
        for n_options, stride, by_option in self._radices:
            steps += by_option[index // stride % n_options]
        return steps


class OrdinalMoves(ProductMoves):
    """Random moves in a product space with ordinal variables, whose options are steps apart."""

    def __init__(self, space: ProductSpace, rng: np.random.Generator) -> None:
        Moves.__init__(self, space, rng)
        self._radices = [
            (n, stride, (_next_by_option if in_order else _steps_by_option)(n, stride))
            for n, stride, in_order in zip(space.shape, space.strides, space.ordinal, strict=True)
        ]
        self._in_order = space.ordinal
        widths = [len(by_option[0]) for _, _, by_option in self._radices]
        self._variable = [v for v, width in enumerate(widths) for _ in range(width)]
        self._orders = _orders(self._variable, rng)

    def scan(self, index: int) -> list[int]:
        """Return all 1-opt neighbours: variables in random order, the options of each likewise."""
        steps = self._steps(index)  # 0 where there is no further option
        return [index + steps[column] for column in next(self._orders) if steps[column]]

    def escape(self, index: int) -> int:
        """Go two steps at random, of two variables or twice along an order.

        A random configuration if there are not two.
        """
        steps = self._steps(index)
        for column in next(self._orders):
            if steps[column]:
                far = self._second(index, column, steps)
                if far is not None:
                    return far
        return self._space.sample(self._rng)

    def _second(self, index: int, first: int, steps: list[int]) -> int | None:
        near, variable = index + steps[first], self._variable
        in_order = self._in_order[variable[first]]
        for column in next(self._orders):
            if variable[column] != variable[first] and steps[column]:
                return near + steps[column]
            if column == first and in_order and self._steps(near)[first]:
                return near + steps[first]
        return None


class ValidMoves(ProductMoves):
    """Random moves in a product space of which some codes are no architectures."""

    def __init__(self, space: ProductSpace, rng: np.random.Generator) -> None:
        super().__init__(space, rng)
        assert isinstance(space, Constrained)
        self._valid = space.valid

    def scan(self, index: int) -> list[int]:
        """Return all valid 1-opt neighbours: variables in random order, then options."""
        scan = np.array(super().scan(index), dtype=np.int64)
        valid: list[int] = scan[self._valid(scan)].tolist()
        return valid

    def escape(self, index: int) -> int:
        """Change two random variables at random until that is valid; else draw anew."""
        for _ in range(_TRIES):
            far = super().escape(index)
            if self._valid(np.array(far)):
                return far
        return self._space.sample(self._rng)


def _steps_by_option(n_options: int, stride: int) -> list[list[int]]:
    """Return, for each option of a variable, what going to the others adds to the number."""
    options = range(n_options)
    return [[(to - start) * stride for to in options if to != start] for start in options]


def _next_by_option(n_options: int, stride: int) -> list[list[int]]:
    """Return, for each ordered option, what going to the next smaller and larger one adds, or 0."""
    last = n_options - 1
    return [[-stride if k else 0, stride if k < last else 0] for k in range(n_options)]


def _orders(variable: list[int], rng: np.random.Generator) -> Iterator[list[int]]:
    """Yield random orders of neighbours that keep those along one variable together."""
    column = np.array(variable, dtype=np.intp)
    ranks = np.tile(np.arange(1 + max(variable, default=0)), (_BLOCK, 1))
    while True:
        # Sorted by the rank of the variable, then, as a fraction of one, by chance.
        keys = rng.permuted(ranks, axis=1)[:, column] + rng.random((_BLOCK, len(column)))
        yield from keys.argsort(axis=1).tolist()
