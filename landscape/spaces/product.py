"""Product spaces: every combination of the options of a few variables, numbered in mixed radix."""

from __future__ import annotations

import itertools
import math
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import ArchitectureError, OptionError
from landscape.reason import quoted, shown
from landscape.spaces.neighbour_lists import NeighbourLists
from landscape.spaces.space import Space, whole_argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landscape.arrays import IntArray

__all__ = ["MOST_VARIABLES", "ProductSpace", "Variable"]

MOST_VARIABLES = 64
"""Most variables of a space: its configurations are counted in 64 bits."""

_MOST_OPTIONS = 1_000_000  # of a variable
_MOST_CONFIGURATIONS = 2**63
_MOST_AXES = 32  # of arrays in NumPy 1


@dataclass(frozen=True)
class Variable:
    """One decision of a product space: its name and the options it chooses from.

    Examples
    --------
    >>> from landscape import ProductSpace, Variable
    >>> depth, width = Variable("depth", ("2", "4")), Variable("width", ("8", "16", "32"))
    >>> space = ProductSpace([depth, width])
    >>> [variable.options[code] for variable, code in zip(space.variables, space.decode(5))]
    ['4', '32']
    """

    name: str
    options: tuple[str, ...]

    def __post_init__(self) -> None:
        # Numbers, too, are options that are written as texts.
        object.__setattr__(self, "options", tuple(map(str, self.options)))


class ProductSpace(Space):
    """All combinations of the options of some variables.

    The number of a configuration is its code read in mixed radix, first variable most
    significant, so that a column of scores reshaped to `shape` is a cube with one axis a variable.
    The neighbours at distance ``k`` differ in exactly ``k`` variables (Hamming distance); their
    order is by variable positions, then by options.

    Parameters
    ----------
    variables
        The decisions, most significant first. A sequence of numbers stands for as many unnamed
        variables with that many options.
    name, title
        See `Space`.

    Raises
    ------
    OptionError
        If there is no variable, one without options, or more of anything than can be counted: 64
        variables, a million options of a variable, 2^63 configurations. Whatever lists the
        configurations, such as a landscape, has a limit of its own; see `Space.check_listable`.

    Examples
    --------
    >>> from landscape import ProductSpace
    >>> space = ProductSpace([2, 3])
    >>> space.size, space.shape, space.strides
    (6, (2, 3), (3, 1))
    >>> space.neighbours(0).tolist()
    [3, 1, 2]
    """

    def __init__(
        self,
        variables: Iterable[Variable | int],
        *,
        name: str = "product",
        title: str | None = None,
    ) -> None:
        # One more than there may be tells that there are too many, however many follow.
        given = tuple(itertools.islice(variables, MOST_VARIABLES + 1))
        self.shape = tuple(map(_n_options, given))
        _check_shape(self.shape)
        self.variables = tuple(
            v if isinstance(v, Variable) else Variable(f"x{i}", tuple(map(str, range(v))))
            for i, v in enumerate(given)
        )
        self.name = name
        self.title = title or name
        self.size = math.prod(self.shape)
        self.strides = tuple(math.prod(self.shape[i + 1 :]) for i in range(len(self.shape)))

    @property
    def _fits_numpy(self) -> bool:
        """Whether NumPy takes the shape for that of an array, whose elements it numbers."""
        return len(self.shape) <= _MOST_AXES and self.size <= np.iinfo(np.intp).max

    def decode(self, indices: IntArray | Sequence[int] | int) -> IntArray:
        """Return the options of configurations: shape ``(...)`` gives ``(..., n_variables)``.

        Raises
        ------
        ArchitectureError
            If one is the number of no configuration.

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> ProductSpace([2, 3]).decode([0, 5]).tolist()
        [[0, 0], [1, 2]]
        """
        numbers = self._numbers(indices)
        if self._fits_numpy:
            axes = np.stack(np.unravel_index(numbers, self.shape), axis=-1)
        else:
            axes = numbers[..., None] // np.array(self.strides) % np.array(self.shape)
        return np.asarray(axes, dtype=self.dtype)

    def encode(self, codes: IntArray | Sequence[int]) -> IntArray:
        """Return the numbers of codes: shape ``(..., n_variables)`` gives ``(...)``.

        Raises
        ------
        ArchitectureError
            If one is no code: too many or too few options, or one that a variable has not.

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> ProductSpace([2, 3]).encode([[0, 0], [1, 2]]).tolist()
        [0, 5]
        """
        try:
            given = np.asarray(codes)
            if given.dtype.kind not in "biu" or given.shape[-1:] != (len(self.shape),):
                raise ValueError
            axes = np.moveaxis(given.astype(self.dtype, copy=False), -1, 0)
            return np.asarray(self._numbered(axes), dtype=self.dtype)
        except (TypeError, ValueError) as error:
            raise ArchitectureError(
                f"{quoted(codes)} is no code of {self.title}: expected {len(self.shape)} whole "
                f"numbers, each from 0 and below {shown(self.shape)}"
            ) from error

    def _numbered(self, axes: IntArray) -> IntArray:
        """Return the numbers of codes, one row a variable; raises `ValueError` for what is none."""
        if self._fits_numpy:
            numbers: IntArray = np.ravel_multi_index(tuple(axes), self.shape)
            return numbers
        for axis, n_options in zip(axes, self.shape, strict=True):
            if np.any((axis < 0) | (axis >= n_options)):
                raise ValueError
        return np.tensordot(self.strides, axes, axes=1)

    def n_neighbours(self, distance: int = 1) -> int:
        """Return how many neighbours every configuration has at exactly `distance`.

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> [ProductSpace([2, 3]).n_neighbours(distance) for distance in (1, 2, 3)]
        [3, 2, 0]
        """
        distance = whole_argument("distance", distance, 1)
        others = [k - 1 for k in self.shape]
        return sum(math.prod(pick) for pick in itertools.combinations(others, distance))

    def neighbours(self, index: int, distance: int = 1) -> IntArray:
        """Return the neighbours of `index` at exactly `distance`, in neighbour order."""
        table = self.neighbour_table(np.asarray([self._check(index)], dtype=self.dtype), distance)
        return table.reshape(-1)

    def neighbour_table(self, indices: IntArray, distance: int = 1) -> IntArray:
        """Return the neighbours of `indices`, shape ``(len(indices), n_neighbours(distance))``.

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> ProductSpace([2, 3]).neighbour_table([0, 5], distance=2).tolist()
        [[4, 5], [0, 1]]
        """
        distance = whole_argument("distance", distance, 1)
        codes = self.decode(indices)
        # What reaching the other options of a variable adds to the number.
        steps = [
            self._steps(codes[:, axis], n_options, stride)
            for axis, (n_options, stride) in enumerate(zip(self.shape, self.strides, strict=True))
        ]
        table = np.empty((len(codes), self.n_neighbours(distance)), dtype=self.dtype)
        column = 0
        for axes in itertools.combinations(range(len(self.shape)), distance):
            moved = np.asarray(indices, dtype=self.dtype)[:, None]
            for axis in axes:
                moves = moved[:, :, None] + steps[axis][:, None, :]
                moved = moves.reshape(len(codes), moves.shape[1] * moves.shape[2])
            table[:, column : column + moved.shape[1]] = moved
            column += moved.shape[1]
        return table

    def _steps(self, code: IntArray, n_options: int, stride: int) -> IntArray:
        others = np.arange(n_options - 1, dtype=self.dtype)[None, :]
        target = others + (others >= code[:, None])
        return ((target - code[:, None]) * stride).astype(self.dtype)

    def neighbour_lists(self, indices: IntArray | None = None, distance: int = 1) -> NeighbourLists:
        """Return the neighbours of many configurations (default: all) at once."""
        if indices is None:
            self.check_listable("a list of all neighbours")
        rows = np.arange(self.size, dtype=self.dtype) if indices is None else indices
        table = self.neighbour_table(rows, distance)
        offsets = np.arange(len(table) + 1, dtype=np.int64) * table.shape[1]
        return NeighbourLists(offsets, table.reshape(-1))

    def _options(self, index: int) -> dict[str, str]:
        chosen = zip(self.variables, self.decode(index).tolist(), strict=True)
        return {variable.name: variable.options[code] for variable, code in chosen}

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        return super().describe() | {
            "variables": ", ".join(v.name for v in self.variables),
            "options": " × ".join(map(str, self.shape)),
            "neighbours": f"{self.n_neighbours(1):,} (1-opt), {self.n_neighbours(2):,} (2-opt)",
        }

    def conventions(self) -> dict[str, str]:
        """Return what its numbers, neighbours and their order are, for saved summaries."""
        other = "; a benchmark's own index is another number" if self.renumbered else ""
        return {
            "numbering": "a configuration's index is its code read in mixed radix, "
            f"first variable most significant{other}",
            "distance": "the number of variables that differ",
            "ties": "of equally good neighbours a climb takes the first: by variable, then option",
            "escape": "changing exactly two variables of an optimum, in every possible way",
        }


def _n_options(given: Variable | int) -> int:
    if isinstance(given, Variable):
        return len(given.options)
    try:
        return operator.index(given)
    except TypeError as error:
        raise OptionError(
            f"{quoted(given)} is no variable: expected a number of options, or a Variable"
        ) from error


def _check_shape(shape: Sequence[int]) -> None:
    """Refuse what is no space, or too large to be numbered, before memory is taken for it."""
    if not shape or min(shape) < 1:
        raise OptionError(
            f"a product space of shape {tuple(shape)}: expected at least one variable "
            "and at least one option for each"
        )
    if len(shape) > MOST_VARIABLES:
        raise OptionError(
            f"a product space of more than {MOST_VARIABLES} variables: expected at most so many"
        )
    if max(shape) > _MOST_OPTIONS:
        raise OptionError(
            f"a variable with {max(shape):,} options: expected at most {_MOST_OPTIONS:,}"
        )
    if math.prod(shape) > _MOST_CONFIGURATIONS:
        raise OptionError(
            f"a product space of 10^{math.log10(math.prod(shape)):.1f} configurations: expected "
            "at most 2^63, about 10^19.0"
        )
