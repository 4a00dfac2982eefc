"""Which configurations the rows of a table are of, where each variable has a column of its own."""

from __future__ import annotations

import math
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.errors import DataError, OptionError
from landscape.reason import shown
from landscape.registry import match_name
from landscape.spaces import (
    ConditionalSpace,
    FunctionalSpace,
    ProductSpace,
    Subspace,
    VariableSpace,
)
from landscape.tables.cells import is_missing, number_of, pointed
from landscape.tables.tabular import shorten, shown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.arrays import IntArray
    from landscape.spaces import Space, Variable
    from landscape.tables.tabular import Tabular

__all__ = [
    "columns_of_variables",
    "known_by_variable",
    "numbers_by_level",
    "numbers_by_variable",
    "recognised_variables",
]


def recognised_variables(table: Tabular, space: Space) -> tuple[str, ...] | None:
    r"""Return the column of each variable of a space, if the table has one of the name of each.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from landscape import ProductSpace, Variable
    >>> from landscape.tables.tabular import open_tabular
    >>> path = pathlib.Path(tempfile.mkdtemp(), "mine.csv")
    >>> _ = path.write_text("Width,acc,depth\n8,91.5,2\n")
    >>> space = ProductSpace([Variable("depth", ("2", "4")), Variable("width", ("8", "16"))])
    >>> recognised_variables(open_tabular(path), space)
    ('depth', 'Width')
    """
    return _columns_called(table.names, space)


def _columns_called(names: Sequence[str], space: Space) -> tuple[str, ...] | None:
    """Return of each variable the one name that is its own; None if one has none."""
    variables = _variables(space)
    found = [match_name(variable.name, names) for variable in variables]
    named = tuple(name for name in found if name is not None)
    return named if variables and len(set(named)) == len(variables) else None


def columns_of_variables(table: Tabular, space: Space, given: Sequence[str]) -> tuple[str, ...]:
    """Return the column of each variable of a space, of columns that the user names.

    They are told by the names of the variables, in any order; if no name is one of these, they
    are in the order of the variables.

    Raises
    ------
    OptionError
        If the space has no variables, or other ones.
    UnknownNameError
        If the table has no such column.
    """
    variables = _variables(space)
    if not variables:
        raise OptionError(
            f"--variables {','.join(given)}: {space.title} is no space of variables; name a column "
            "of architectures with --key"
        )
    columns = []
    for name in given:
        column = match_name(name, table.names)
        if column is None:
            raise table.unknown(name, table.names)
        columns.append(column)
    names = [variable.name for variable in variables]
    by_name = {match_name(column, names): column for column in columns}
    if len(columns) == len(names) == len({*columns}):
        if len(by_name) == len(names) and None not in by_name:
            return tuple(by_name[name] for name in names)
        if all(match_name(c, names) in (None, n) for c, n in zip(columns, names, strict=True)):
            return tuple(columns)
    raise OptionError(
        f"--variables {','.join(given)}: expected one column for each variable of {space.title}, "
        f"by their names or in their order: {shorten(', '.join(names))}"
    )


def _variables(space: Space) -> tuple[Variable, ...]:
    whole = _whole(space)
    return whole.variables if isinstance(whole, VariableSpace) else ()


def _whole(space: Space) -> Space:
    """Return the space that one is made of, or part of."""
    return _whole(space.base) if isinstance(space, (FunctionalSpace, Subspace)) else space


def numbers_by_variable(
    table: Tabular, names: Sequence[str], columns: Sequence[Sequence[Any]], space: Space
) -> IntArray:
    """Return the configuration number of each row.

    Parameters
    ----------
    table
        Where the columns are from, for messages.
    names, columns
        Of each variable of the space its column: an option as it is spelled there, or, of options
        that are numbers, the same number, such as ``0.10`` for ``0.1``.
    space
        A space of variables, or a functional space or part of one.

    Raises
    ------
    DataError
        If there is no row, or a cell is no option of its variable.
    """
    if not len(columns[0]):
        raise DataError(f"{table.path} has no rows: expected one a configuration")

    def told(name: str, row: int, found: str) -> str:
        column = f"column {shown_name(name)!r} of {table.path}"
        return f"{column} holds {found} in row {table.row_number(row)}"

    return _numbers(names, _pointed(table, columns), space, told)


def _pointed(table: Tabular, columns: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Return columns with decimal points, where commas can only be decimal ones."""
    return [list(map(pointed, cells)) for cells in columns] if table.decimal_comma else columns


def numbers_by_level(index: Any, space: Space, what: str) -> IntArray | None:
    """Return the configuration number of each label of a pandas MultiIndex.

    Parameters
    ----------
    index
        With a level for each variable of the space, called as it is, in any order.
    space
        The space.
    what
        What the labels are of, for messages.

    Returns
    -------
    array of shape (labels,)
        None if the levels are called otherwise.

    Raises
    ------
    DataError
        If a label is no option of its variable.
    """
    names = [str(name) for name in index.names]
    found = _columns_called(names, space)
    if found is None or len(names) != len(found):
        return None
    columns = [index.get_level_values(names.index(name)).tolist() for name in found]

    def told(name: str, row: int, label: str) -> str:
        return f"{what}: level {name!r} of label {row + 1:,} is {label}"

    return _numbers(found, columns, space, told)


def _numbers(
    names: Sequence[str],
    columns: Sequence[Sequence[Any]],
    space: Space,
    told: Callable[[str, int, str], str],
) -> IntArray:
    codes = []
    for name, cells, variable in zip(names, columns, _variables(space), strict=True):
        code = _codes(cells, variable)
        unknown = np.flatnonzero(code == _UNKNOWN)
        if unknown.size:
            row = int(unknown[0])
            raise DataError(
                f"{told(name, row, shown(cells[row], 120))}: expected an option of "
                f"{variable.name!r} in {space.title}: {shorten(', '.join(variable.options))}; "
                "correct or remove the row, or name another --space"
            )
        codes.append(code)
    stacked = np.stack(codes, axis=-1)
    numbers = _found(stacked, space)
    if (nothing := np.flatnonzero(numbers < 0)).size:
        row, place = int(nothing[0]), len(names) - 1
        whole = _whole(space)
        assert isinstance(whole, VariableSpace), "others have no variables"
        why = whole.why_none(stacked[row].tolist()) or f"it is not valid in {space.title}"
        raise DataError(
            f"{told(names[place], row, shown(columns[place][row], 120))}, where "
            f"{_row_in_words(names, columns, row)} is no configuration: {why}; correct or remove "
            "the row, or name another --space"
        )
    return numbers


def _row_in_words(names: Sequence[str], columns: Sequence[Sequence[Any]], row: int) -> str:
    return shorten(", ".join(f"{n}={c[row]}" for n, c in zip(names, columns, strict=True)))


def known_by_variable(table: Tabular, columns: Sequence[Sequence[Any]], space: Space) -> IntArray:
    """Return the configuration number of each row, -1 where it is none."""
    pairs = zip(_pointed(table, columns), _variables(space), strict=True)
    codes = np.stack([_codes(cells, variable) for cells, variable in pairs], axis=-1)
    known = (codes != _UNKNOWN).all(axis=-1)
    numbers = np.full(len(codes), -1, dtype=np.int64)
    numbers[known] = _found(codes[known], space)
    return numbers


def _found(codes: IntArray, space: Space) -> IntArray:
    """Return the number of each code, -1 of those that are no configuration."""
    if isinstance(space, FunctionalSpace):
        numbers = _found(codes, space.base)
        return np.where(numbers < 0, -1, space.node_of[numbers])
    if isinstance(space, Subspace):
        numbers = _found(codes, space.base)
        return np.where(numbers < 0, -1, space.find(np.maximum(numbers, 0)))
    if isinstance(space, ConditionalSpace):
        return space.find(codes)
    assert isinstance(space, ProductSpace), "others have no variables"
    return space.encode(codes)


_NONE, _UNKNOWN = -1, -2
"""Of a variable that does not exist in a row, and of what is none of its options."""


def _codes(cells: Sequence[Any], variable: Variable) -> IntArray:
    """Return which option each cell is, `_NONE` or `_UNKNOWN`."""
    options = _Options(variable)
    known: dict[str, int] = {}  # few values, many rows
    codes = np.empty(len(cells), dtype=np.int64)
    for row, cell in enumerate(cells):
        text = "" if cell is None else str(cell)
        if text not in known:
            known[text] = options.code(text.strip())
        codes[row] = known[text]
    return codes


class _Options:
    """The options of a variable, by how a table may spell them."""

    def __init__(self, variable: Variable) -> None:
        self._by_text = {option: code for code, option in enumerate(variable.options)}
        self._may_lack = bool(variable.when)

    def code(self, text: str) -> int:
        """Return the place of the option that a cell says, if it says one.

        Where a variable under conditions does not exist, cells are empty or say so.
        """
        none = _NONE if self._may_lack and is_missing(text) else _UNKNOWN
        return self._by_text.get(text, self._by_number.get(number_of(text), none))

    @cached_property
    def _by_number(self) -> dict[float, int]:
        """The options that are numbers; what two of them say is neither."""
        numbers = {text: number_of(text) for text in self._by_text}
        times = Counter(numbers.values())
        return {
            numbers[text]: code
            for text, code in self._by_text.items()
            if times[numbers[text]] == 1 and not math.isnan(numbers[text])
        }
