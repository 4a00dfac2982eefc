"""The contract of a search space: who exists, how it is written, who neighbours whom."""

from __future__ import annotations

import operator
import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from landscape.arrays import index_dtype, whole_argument
from landscape.errors import ArchitectureError, OptionError
from landscape.lazy import load_object
from landscape.reason import quoted, shown
from landscape.registry import match_name
from landscape.spaces.configuration import Configuration
from landscape.spaces.neighbour_lists import NeighbourLists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy.typing as npt

    from landscape.arrays import BoolArray, IntArray

__all__ = ["MOST_LISTED", "Space"]

MOST_LISTED = 2**30
"""Most configurations that are listed: a landscape of as many takes some 40 gigabytes."""

_DIGITS = 40  # more than the number of any configuration has
_INDEXED = re.compile(r"\s*+(?P<benchmark>[A-Za-z][\w-]*+):(?P<index>[0-9]++)\s*+")


class Space(ABC):
    """A finite set of configurations, numbered ``0 .. size - 1``, with a neighbourhood.

    Two configurations are neighbours at distance ``k`` if ``k`` elementary changes, and no
    fewer, lead from one to the other; see `landscape.spaces.FunctionalSpace` for those of what can
    be written in several ways. Neighbours always come in *neighbour order*, which settles ties: the
    first of equally good neighbours is the one a climber takes.

    Attributes
    ----------
    name
        Short key, as given to ``--space``.
    title
        Name for people and figures.
    size
        Number of configurations.
    notations
        Names of the ways to write an architecture; the first is the default.
    renumbered
        Whether the benchmark of the space numbers its architectures in another order, so that a
        bare number could be either's.
    benchmark_indices
        Names of the benchmarks whose own index is a notation, too: ``nats:11472`` where ``nats``
        is among them. See `from_benchmark_index`.
    n_digits
        How many digits an architecture is written in, where that is all it is written in and all
        have as many; 0 elsewhere.
    longest
        How many characters the text of an architecture has at most; no longer one is looked at.
    numbered_as
        Name of the space that numbers the same configurations alike, if it is not its own: its
        landscapes can be compared with those of that space.
    codes_of
        Name of the space whose configurations its own are codes of, if they are: what is known of
        networks and scores is known there.
    has_dead_operations
        Whether configurations with the same canonical one may differ in operations that no path
        uses, which some metrics see; if not, their networks are the same in every way.

    Examples
    --------
    A space of one's own needs a name, a size and neighbours:

    >>> import numpy as np
    >>> from landscape import Landscape, Space
    >>> class Ring(Space):
    ...     name, title, size = "ring", "A ring of six", 6
    ...
    ...     def neighbours(self, index, distance=1):
    ...         steps = abs(np.arange(self.size) - index)
    ...         around = np.minimum(steps, self.size - steps)
    ...         return np.flatnonzero(around == distance).astype(self.dtype)
    >>> Ring().neighbours(0).tolist(), Ring().neighbours(0, 2).tolist()
    ([1, 5], [2, 4])
    >>> Landscape(Ring(), [0, 5, 1, 0, 2, 1]).optima.tolist()
    [1, 4]
    """

    name: str
    title: str
    size: int
    notations: tuple[str, ...] = ("index",)
    renumbered: bool = False
    benchmark_indices: tuple[str, ...] = ()
    n_digits: int = 0
    longest: int = 10_000
    numbered_as: str = ""
    codes_of: str = ""
    has_dead_operations: bool = True

    _canonical: Callable[[IntArray], IntArray] | None = None  # unless the class has a method

    @property
    def description(self) -> str | None:
        """The file that describes the space, see `landscape.spaces.read_space`; None without."""
        return None

    @property
    def has_duplicates(self) -> bool:
        """Whether configurations may build the same network: what is known without listing."""
        return type(self).canonical is not Space.canonical or self._canonical is not None

    @property
    def dtype(self) -> type[np.signedinteger[Any]]:
        """Integer type of arrays of configuration numbers."""
        return index_dtype(self.size)

    # -- notation ---------------------------------------------------------------------------

    def parse(self, architecture: object) -> int:
        """Return the number of an architecture written in any notation.

        Parameters
        ----------
        architecture
            A configuration number (int, or its decimal digits as text), any of `notations`, the own
            index of one of `benchmark_indices`, such as ``nats:11472``, or a `Configuration`.

        Raises
        ------
        ArchitectureError
            If it names no configuration of this space.

        Examples
        --------
        >>> from landscape import get_space
        >>> space = get_space("nb201")
        >>> space.parse("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"), space.parse("15624")
        (0, 15624)
        """
        if isinstance(architecture, (str, bytes)) and len(architecture) > self.longest:
            raise ArchitectureError(
                f"{shown(architecture)} has {len(architecture):,} characters, which no "
                f"architecture of {self.title} has: expected at most {self.longest:,}"
            )
        indexed = _INDEXED.fullmatch(architecture) if isinstance(architecture, str) else None
        if indexed is not None and indexed["benchmark"].lower() in self.benchmark_indices:
            return self._indexed(indexed["benchmark"].lower(), indexed["index"])
        if isinstance(architecture, Configuration) and architecture.space.name == self.name:
            return self._check(architecture.index)
        if not self.is_number(architecture):
            return self._parse(architecture)
        if isinstance(architecture, str):
            digits = architecture.strip().lstrip("0") or "0"
            # A number too long to belong to any space is not worth converting.
            architecture = int(digits) if len(digits) <= _DIGITS else 10**_DIGITS
        assert isinstance(architecture, (int, np.integer))
        return self._check(architecture)

    def _indexed(self, benchmark: str, digits: str) -> int:
        """Return the number of the architecture that a benchmark has at an index."""
        order = self.from_benchmark_index(benchmark)
        index = int(digits) if len(digits) <= _DIGITS else len(order)
        if index < len(order):
            return int(order[index])
        raise ArchitectureError(
            f"{shown(f'{benchmark}:{digits}')} is no architecture of {self.title}: expected "
            f"{benchmark}:0 to {benchmark}:{len(order) - 1}"
        )

    def from_benchmark_index(self, benchmark: str) -> IntArray:
        """Return the configuration number of each of a benchmark's own indices.

        Parameters
        ----------
        benchmark
            One of `benchmark_indices`.

        Returns
        -------
        array of shape (architectures of the benchmark,)

        Raises
        ------
        OptionError
            If the order of that benchmark is not known.

        Examples
        --------
        >>> from landscape import get_space
        >>> get_space("nb201").from_benchmark_index("nats")[[0, 11472]].tolist()
        [13931, 9776]
        """
        known = match_name(benchmark, self.benchmark_indices)
        if known is None:
            there = ", ".join(self.benchmark_indices) or "none"
            raise OptionError(
                f"{self.title} has no index of {shown(benchmark)}: the benchmarks whose own index "
                f"is known are {there}; name a column of architectures instead"
            )
        return self._benchmark_order(known)

    def _benchmark_order(self, benchmark: str) -> IntArray:
        return np.arange(self.size, dtype=self.dtype)  # unless the space says otherwise

    def is_number(self, architecture: object) -> bool:
        """Tell whether an architecture is written as its configuration number.

        Examples
        --------
        >>> from landscape import get_space
        >>> space = get_space("nb201")
        >>> space.is_number("15624"), space.is_number("(4, 4, 4, 4, 4, 4)")
        (True, False)
        """
        if isinstance(architecture, str):
            return architecture.strip().isdecimal()
        return isinstance(architecture, (int, np.integer)) and not isinstance(architecture, bool)

    def _check(self, index: object) -> int:
        """Return `index` as an int if it is the number of a configuration."""
        if isinstance(index, (bool, np.bool_)) or not hasattr(index, "__index__"):
            raise self._no_number(index)
        try:
            index = operator.index(index)  # an array has the attribute, too
        except TypeError as error:
            raise self._no_number(index) from error
        if 0 <= index < self.size:
            return index
        number = str(index) if abs(index) < 10**_DIGITS else "of so large a number"
        raise ArchitectureError(
            f"{self.title} has no configuration {number}: expected 0 to {self.size - 1}"
        )

    def _no_number(self, given: object) -> ArchitectureError:
        return ArchitectureError(
            f"{quoted(given)} is no configuration number of {self.title}: expected whole numbers "
            f"from 0 to {self.size - 1}; parse() makes one of an architecture"
        )

    def _numbers(self, indices: npt.ArrayLike) -> IntArray:
        """Return `indices` as an array of `dtype` if they are the numbers of configurations."""
        try:
            given = np.asarray(indices)
        except (TypeError, ValueError) as error:  # lists of different lengths
            raise self._no_number(indices) from error
        if given.dtype.kind not in "iu" and given.size:
            raise self._no_number(indices)
        if given.size and not 0 <= int(given.min()) <= int(given.max()) < self.size:
            wrong = given[(given < 0) | (given >= self.size)]
            self._check(wrong.reshape(-1)[0])
        return given.astype(self.dtype, copy=False)

    def _parse(self, architecture: object) -> int:
        """Return the number of an architecture that is not written as its number."""
        raise ArchitectureError(
            f"{quoted(architecture)} is no configuration of {self.title}: "
            f"expected a number from 0 to {self.size - 1}"
        )

    def format(self, index: int, notation: str | None = None) -> str:
        """Return configuration `index` written in `notation` (default: the first of `notations`).

        Raises
        ------
        ArchitectureError
            If there is no configuration `index`.
        OptionError
            If the space has no such notation.

        Examples
        --------
        >>> from landscape import get_space
        >>> space = get_space("nb201")
        >>> space.notations, space.format(15624, "naslib")
        (('nats', 'naslib', 'index', 'nats-index'), '(4, 4, 4, 4, 4, 4)')
        """
        given = self.notations[0] if notation is None else notation
        notation = match_name(given, self.notations)
        if notation is None:
            raise OptionError(
                f"{self.title} has no notation {shown(given)}: "
                f"expected one of {', '.join(self.notations)}"
            )
        index = self._check(index)
        return str(index) if notation == "index" else self._format(index, notation)

    def _format(self, index: int, notation: str) -> str:
        raise NotImplementedError(f"{type(self).__name__} does not write {notation!r}")

    def chosen(self, index: int) -> Configuration:
        """Return what configuration `index` chooses: name of each variable → its option.

        Raises
        ------
        ArchitectureError
            If there is none of that number.

        Examples
        --------
        >>> from landscape import get_space
        >>> get_space("sss").chosen(1)["stage2.cell"]
        '16'
        """
        index = self._check(index)
        return Configuration(self, index, self._options(index))

    def each_chosen(self, indices: Iterable[int]) -> Iterator[Configuration]:
        """Yield what each of some configurations chooses.

        >>> from landscape import get_space
        >>> [chosen["stage2.cell"] for chosen in get_space("sss").each_chosen([0, 7])]
        ['8', '64']
        """
        return map(self.chosen, indices)

    def _options(self, index: int) -> dict[str, str]:
        return {}  # by variable, where there are such

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people.

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> ProductSpace([2, 3], name="tiny").describe()["configurations"]
        '6'
        """
        return {"space": f"{self.title} ({self.name})", "configurations": f"{self.size:,}"}

    def conventions(self) -> dict[str, str]:
        """Return what its numbers, neighbours and their order are, for saved summaries.

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> ProductSpace([2, 3]).conventions()["distance"]
        'the number of variables that differ'
        """
        return {
            "numbering": "a configuration's index is its place in an order of the space's own",
            "distance": "the least number of elementary changes that lead from one to the other",
            "ties": "of equally good neighbours a climb takes the first in the space's order",
            "escape": "to every configuration at distance exactly 2 from an optimum",
        }

    def draw(self, index: int) -> str:
        """Return a drawing of configuration `index` in text.

        Examples
        --------
        >>> from landscape import get_space
        >>> get_space("nb201").draw(15624).splitlines()[2]
        '  0 ─ avg_pool_3x3 ─▶ 1'
        """
        return self.format(index)

    def check_listable(self, purpose: str) -> None:
        """Make sure that all configurations can be listed, before memory is taken for it.

        Parameters
        ----------
        purpose
            What lists them, as the subject of a sentence in the singular.

        Raises
        ------
        OptionError
            If there are more than `MOST_LISTED`.

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> ProductSpace([2] * 20).check_listable("a landscape")  # a million: nothing is said
        >>> ProductSpace([2] * 40).check_listable("a landscape")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        landscape.errors.OptionError: product has 1,099,511,627,776 configurations: a landscape ...
        """
        if not self.is_listable:
            raise OptionError(
                f"{self.title} has {self.size:,} configurations: {purpose} takes memory for each, "
                f"and is possible up to {MOST_LISTED:,}; `landscape sample`, `landscape search` "
                "and `landscape score --sample N` are possible on any space"
            )

    @property
    def is_listable(self) -> bool:
        """Whether there are no more configurations than can be listed, `MOST_LISTED`.

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> ProductSpace([2] * 30).is_listable, ProductSpace([2] * 31).is_listable
        (True, False)
        """
        return self.size <= MOST_LISTED

    @overload
    def sample(self, rng: np.random.Generator) -> int: ...
    @overload
    def sample(self, rng: np.random.Generator, count: int) -> IntArray: ...
    def sample(self, rng: np.random.Generator, count: int | None = None) -> int | IntArray:
        """Draw configurations uniformly, with replacement.

        Returns
        -------
        int or array of shape (count,)
            One number if `count` is not given.

        Raises
        ------
        OptionError
            If `rng` is no generator, or `count` no whole number from 0.

        Examples
        --------
        >>> import numpy as np
        >>> from landscape import ProductSpace
        >>> drawn = ProductSpace([2, 3]).sample(np.random.default_rng(0), 100)
        >>> len(drawn), sorted({*drawn.tolist()})
        (100, [0, 1, 2, 3, 4, 5])
        """
        if not hasattr(rng, "integers"):
            raise OptionError(
                f"{shown(rng)} is no random generator: expected numpy.random.default_rng(seed)"
            )
        if count is None:
            return int(rng.integers(self.size))
        count = whole_argument("count", count, 0)
        return rng.integers(self.size, size=count, dtype=self.dtype)

    def canonical(self, indices: IntArray) -> IntArray:
        """Return, for each configuration, the one that stands for all that build the same network.

        Idempotent. By default every configuration stands for itself.

        Examples
        --------
        >>> import numpy as np
        >>> from landscape import get_space
        >>> space = get_space("nb201")
        >>> space.canonical(np.array([0, 1, 15624])).tolist()  # 1 adds what no path uses
        [0, 0, 15624]
        """
        numbers = self._numbers(indices)
        return numbers if self._canonical is None else self._canonical(numbers)

    def functional(self) -> Space:
        """Return the space of the networks that configurations build, each network once.

        Two networks are neighbours if any configurations that build them are; see
        `landscape.spaces.functional.FunctionalSpace`. A space whose configurations all build
        networks of their own is returned itself.

        Raises
        ------
        OptionError
            If there are too many configurations to list.

        Examples
        --------
        >>> from landscape import ProductSpace, get_space
        >>> networks = get_space("nb201").functional()
        >>> networks.size, networks.neighbours(0, distance=2).tolist() == [*range(1, 9445)]
        (9445, False)
        >>> space = ProductSpace([2, 3])
        >>> space.functional() is space
        True
        """
        # A module of spaces, which need this one: followed when it is asked for.
        functional: Space = load_object("landscape.spaces.functional:functional_space")(self)
        return functional

    def connected(self, indices: IntArray) -> BoolArray:
        """Tell which configurations build a network with a path from input to output.

        Examples
        --------
        >>> import numpy as np
        >>> from landscape import get_space
        >>> get_space("nb201").connected(np.array([0, 15624])).tolist()
        [False, True]
        """
        return np.ones(self._numbers(indices).shape, dtype=np.bool_)

    # -- neighbourhood ----------------------------------------------------------------------

    @abstractmethod
    def neighbours(self, index: int, distance: int = 1) -> IntArray:
        """Return the neighbours of `index` at exactly `distance`, in neighbour order.

        Returns
        -------
        array of shape (k,), of `dtype`

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> space = ProductSpace([2, 3])
        >>> space.neighbours(0).tolist(), space.neighbours(0, distance=2).tolist()
        ([3, 1, 2], [4, 5])
        """

    def neighbour_lists(self, indices: IntArray | None = None, distance: int = 1) -> NeighbourLists:
        """Return the neighbours of many configurations (default: all) at once.

        Examples
        --------
        >>> import numpy as np
        >>> from landscape import ProductSpace
        >>> [row.tolist() for row in ProductSpace([2, 3]).neighbour_lists(np.array([0, 4]))]
        [[3, 1, 2], [1, 3, 5]]
        """
        rows = range(self.size) if indices is None else self._numbers(indices)
        return NeighbourLists.from_rows(
            [self.neighbours(int(i), distance) for i in rows], self.dtype
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, size={self.size})"
