"""Spaces of variables some of which exist only under certain options of others."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import ArchitectureError
from landscape.reason import quoted
from landscape.spaces.by_function import CanonicalByFunction
from landscape.spaces.conditions import Diagram
from landscape.spaces.neighbour_lists import NeighbourLists
from landscape.spaces.pattern import PatternSpace
from landscape.spaces.product import MOST_VARIABLES, told_apart
from landscape.spaces.stepped import SteppedSpace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from landscape.arrays import IntArray
    from landscape.spaces.by_function import Canonical
    from landscape.spaces.product import Variable

__all__ = ["ConditionalSpace"]

_ROWS = 1 << 11


class ConditionalSpace(PatternSpace, SteppedSpace):
    """Variables of which some exist only when others have certain options.

    A configuration chooses an option for each variable that exists under its own choices, and for
    no other; it is numbered, counted and drawn once.

    **Neighbours.** One elementary change gives one variable of a configuration another option
    (the next smaller or larger one if it is ordinal). Variables that it makes exist take any of
    their options, all of which are part of the same change; variables that it makes vanish are
    gone; those that exist before and after keep their options. So two configurations are neighbours
    if, of the variables that both have, exactly one differs: a relation that is symmetric. Further
    away is what several changes lead to, and no fewer.

    Numbers are in the order of decisions, first variable most significant: the order of
    `variables`, but each after those that its conditions name.

    Parameters
    ----------
    variables
        The decisions; the conditions of each are its `Variable.when`.
    pattern
        Text with a pair of braces for the option of each variable in turn, ``-`` for one that does
        not exist; by default architectures are written by names, ``kind=conv,kernel=3``.
    name, title, canonical
        See `ProductSpace`.
    source
        Where the space comes from.
    text
        The file that describes it, if one does.

    Raises
    ------
    OptionError
        If a condition names what is not there, conditions lead in a circle, a variable can never
        exist, or there are more of anything than can be counted; see `ProductSpace`.
    DataError
        If the pattern has not one pair of braces a variable, or could be read in two ways.

    References
    ----------
    Conditions are those of algorithm configuration: Hutter, Hoos, Leyton-Brown and Stützle,
    "ParamILS", Journal of Artificial Intelligence Research 2009, whose one-exchange neighbourhood
    this is; Lindauer et al., "BOAH: A Tool Suite for Multi-Fidelity Bayesian Optimization &
    Analysis of Hyperparameters", 2019 (ConfigSpace). ConfigSpace gives what begins to exist its
    default, which makes a step that cannot be taken back; here it takes every option.

    Examples
    --------
    >>> from landscape import Variable
    >>> from landscape.spaces import ConditionalSpace
    >>> kind = Variable("kind", ("conv", "pool"))
    >>> kernel = Variable("kernel", (3, 5, 7), ordinal=True, when={"kind": "conv"})
    >>> space = ConditionalSpace([kind, kernel], name="layers")
    >>> [space.format(index) for index in range(space.size)]
    ['kind=conv,kernel=3', 'kind=conv,kernel=5', 'kind=conv,kernel=7', 'kind=pool']
    >>> [space.format(index) for index in space.neighbours(0)]
    ['kind=pool', 'kind=conv,kernel=5']
    """

    _is_described = True

    def __init__(
        self,
        variables: Iterable[Variable],
        *,
        pattern: str | None = None,
        name: str = "conditional",
        title: str | None = None,
        source: str = "",
        text: str | None = None,
        canonical: Canonical | None = None,
    ) -> None:
        self.variables = told_apart(list(itertools.islice(variables, MOST_VARIABLES + 1)))
        self.name, self.title = name, title or name
        self._diagram = Diagram(self.variables, self.title)
        self.size = self._diagram.size
        self.source, self.text = source, text
        if pattern is not None:
            self._write_after(pattern)
        elif self.is_named:
            self.notations = ("options", "index")
        if canonical is not None:
            self._canonical = CanonicalByFunction(self, canonical)

    # -- codes ------------------------------------------------------------------------------

    def decode(self, indices: IntArray | Sequence[int] | int) -> IntArray:
        """Return the options of configurations: shape ``(...)`` gives ``(..., n_variables)``.

        That of a variable which does not exist there is -1.

        Raises
        ------
        ArchitectureError
            If one is the number of no configuration.

        Examples
        --------
        >>> from landscape import Variable
        >>> from landscape.spaces import ConditionalSpace
        >>> deep, wide = Variable("deep", "ab"), Variable("wide", "xy", when={"deep": "b"})
        >>> ConditionalSpace([deep, wide]).decode([0, 2]).tolist()
        [[0, -1], [1, 1]]
        """
        numbers = self._numbers(indices)
        codes = self._diagram.codes(numbers.reshape(-1))
        return codes.reshape(*numbers.shape, len(self.variables)).astype(self.dtype)

    def encode(self, codes: IntArray | Sequence[int]) -> IntArray:
        """Return the numbers of codes: shape ``(..., n_variables)`` gives ``(...)``.

        Raises
        ------
        ArchitectureError
            If one is no code: the option of a variable that exists is lacking or not possible, or
            that of one that does not exist is not -1.

        Examples
        --------
        >>> from landscape import Variable
        >>> from landscape.spaces import ConditionalSpace
        >>> deep, wide = Variable("deep", "ab"), Variable("wide", "xy", when={"deep": "b"})
        >>> ConditionalSpace([deep, wide]).encode([[0, -1], [1, 1]]).tolist()
        [0, 2]
        """
        try:
            given = np.asarray(codes)
        except ValueError as error:  # lists of different lengths
            raise self._no_code(codes) from error
        if given.dtype.kind not in "iu" or given.shape[-1:] != (len(self.variables),):
            raise self._no_code(codes)
        numbers = self.find(given)
        if (numbers < 0).any():
            raise self._no_code(given[numbers < 0][0].tolist())
        return numbers

    def find(self, codes: IntArray) -> IntArray:
        """Return the numbers of codes: shape ``(..., n_variables)`` gives ``(...)``; -1 for none.

        Examples
        --------
        >>> import numpy as np
        >>> from landscape import Variable
        >>> from landscape.spaces import ConditionalSpace
        >>> deep, wide = Variable("deep", "ab"), Variable("wide", "xy", when={"deep": "b"})
        >>> ConditionalSpace([deep, wide]).find(np.array([[0, -1], [0, 1]])).tolist()
        [0, -1]
        """
        numbers = self._diagram.numbers(codes.reshape(-1, len(self.variables)))
        return numbers.reshape(codes.shape[:-1]).astype(self.dtype)

    def completed(self, code: Sequence[int], choose: Callable[[int], int]) -> list[int]:
        """Return a code of what exists alone, with an option wherever one is lacking.

        Parameters
        ----------
        code
            An option for each variable, -1 for none.
        choose
            Takes the position of a variable that exists and has none, and returns its option.

        Examples
        --------
        >>> from landscape import Variable
        >>> from landscape.spaces import ConditionalSpace
        >>> deep, wide = Variable("deep", "ab"), Variable("wide", "xy", when={"deep": "b"})
        >>> space = ConditionalSpace([deep, wide])
        >>> space.completed([0, 1], lambda place: 0), space.completed([1, -1], lambda place: 0)
        ([0, -1], [1, 0])
        """
        state, whole = 0, [-1] * len(self.variables)
        for level in self._diagram.levels:
            place = level.variable
            if level.there[state]:
                whole[place] = code[place] if code[place] >= 0 else choose(place)
            state = int(level.follow[state, max(whole[place], 0)])
        return whole

    def _no_code(self, codes: object) -> ArchitectureError:
        return ArchitectureError(
            f"{quoted(codes)} is no code of {self.title}: expected {len(self.variables)} whole "
            "numbers, the place of an option of each variable, -1 of those that do not exist"
        )

    def why_none(self, code: list[int]) -> str:
        """Return why a code of options, -1 for none, is no configuration; empty if it is one."""
        chosen = self._named(code)
        for variable, option in zip(self.variables, code, strict=True):
            exists = all(chosen.get(name) in allowed for name, allowed in variable.conditions)
            when = " and ".join(f"{n} is {' or '.join(o)}" for n, o in variable.conditions)
            if exists and option < 0:
                return f"it says nothing of {variable.name}"
            if not exists and option >= 0:
                return f"{variable.name} exists only if {when}"
        return ""

    # -- neighbourhood ----------------------------------------------------------------------

    def _near(self, rows: IntArray) -> NeighbourLists:
        parts = [self._changed(rows[k : k + _ROWS]) for k in range(0, len(rows), _ROWS)]
        degrees = [np.zeros(1, np.int64), *(np.diff(lists.offsets) for lists in parts)]
        members = [np.empty(0, self.dtype), *(lists.members for lists in parts)]
        return NeighbourLists(np.cumsum(np.concatenate(degrees)), np.concatenate(members))

    def _changed(self, rows: IntArray) -> NeighbourLists:
        """Return the neighbours of some configurations, by the variable that changes."""
        codes = self.decode(rows)
        # One row a change, then as many as there are options of what it makes exist.
        source, variable, target = self._changes(codes)
        state = np.zeros(len(source), dtype=np.int64)
        numbers = np.zeros(len(source), dtype=np.int64)
        for level in self._diagram.levels:
            there, before = level.there[state], codes[source, level.variable]
            option = np.where(variable == level.variable, target, before)
            new, n_options = there & (before < 0), level.follow.shape[1]
            if new.any():
                times = np.where(new, n_options, 1)
                source, variable, target, state, numbers, there, option, new = (
                    np.repeat(array, times)
                    for array in (source, variable, target, state, numbers, there, option, new)
                )
                option[new] = np.tile(np.arange(n_options), np.count_nonzero(new) // n_options)
            column = np.where(there, option, 0)
            numbers += level.begin[state, column]
            state = level.follow[state, column]
        order = np.argsort(source, kind="stable")
        offsets = np.searchsorted(source[order], np.arange(len(rows) + 1)).astype(np.int64)
        return NeighbourLists(offsets, numbers[order].astype(self.dtype))

    def _changes(self, codes: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Return rows, variables and new options of all single changes of codes."""
        rows, places, targets = [], [], []
        for place, variable in enumerate(self.variables):
            option = np.arange(len(variable.options))
            code = codes[:, place, None]
            apart = abs(option - code)
            can = (code >= 0) & ((apart == 1) if variable.ordinal else (apart > 0))
            row, target = np.nonzero(can)
            rows.append(row)
            places.append(np.full(len(row), place))
            targets.append(target)
        return np.concatenate(rows), np.concatenate(places), np.concatenate(targets)

    # -- words ------------------------------------------------------------------------------

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        return super().describe() | self._about_variables() | self._about_options()

    def conventions(self) -> dict[str, str]:
        """Return what its numbers, neighbours and their order are, for saved summaries."""
        return {
            "numbering": "a configuration's index is its place among those that exist, in the "
            "order of its options, first variable most significant, each after those its "
            "conditions name",
            "distance": "the least number of changes that lead from one to the other; a change "
            "gives one variable another option (an ordinal one the next), those that it makes "
            "exist any of their options, and leaves those that exist before and after as they are",
            "ties": "of equally good neighbours a climb takes the first: by the variable that "
            "changes, then its option, then those of variables that begin to exist",
            "escape": "to every configuration at distance exactly 2 from an optimum",
        }
