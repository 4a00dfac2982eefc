"""Which variables exist under which options of others, and how such configurations are numbered.

Variables are decided one after the other, each after those that its conditions name. What is
decided so far matters to the rest only by which conditions can still hold; of each such state it is
known how many configurations follow. So configurations are counted and numbered without being
listed, as paths of a decision diagram: Bryant, "Graph-Based Algorithms for Boolean Function
Manipulation", IEEE Transactions on Computers 1986; Knuth, The Art of Computer Programming, volume
4A, section 7.1.4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from landscape.reason import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import BoolArray, IntArray
    from landscape.spaces.product import Variable

__all__ = ["Diagram", "Level"]

_MOST_STATES = 1_000_000
_MOST_CONFIGURATIONS = 2**63

_State = tuple[bool, ...]
"""Of each variable that has conditions and is still to be decided: whether all held so far."""


@dataclass(frozen=True, eq=False)
class Level:
    """The decision of one variable.

    Attributes
    ----------
    variable
        Its position among the variables.
    there
        Shape ``(states,)``: whether it exists.
    follow, begin
        Shape ``(states, options)`` each: the state of the next level after each option, and the
        place of the first configuration with it among those of the state. Where the variable does
        not exist, all are the same.
    """

    variable: int
    there: BoolArray
    follow: IntArray
    begin: IntArray


class Diagram:
    """The configurations of variables under conditions, numbered in the order of decisions.

    Parameters
    ----------
    variables
        Of different names.
    title
        Of the space, for errors.

    Attributes
    ----------
    size
        Number of configurations.
    levels
        One a variable, in the order of decisions: that of the variables, but after those that
        conditions name.

    Raises
    ------
    OptionError
        If a condition names what is not there, conditions lead in a circle, a variable can never
        exist, or there are more configurations than 2^63.

    Examples
    --------
    >>> from landscape import Variable
    >>> kind = Variable("kind", ("conv", "pool"))
    >>> kernel = Variable("kernel", (3, 5, 7), when={"kind": "conv"})
    >>> diagram = Diagram([kind, kernel], "tiny")
    >>> diagram.size, diagram.codes(np.arange(4)).tolist()
    (4, [[0, 0], [0, 1], [0, 2], [1, -1]])
    >>> diagram.numbers(np.array([[0, 2], [1, -1], [1, 0]])).tolist()  # there is no such thing
    [2, 3, -1]
    """

    def __init__(self, variables: Sequence[Variable], title: str) -> None:
        _check(variables)
        order = _order(variables)
        states: list[_State] = [(True,) * sum(bool(v.when) for v in variables)]
        drafts = []
        for place, variable in enumerate(order):
            after = [variables[k] for k in order[place + 1 :] if variables[k].when]
            there, classes, next_classes, states = _decided(variables[variable], states, after)
            drafts.append((variable, there, classes, next_classes))
        counts = [1] * len(states)
        levels: list[Level] = []
        for variable, there, classes, next_classes in reversed(drafts):
            level, counts = _counted(variable, there, classes, next_classes, counts, title)
            levels.append(level)
        self.size = counts[0]
        self.levels = tuple(reversed(levels))

    def numbers(self, codes: IntArray) -> IntArray:
        """Return the numbers of codes, shape ``(n, n_variables)``; -1 of what is none."""
        state = np.zeros(len(codes), dtype=np.int64)
        numbers = np.zeros(len(codes), dtype=np.int64)
        fits = np.ones(len(codes), dtype=np.bool_)
        for level in self.levels:
            option, there = codes[:, level.variable], level.there[state]
            n_options = level.follow.shape[1]
            fits &= np.where(there, (option >= 0) & (option < n_options), option == -1)
            column = np.where(there, np.clip(option, 0, n_options - 1), 0)
            numbers += level.begin[state, column]
            state = level.follow[state, column]
        return np.where(fits, numbers, -1)

    def codes(self, numbers: IntArray) -> IntArray:
        """Return the options of configurations, shape ``(n, n_variables)``; -1 for none."""
        rest, state = np.array(numbers, dtype=np.int64), np.zeros(len(numbers), dtype=np.int64)
        codes = np.full((len(numbers), len(self.levels)), -1, dtype=np.int64)
        for level in self.levels:
            there, begins = level.there[state], level.begin[state]
            option = (begins[:, 1:] <= rest[:, None]).sum(axis=1) * there
            codes[:, level.variable] = np.where(there, option, -1)
            rest -= begins[np.arange(len(rest)), option]
            state = level.follow[state, option]
        return codes


def _check(variables: Sequence[Variable]) -> None:
    options = {variable.name: variable.options for variable in variables}
    for variable in variables:
        for parent, allowed in variable.conditions:
            there = "" if parent in options else f"there is no variable {shown(parent)}"
            unknown = [o for o in allowed if o not in options.get(parent, allowed)]
            there = f"{parent} has no option {shown(unknown[0])}" if unknown else there
            if there:
                raise OptionError(
                    f"variable {shown(variable.name)} exists when {parent} is "
                    f"{' or '.join(allowed)}, but {there}"
                )


def _order(variables: Sequence[Variable]) -> list[int]:
    """Return the order of decisions: that of the variables, but after those conditions name."""
    waits = {v.name: [parent for parent, _ in v.conditions] for v in variables}
    places = {variable.name: place for place, variable in enumerate(variables)}
    decided: list[str] = []
    while len(decided) < len(variables):
        ready = [n for n in places if n not in decided and {*waits[n]} <= {*decided}]
        if not ready:
            raise OptionError(
                f"conditions in a circle: {' → '.join(_circle(waits, decided))}; expected "
                "variables that depend on others, but not on themselves"
            )
        decided.append(ready[0])
    return [places[name] for name in decided]


def _circle(waits: dict[str, list[str]], decided: list[str]) -> list[str]:
    """Return variables of which each waits for the next, the first and last the same."""
    path = [next(name for name in waits if name not in decided)]
    while path[-1] not in path[:-1]:
        path.append(next(parent for parent in waits[path[-1]] if parent not in decided))
    return path[path.index(path[-1]) :]


def _decided(
    variable: Variable, states: list[_State], after: list[Variable]
) -> tuple[BoolArray, IntArray, IntArray, list[_State]]:
    """Decide a variable in every state.

    Returns
    -------
    there
        Whether it exists in each state.
    classes
        Shape ``(options + 1,)``: options of one class allow the same variables of `after`; the last
        is for a variable that does not exist.
    follow
        Shape ``(states, classes)``: the next state.
    states
        Those of the next level.
    """
    place = 0 if variable.when else None  # its own conditions are the first of a state
    there = np.array([place is None or state[place] for state in states])
    if not there.any():
        raise OptionError(
            f"variable {shown(variable.name)} exists in no configuration: its conditions exclude "
            "each other"
        )
    allowed = [dict(child.conditions).get(variable.name) for child in after]
    kinds: dict[_State, int] = {}
    signs = [tuple(a is None or o in a for a in allowed) for o in variable.options]
    signs.append(tuple(a is None for a in allowed))
    classes = np.array([kinds.setdefault(sign, len(kinds)) for sign in signs])
    known: dict[_State, int] = {}
    follow = np.zeros((len(states), len(kinds)), dtype=np.int64)
    for row, (state, exists) in enumerate(zip(states, there.tolist(), strict=True)):
        held = state if place is None else state[1:]
        for sign in dict.fromkeys(signs[:-1] if exists else signs[-1:]):
            both = tuple(a and b for a, b in zip(held, sign, strict=True))
            follow[row, kinds[sign]] = known.setdefault(both, len(known))
    if len(known) > _MOST_STATES:
        raise OptionError(
            f"conditions in {len(known):,} combinations at {variable.name}: expected at most "
            f"{_MOST_STATES:,}; put variables next to those that they depend on"
        )
    return there, classes, follow, list(known)


def _counted(
    variable: int,
    there: BoolArray,
    classes: IntArray,
    follow: IntArray,
    counts: list[int],
    title: str,
) -> tuple[Level, list[int]]:
    """Return a level, and how many configurations follow each of its states.

    `counts` are those of the next level.
    """
    n_options = len(classes) - 1
    chosen, absent = classes[:-1], classes[-1]
    per_class = np.bincount(chosen, minlength=follow.shape[1]).tolist()
    totals = [
        sum(n * counts[state] for n, state in zip(per_class, row, strict=True) if n)
        if exists
        else counts[row[absent]]
        for exists, row in zip(there.tolist(), follow.tolist(), strict=True)
    ]
    if max(totals) > _MOST_CONFIGURATIONS:
        raise OptionError(
            f"{title} has 10^{math.log10(max(totals)):.1f} configurations or more: expected at "
            "most 2^63, about 10^19.0"
        )
    next_state = np.where(there[:, None], follow[:, chosen], follow[:, [absent]])
    known = np.array([min(count, _MOST_CONFIGURATIONS - 1) for count in counts], dtype=np.int64)
    begin = np.zeros((len(there), n_options), dtype=np.int64)
    np.cumsum(known[next_state[:, :-1]], axis=1, out=begin[:, 1:])
    begin[~there] = 0
    return Level(variable, there, next_state, begin), totals
