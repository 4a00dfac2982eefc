"""The variance of fitness, split by which variables it is an interaction of.

In a complete product space fitness is, in one way only, a sum of a constant, an effect of each
variable, an interaction of each pair, and so on, all orthogonal to each other. An orthonormal
change of basis along each axis, with the mean first, sorts them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.scaled import require_varied
from landscape.analysis.undefined import NotDefinedError
from landscape.display import short_repr
from landscape.lazy import once
from landscape.spaces import ProductSpace

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray
    from landscape.landscape import Landscape

__all__ = ["Spectrum", "order_spectrum", "require_product"]


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Shares of the variance of fitness, by kind of interaction.

    Attributes
    ----------
    order
        Shape ``(k,)``: number of variables that interact.
    eigenvalue
        Shape ``(k,)``, in [-1, 1]: what is left of it after a random step that changes one
        variable, to any other option. With equally many options everywhere it depends on the order
        only.
    share
        Shape ``(k,)``, sums to 1.
    n_variables
        Of the space, those with a single option included.
    """

    order: IntArray
    eigenvalue: FloatArray
    share: FloatArray
    n_variables: int

    __repr__ = short_repr

    def by_order(self) -> FloatArray:
        """Return the share of each order from 1 on, shape ``(n_variables,)``."""
        shares = np.bincount(self.order, self.share, self.n_variables + 1)
        return shares[1:].astype(np.float64)


def require_product(landscape: Landscape) -> ProductSpace:
    """Return the space; raises `NotDefinedError` if it has no variables."""
    if not isinstance(landscape.space, ProductSpace):
        raise NotDefinedError(f"{landscape.space.title} is no product space of variables")
    return landscape.space


@once
def order_spectrum(landscape: Landscape) -> Spectrum:
    """Return the shares of the variance of fitness.

    Complexity: size of the space times the sum of the numbers of options.

    Raises
    ------
    NotDefinedError
        If the space is no product, fitness is not finite somewhere or the same everywhere.
    """
    space = require_product(landscape)
    fitness = require_varied(landscape)
    if n_lacking := int(np.count_nonzero(~fitness.there)):
        raise NotDefinedError(
            f"{n_lacking:,} configurations have no finite fitness, and the shares are those of a "
            "complete space"
        )
    deviation = fitness.values - fitness.values.mean()
    energy = _transform(deviation / np.abs(deviation).max(), space.shape) ** 2
    order, moves = _subsets(space.shape)
    # Of all moves, those of an interacting variable average its part out, and each gives
    # back the negative of what it takes: 1 - Σ options / moves.
    kind = order * (moves.max() + 1) + moves
    kinds, label = np.unique(kind, return_inverse=True)
    share = np.bincount(label, energy)[1:]  # without the constant
    order, moves = np.divmod(kinds[1:], moves.max() + 1)
    return Spectrum(
        order=order,
        eigenvalue=1 - moves / sum(n - 1 for n in space.shape),
        share=share / share.sum(),
        n_variables=len(space.shape),
    )


def _transform(values: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Return the coefficients in a basis whose first vector along each axis is the mean."""
    for n_options in shape:
        # The axis that was first goes last: after all of them the order is the old one.
        values = (_basis(n_options) @ values.reshape(n_options, -1)).T.reshape(-1)
    return values


def _basis(n_options: int) -> FloatArray:
    """Return Helmert's orthonormal matrix: the mean, then each option against those before it."""
    matrix = np.tri(n_options, n_options, -1)
    rows = np.arange(1, n_options)
    matrix[rows, rows] = -rows
    matrix[1:] /= np.sqrt(rows * (rows + 1.0))[:, None]
    matrix[0] = 1 / np.sqrt(n_options)
    return matrix


def _subsets(shape: tuple[int, ...]) -> tuple[IntArray, IntArray]:
    """Return, for every coefficient, how many variables interact, and their options' sum."""
    order, moves = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    for n_options in shape:
        interacts = np.arange(n_options) > 0
        order = (order[:, None] + interacts).reshape(-1)
        moves = (moves[:, None] + interacts * n_options).reshape(-1)
    return order, moves
