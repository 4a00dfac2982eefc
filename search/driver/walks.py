"""Where a search walks, where that is not on the configurations themselves.

NAS-Bench-101's cells are walked on by their padded codes: many stand for the same cell, and some
for none. A search knows codes only; whoever answers it knows cells only.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from landscape.arrays import plain_numbers
from landscape.errors import OptionError
from landscape.spaces import ProductSpace, Subspace, VariableSpace
from search.driver.protocol import Answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from landscape.arrays import BoolArray, IntArray
    from landscape.spaces import Space
    from search.driver.protocol import Evaluate, Objective

    Validity: TypeAlias = Callable[[IntArray], BoolArray]

__all__ = [
    "Codes",
    "Constrained",
    "configurations",
    "on_configurations",
    "product_and_validity",
    "walk_space",
]


@runtime_checkable
class Constrained(Protocol):
    """A space some of whose numbers are no architectures: no walk may step there."""

    def valid(self, indices: IntArray) -> BoolArray:
        """Tell which numbers are architectures: same shape."""


@runtime_checkable
class Codes(Constrained, Protocol):
    """A space of codes of the configurations of another space, which `codes_of` names."""

    codes_of: str

    def configuration(self, indices: IntArray) -> IntArray:
        """Return the configurations that valid codes stand for: same shape."""


def product_and_validity(space: Space, purpose: str) -> tuple[ProductSpace, Validity | None]:
    """Return `space` as a product, and what tells its architectures from other numbers.

    The second is None if every number is an architecture.

    Raises
    ------
    OptionError
        If the space is no product of variables, which `purpose` needs.
    """
    if not isinstance(space, ProductSpace):
        partly = isinstance(space, (VariableSpace, Subspace))
        has = "not all combinations of" if partly else "no"
        raise OptionError(
            f"{space.title} has {has} variables to {purpose}: expected a product space, or another "
            "algorithm, such as local-search"
        )
    return space, space.valid if isinstance(space, Constrained) else None


def walk_space(space: Space) -> Space:
    """Return the space to walk on: that of the codes of `space` if it has some, else itself.

    Examples
    --------
    >>> from landscape import get_space
    >>> from search import walk_space
    >>> nb201, nb101 = get_space("nb201"), get_space("nb101")
    >>> walk_space(nb201) is nb201, walk_space(nb101).size > nb101.size
    (True, True)
    """
    codes: Space = getattr(space, "codes", space)
    return codes


def configurations(walked: Space, indices: IntArray) -> IntArray:
    """Return the configurations that numbers of a `walk_space` stand for: same shape."""
    return walked.configuration(indices) if isinstance(walked, Codes) else indices


def on_configurations(walked: Space, evaluate: Evaluate) -> Evaluate:
    """Return the evaluation of numbers of a `walk_space` by that of configurations."""
    if not isinstance(walked, Codes):
        return evaluate

    def evaluate_codes(objective: Objective, indices: IntArray) -> object:
        distinct, rows = np.unique(walked.configuration(indices), return_inverse=True)
        numbers = partial(plain_numbers, rows=distinct.tolist())
        answers = evaluate(objective, distinct)
        if isinstance(answers, Answers):
            return Answers(numbers(answers.fitness)[rows], numbers(answers.seconds)[rows])
        return numbers(answers)[rows]

    return evaluate_codes  # type: ignore[return-value]
