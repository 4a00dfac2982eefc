"""Genetic operators on spaces of variables, in plain Python numbers.

A gene is a variable and its value an option; that of an ordinal variable changes to the next
smaller or larger one. What comes out is always an architecture: where some codes are none, an
operator tries again, and gives back its first parent after many failures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces import ConditionalSpace, ProductSpace, Subspace, VariableSpace
from search.driver.walks import product_and_validity

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.spaces import Space

__all__ = ["Genes", "PartialGenes", "genes_of"]

_TRIES = 100


def genes_of(space: Space, rng: np.random.Generator) -> Genes:
    """Return mutation and crossover of the configurations of a space.

    Raises
    ------
    OptionError
        If the space has no variables.
    """
    whole = space.base if isinstance(space, Subspace) else space
    partial = isinstance(whole, VariableSpace) and not isinstance(space, ProductSpace)
    return (PartialGenes if partial else Genes)(space, rng)


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


class PartialGenes(Genes):
    """The same where not all combinations of options exist: under conditions and constraints.

    A variable that begins to exist in a child has the option of the other parent, if that has one,
    else a random one.

    Parameters
    ----------
    space
        A `landscape.spaces.ConditionalSpace`, or a `landscape.spaces.Subspace` of variables.
    rng
        The source of all chance.
    """

    def __init__(self, space: Space, rng: np.random.Generator) -> None:
        whole = space.base if isinstance(space, Subspace) else space
        assert isinstance(whole, VariableSpace), "looked at before"
        self._space, self._whole, self._random = space, whole, rng.random
        self._shape = tuple(len(variable.options) for variable in whole.variables)

    def mutate_one(self, parent: int) -> int:
        """Go to a random neighbour; stay if there is none."""
        near = self._space.neighbours(parent)
        return int(near[int(self._random() * len(near))]) if len(near) else parent

    def mutate_each(self, parent: int, rate: float | None = None) -> int:
        """Change every gene that exists to another value with probability `rate`.

        That is by default one by how many exist. It may be that none changes.
        """
        code = self._code(parent)
        rate = 1 / sum(option >= 0 for option in code) if rate is None else rate

        def child() -> list[int]:
            return [
                self._other(place, option) if option >= 0 and self._random() < rate else option
                for place, option in enumerate(code)
            ]

        return self._first_valid(parent, child, code, _TRIES)

    def cross(self, mother: int, father: int) -> tuple[int, int]:
        """Give every gene of one parent to one child, and of the other to the other, at random."""
        pairs = list(zip(self._code(mother), self._code(father), strict=True))
        pairs = [pair if self._random() < 0.5 else pair[::-1] for pair in pairs]
        one, other = ([pair[side] for pair in pairs] for side in (0, 1))
        return (
            self._first_valid(mother, lambda: one, other, 1),
            self._first_valid(father, lambda: other, one, 1),
        )

    def _code(self, index: int) -> list[int]:
        part = self._space
        number = int(part.configurations[index]) if isinstance(part, Subspace) else index
        code: list[int] = self._whole.decode(number).tolist()
        return code

    def _other(self, place: int, option: int) -> int:
        """Return another option of a variable, of an ordinal one the next; itself without any."""
        n_options = self._shape[place]
        others = [k for k in range(n_options) if k != option]
        if self._whole.variables[place].ordinal:
            others = [k for k in others if abs(k - option) == 1]
        return others[int(self._random() * len(others))] if others else option

    def _first_valid(
        self, parent: int, draw: Callable[[], list[int]], spare: list[int], tries: int
    ) -> int:
        def choose(place: int) -> int:
            drawn = int(self._random() * self._shape[place])
            return spare[place] if spare[place] >= 0 else drawn

        for _ in range(tries):
            code, whole = draw(), self._whole
            if isinstance(whole, ConditionalSpace):
                code = whole.completed(code, choose)
            number = int(whole.encode(code))
            number = int(self._space.find(number)) if isinstance(self._space, Subspace) else number
            if number >= 0:
                return number
        return parent
