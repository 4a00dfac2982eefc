"""Genetic operators on product spaces, in plain Python numbers.

A gene is a variable and its value an option; that of an ordinal variable changes to the next
smaller or larger one. What comes out is always an architecture: where some
codes are none, an operator tries again, and gives back its first parent after many failures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from search.driver.walks import product_and_validity

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.spaces import Space

__all__ = ["Genes"]

_TRIES = 100


class Genes:
    """Mutation and crossover of the configurations of a space.

    Parameters
    ----------
    space
        A product space.
    rng
        The source of all chance.

    Raises
    ------
    OptionError
        If the space is no product of variables.
    """

    def __init__(self, space: Space, rng: np.random.Generator) -> None:
        product, self._valid = product_and_validity(space, "mutate or cross")
        self._random = rng.random
        self._shape, self._strides = product.shape, product.strides
        self._ordinal = product.ordinal
        self._free = [gene for gene, n_options in enumerate(product.shape) if n_options > 1]

    def mutate_one(self, parent: int) -> int:
        """Change one gene to another value; nothing if no gene has another."""
        if not self._free:
            return parent
        return self._until_valid(parent, lambda: self._changed(parent, self._any(self._free)))

    def mutate_each(self, parent: int, rate: float | None = None) -> int:
        """Change every gene to another value with probability `rate`, by default one by length.

        It may be that none changes.
        """
        rate = 1 / len(self._shape) if rate is None else rate

        def child() -> int:
            number = parent
            for gene in self._free:
                if self._random() < rate:
                    number = self._changed(number, gene)
            return number

        return self._until_valid(parent, child)

    def cross(self, mother: int, father: int) -> tuple[int, int]:
        """Give every gene of one parent to one child, and of the other to the other, at random."""
        children = mother, father
        for gene in self._free:
            if self._random() < 0.5:
                children = self._exchanged(*children, gene)
        return (
            self._until_valid(mother, lambda: children[0], tries=1),
            self._until_valid(father, lambda: children[1], tries=1),
        )

    def _any(self, genes: list[int]) -> int:
        return genes[int(self._random() * len(genes))]

    def _changed(self, number: int, gene: int) -> int:
        """Return `number` with another value of a gene."""
        n_options, stride = self._shape[gene], self._strides[gene]
        value = number // stride % n_options
        if self._ordinal[gene]:
            ways = [way for way in (-1, 1) if 0 <= value + way < n_options]
            return number + ways[int(self._random() * len(ways))] * stride
        step = 1 + int(self._random() * (n_options - 1))
        return number + ((value + step) % n_options - value) * stride

    def _exchanged(self, one: int, other: int, gene: int) -> tuple[int, int]:
        n_options, stride = self._shape[gene], self._strides[gene]
        step = (other // stride % n_options - one // stride % n_options) * stride
        return one + step, other - step

    def _until_valid(self, parent: int, draw: Callable[[], int], tries: int = _TRIES) -> int:
        if self._valid is None:
            return draw()
        for _ in range(tries):
            child = draw()
            if self._valid(np.array(child)):
                return child
        return parent
