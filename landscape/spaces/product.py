"""Spaces of variables, and of these product spaces: all combinations, numbered in mixed radix."""

from __future__ import annotations

import itertools
import math
import operator
from abc import abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from landscape.arrays import whole_argument
from landscape.errors import ArchitectureError, OptionError
from landscape.reason import quoted, shown
from landscape.spaces.by_function import CanonicalByFunction
from landscape.spaces.configuration import Configuration
from landscape.spaces.neighbour_lists import NeighbourLists
from landscape.spaces.options import (
    about_options,
    by_name,
    code_by_name,
    conditions_of,
    numbered_names,
    options_by_name,
)
from landscape.spaces.ordinal import WITH_ORDER, most_neighbours, moves_of, table_with_ends
from landscape.spaces.space import Space

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from landscape.arrays import IntArray
    from landscape.spaces.by_function import Canonical
    from landscape.spaces.options import Conditions, When

__all__ = ["MOST_VARIABLES", "ProductSpace", "Variable", "VariableSpace", "told_apart"]

MOST_VARIABLES = 64
"""Most variables of a space: its configurations are counted in 64 bits."""

_MOST_OPTIONS = 1_000_000  # of a variable
_MOST_CONFIGURATIONS = 2**63
_MOST_AXES = 32  # of arrays in NumPy 1
_ENTRIES = 1 << 22  # of a table that is packed at once: some 30 megabytes


@dataclass(frozen=True)
class Variable:
    """One decision of a space: its name and the options it chooses from.

    Parameters
    ----------
    name
        What it is called.
    options
        What it chooses from, all different; numbers are written as texts.
    ordinal
        Whether its options have an order, from the smallest to the largest as they are given. Then
        one elementary change leads to the next smaller or the next larger one, and to no other.
    when
        On which options of other variables it exists: name → option, or several of which one is
        enough. All have to hold. It is kept as pairs of a name and options. Such variables are
        those of a `landscape.spaces.ConditionalSpace`.

    Raises
    ------
    OptionError
        If an option is there twice, or a condition allows no option.

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
    ordinal: bool = False
    when: When = field(default=(), repr=False)

    def __post_init__(self) -> None:
        # Numbers, too, are options that are written as texts.
        object.__setattr__(self, "options", tuple(map(str, self.options)))
        when = conditions_of(self.name, self.when) if self.when else ()
        object.__setattr__(self, "when", when)
        if len({*self.options}) < len(self.options):
            twice = next(o for o in self.options if self.options.count(o) > 1)
            raise OptionError(
                f"variable {shown(self.name)} has the option {shown(twice)} more than once, which "
                "can be read in two ways: expected different options"
            )

    @property
    def conditions(self) -> Conditions:
        """`when` as pairs of a name and options of which one is enough."""
        return conditions_of(self.name, self.when)


class VariableSpace(Space):
    """A space whose configurations choose an option for each of some variables.

    An architecture can be written by names, ``depth=4,width=16``, or given as a mapping of names to
    options. In codes the option of a variable that does not exist is -1.

    Examples
    --------
    >>> from landscape import ProductSpace, Variable
    >>> ProductSpace([Variable("depth", (2, 4))]).parse({"depth": 4})
    1
    """

    variables: tuple[Variable, ...]

    @abstractmethod
    def decode(self, indices: IntArray | Sequence[int] | int) -> IntArray:
        """Return the options of configurations: shape ``(...)`` gives ``(..., n_variables)``."""

    @abstractmethod
    def encode(self, codes: IntArray | Sequence[int]) -> IntArray:
        """Return the numbers of codes: shape ``(..., n_variables)`` gives ``(...)``."""

    @property
    def is_named(self) -> bool:
        """Whether what is written by names can be read again."""
        texts = itertools.chain.from_iterable((v.name, *v.options) for v in self.variables)
        return all(text and text == text.strip() and not {*",="} & {*text} for text in texts)

    def _options(self, index: int) -> dict[str, str]:
        return self._named(self.decode(index).tolist())

    def _named(self, code: list[int]) -> dict[str, str]:
        pairs = zip(self.variables, code, strict=True)
        return {variable.name: variable.options[k] for variable, k in pairs if k >= 0}

    def each_chosen(self, indices: Iterable[int]) -> Iterator[Configuration]:
        """Yield what each of some configurations chooses."""
        numbers = list(indices)
        for first in range(0, len(numbers), _CHUNK):
            some = numbers[first : first + _CHUNK]
            for index, code in zip(some, self.decode(some).tolist(), strict=True):
                yield Configuration(self, index, self._named(code))

    def _parse(self, architecture: object) -> int:
        given = options_by_name(architecture)
        if given is None:
            raise self._no_architecture(architecture)
        try:
            code = code_by_name(given, [(v.name, v.options) for v in self.variables])
        except ValueError as error:
            raise self._no_architecture(architecture, str(error)) from error
        if wrong := self.why_none(code):
            raise self._no_architecture(architecture, wrong)
        return int(self.encode(code))

    def why_none(self, code: list[int]) -> str:
        """Return why a code of options, -1 for none, is no configuration; empty if it is one."""
        lacking = (v.name for v, k in zip(self.variables, code, strict=True) if k < 0)
        return next((f"it says nothing of {name}" for name in lacking), "")

    def _no_architecture(self, given: object, why: str = "") -> ArchitectureError:
        example = self.format(self.size // 2)
        such = "" if self.notations == ("index",) else f"text such as {example!r}, or "
        return ArchitectureError(
            f"{quoted(given)} is no configuration of {self.title}{f': {why}' if why else ''}: "
            f"expected {such}a number from 0 to {self.size - 1}"
        )

    def _format(self, index: int, notation: str) -> str:
        return by_name(self._options(index))

    def draw(self, index: int) -> str:
        """Return a table of the variables and their options, in letters."""
        options = self._options(self._check(index))
        width = max(map(len, options))
        return "\n".join(f"  {name:<{width}}  {option}" for name, option in options.items())

    def _about_variables(self) -> dict[str, str]:
        ordinal = ", ".join(v.name for v in self.variables if v.ordinal)
        names = ", ".join(v.name for v in self.variables)
        return {"variables": names} | ({"ordinal": ordinal} if ordinal else {})

    def _about_options(self) -> dict[str, str]:
        return about_options([(v.name, v.options, v.ordinal, v.conditions) for v in self.variables])


_CHUNK = 1 << 12  # configurations that are decoded at once


def told_apart(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    """Check variables, and return them with different names: the same ones get numbers from 1."""
    _check_options([len(variable.options) for variable in variables])
    names = [variable.name for variable in variables]
    if len({*names}) == len(names):
        return tuple(variables)
    pairs = zip(variables, numbered_names(names), strict=True)
    return tuple(replace(variable, name=name) for variable, name in pairs)


class ProductSpace(VariableSpace):
    """All combinations of the options of some variables.

    The number of a configuration is its code read in mixed radix, first variable most
    significant, so that a column of scores reshaped to `shape` is a cube with one axis a variable.
    The neighbours at distance ``k`` differ in exactly ``k`` variables (Hamming distance); their
    order is by variable positions, then by options. Of an ordinal variable the neighbours are the
    next smaller and the next larger option, and the distance is the sum over the variables of the
    steps between ordinal options, and of 1 where others differ.

    Parameters
    ----------
    variables
        The decisions, most significant first. A sequence of numbers stands for as many unnamed
        variables with that many options.
        Those of the same name get numbers: ``layer 1``, ``layer 2``.
    name, title
        See `Space`.
    canonical
        Function that takes a `Configuration` and returns the one that stands for all that build the
        same network: another such, a mapping of names to options, or an architecture in any
        notation. By default every configuration stands for itself.

    Raises
    ------
    OptionError
        If there is no variable, one with conditions, one without options, or more of anything than
        can be counted: 64 variables, a million options of a variable, 2^63 configurations. Whatever
        lists them, such as a landscape, has a limit of its own; see `Space.check_listable`.

    Examples
    --------
    >>> from landscape import ProductSpace
    >>> space = ProductSpace([2, 3])
    >>> space.size, space.shape, space.strides
    (6, (2, 3), (3, 1))
    >>> space.neighbours(0).tolist()
    [3, 1, 2]

    Of an ordinal variable only the next options are neighbours:

    >>> from landscape import Variable
    >>> depth = Variable("depth", (2, 4, 8, 16), ordinal=True)
    >>> [ProductSpace([depth]).neighbours(1, distance).tolist() for distance in (1, 2)]
    [[0, 2], [3]]

    Named variables are how architectures are written:

    >>> kinds = ProductSpace([depth, Variable("kind", ("conv", "pool"))])
    >>> kinds.format(5), kinds.parse({"depth": 8, "kind": "pool"})
    ('depth=8,kind=pool', 5)
    """

    def __init__(
        self,
        variables: Iterable[Variable | int],
        *,
        name: str = "product",
        title: str | None = None,
        canonical: Canonical | None = None,
    ) -> None:
        # One more than there may be tells that there are too many, however many follow.
        given = tuple(itertools.islice(variables, MOST_VARIABLES + 1))
        self.shape = tuple(map(_n_options, given))
        _check_options(self.shape)
        if math.prod(self.shape) > _MOST_CONFIGURATIONS:
            raise OptionError(
                f"a product space of 10^{math.log10(math.prod(self.shape)):.1f} configurations: "
                "expected at most 2^63, about 10^19.0"
            )
        self.variables = told_apart(
            [
                v if isinstance(v, Variable) else Variable(f"x{i}", tuple(map(str, range(v))))
                for i, v in enumerate(given)
            ]
        )
        for variable in self.variables:
            if variable.when:
                raise OptionError(
                    f"variable {shown(variable.name)} exists only under conditions, and in a "
                    "product space all do: expected a ConditionalSpace of these variables"
                )
        self.name = name
        self.title = title or name
        self.size = math.prod(self.shape)
        self.strides = tuple(math.prod(self.shape[i + 1 :]) for i in range(len(self.shape)))
        self.ordinal = tuple(variable.ordinal for variable in self.variables)
        if canonical is not None:
            self._canonical = CanonicalByFunction(self, canonical)
        # Subclasses have notations of their own.
        named = type(self) is ProductSpace and any(isinstance(v, Variable) for v in given)
        if named and self.is_named:
            self.notations = ("options", "index")

    @property
    def is_hamming(self) -> bool:
        """Whether the distance is the number of variables that differ.

        It is, unless an ordinal variable has options that are no neighbours.
        """
        return not any(o and n > 2 for o, n in zip(self.ordinal, self.shape, strict=True))

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

        With ordinal variables it is the number that none exceeds: at the ends of their options
        there are fewer.

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> [ProductSpace([2, 3]).n_neighbours(distance) for distance in (1, 2, 3)]
        [3, 2, 0]
        """
        distance = whole_argument("distance", distance, 1)
        if not self.is_hamming:
            return most_neighbours(self.shape, self.ordinal, distance)
        others = [k - 1 for k in self.shape]
        return sum(math.prod(pick) for pick in itertools.combinations(others, distance))

    def neighbours(self, index: int, distance: int = 1) -> IntArray:
        """Return the neighbours of `index` at exactly `distance`, in neighbour order."""
        table = self.neighbour_table(np.asarray([self._check(index)], dtype=self.dtype), distance)
        return table[table >= 0]

    def neighbour_table(self, indices: IntArray, distance: int = 1) -> IntArray:
        """Return the neighbours of `indices`, shape ``(len(indices), n_neighbours(distance))``.

        With ordinal variables there are more columns, and -1 in those that would lead beyond
        the ends of the options.

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> ProductSpace([2, 3]).neighbour_table([0, 5], distance=2).tolist()
        [[4, 5], [0, 1]]
        """
        distance = whole_argument("distance", distance, 1)
        codes = self.decode(indices)
        numbers = np.asarray(indices, dtype=self.dtype)
        if not self.is_hamming:
            kinds = tuple(zip(self.shape, self.strides, self.ordinal, strict=True))
            return table_with_ends(numbers, codes, kinds, distance)
        # What reaching the other options of a variable adds to the number.
        steps = [
            self._steps(codes[:, axis], n_options, stride)
            for axis, (n_options, stride) in enumerate(zip(self.shape, self.strides, strict=True))
        ]
        table = np.empty((len(codes), self.n_neighbours(distance)), dtype=self.dtype)
        column = 0
        for axes in itertools.combinations(range(len(self.shape)), distance):
            moved = numbers[:, None]
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
        if not self.is_hamming:
            return self._lists_with_ends(np.asarray(rows), distance)
        table = self.neighbour_table(rows, distance)
        offsets = np.arange(len(table) + 1, dtype=np.int64) * table.shape[1]
        return NeighbourLists(offsets, table.reshape(-1))

    def _lists_with_ends(self, rows: IntArray, distance: int) -> NeighbourLists:
        at_once = max(1, _ENTRIES // max(1, len(moves_of(self.shape, self.ordinal, distance))))
        parts = range(0, len(rows), at_once)
        return NeighbourLists.from_tables(
            [self.neighbour_table(rows[first : first + at_once], distance) for first in parts],
            self.dtype,
        )

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        most = "" if self.is_hamming else "at most "
        return super().describe() | {
            **self._about_variables(),
            "options": " × ".join(map(str, self.shape)),
            **(self._about_options() if self.notations[0] in ("options", "arch") else {}),
            "neighbours": f"{most}{self.n_neighbours(1):,} (1-opt), {most}{self.n_neighbours(2):,} "
            "(2-opt)",
        }

    def conventions(self) -> dict[str, str]:
        """Return what its numbers, neighbours and their order are, for saved summaries."""
        other = "; a benchmark's own index is another number" if self.renumbered else ""
        said = {
            "distance": "the number of variables that differ",
            "escape": "changing exactly two variables of an optimum, in every possible way",
        }
        return {
            "numbering": "a configuration's index is its code read in mixed radix, "
            f"first variable most significant{other}",
            "ties": "of equally good neighbours a climb takes the first: by variable, then option",
            **(said if self.is_hamming else WITH_ORDER),
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


def _check_options(shape: Sequence[int]) -> None:
    """Refuse what is no space, or has too many variables or options, before memory is taken."""
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
