"""The neighbourhood of SA-rank: some variables set at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from search.driver.walks import product_and_validity

if TYPE_CHECKING:
    from landscape.spaces import Space

__all__ = ["Perturb"]

_ROUNDS = 100


class Perturb:
    """Draws architectures near another one in a product space.

    Any number of variables but all is chosen at random, each number equally likely, then which
    they are; each gets a random option, which may be the one it has.

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

    Notes
    -----
    As in the public code of Hsieh and Tsai, 2023, without the operations of a backbone that its
    coding of NAS-Bench-201 adds.
    """

    def __init__(self, space: Space, rng: np.random.Generator) -> None:
        product, self._valid = product_and_validity(space, "perturb")
        self._rng = rng
        self._shape = np.array(product.shape)
        self._strides = np.array(product.strides)

    def several(self, index: int, count: int) -> list[int]:
        """Draw `count` different architectures near `index`, which is not among them.

        In a space that has hardly more, they may be fewer.
        """
        drawn: dict[int, None] = {}
        for _ in range(_ROUNDS):
            drawn.update(dict.fromkeys(self._draw(index, 2 * count)))
            drawn.pop(index, None)
            if len(drawn) >= count:
                break
        return list(drawn)[:count]

    def _draw(self, index: int, count: int) -> list[int]:
        n_variables = len(self._shape)
        code = index // self._strides % self._shape
        n_changed = self._rng.integers(n_variables, size=(count, 1))
        order = self._rng.random((count, n_variables)).argsort(axis=1)
        options = self._rng.integers(self._shape, size=(count, n_variables))
        steps = np.where(order < n_changed, options - code, 0) @ self._strides
        numbers = index + steps
        near: list[int] = (
            numbers if self._valid is None else numbers[self._valid(numbers)]
        ).tolist()
        return near
