"""Which configurations the rows of a table are of."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.errors import ArchitectureError, DataError, OptionError
from landscape.reason import shown
from landscape.scores.table_file import METADATA_KEY
from landscape.tables.tabular import Tabular, shorten, shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from landscape.arrays import IntArray
    from landscape.disk.files import JSON
    from landscape.spaces import Space

__all__ = [
    "AS_USUAL",
    "CONFIGURATION",
    "KEY_COLUMNS",
    "UNNAMED",
    "Reading",
    "RowKeys",
    "Rows",
    "key_of",
    "numbers_of",
    "read_numbers",
    "row_keys",
    "warn_of_numbers",
    "with_leading_zeros",
]

CONFIGURATION = "configuration"
"""Name of a column of configuration numbers, whatever else numbers could mean."""

KEY_COLUMNS = ("arch", "arch_str", "architecture", "key", CONFIGURATION)
"""Columns looked for, in this order, when none is named."""

_SURE = KEY_COLUMNS[:3]  # the others may hold what a program calls by these names

UNNAMED = ("", "Unnamed: 0", "__index_level_0__")
"""What pandas makes of an index without a name: in CSV, in CSV that was read again, in Parquet."""

_UNKNOWN = -1
_INDICES = ("index", "arch_index")
_OF_NUMBERS = (CONFIGURATION, *_INDICES)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """How a table of a user's is read.

    Attributes
    ----------
    key
        Name of the column of architectures; None looks for one, see `row_keys`.
    index_of
        The benchmark whose own index that column holds; None if it holds architectures.
    where
        Conditions that the rows read fulfil, all of them; see `landscape.tables.conditions`.
    missing
        What means that there is no number, such as ``-1``.
    variables
        Names of columns with one variable each, in place of `key`; see `columns_of_variables`.
    mean_over
        Columns that tell rows of one configuration apart, of whose scores the mean is taken.
    """

    key: str | None = None
    index_of: str | None = None
    where: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    mean_over: tuple[str, ...] = ()

    def recorded(self) -> dict[str, JSON]:
        """Return what changes the numbers that are read, and is not as usual; but for `key`."""
        said: dict[str, JSON] = {} if self.index_of is None else {"index_of": self.index_of}
        for name in ("missing", "variables", "mean_over", "where"):
            said |= {name: list(getattr(self, name))} if getattr(self, name) else {}
        return said

    def in_names(self) -> list[str]:
        """Return what the name of a run says of it, in signs that every file system takes."""
        parts = [f"mean-over-{'-'.join(self.mean_over)}"] if self.mean_over else []
        if self.where:
            from landscape.tables.conditions import parse_conditions  # few tables are so

            said = (comparison.in_names for comparison in parse_conditions(self.where))
            parts += ["where", *said]
        return parts

    @property
    def title(self) -> str:
        """What a title says of it: of which rows the scores are, and that they are means."""
        parts = [f"mean over {' and '.join(self.mean_over)}"] if self.mean_over else []
        parts += [f"where {' and '.join(self.where)}"] if self.where else []
        return ", ".join(parts)


AS_USUAL = Reading()
"""Architectures are found, and nothing else is said."""


def read_numbers(table: Tabular, space: Space, key: str | None = None) -> IntArray:
    """Return the configuration number of each row.

    Parameters
    ----------
    table
        Any table with a column of architectures.
    space
        The space the architectures are of.
    key
        Name of that column; see `key_of`.

    Returns
    -------
    array of shape (rows,)

    Raises
    ------
    UnknownNameError
        If there is no column `key`.
    DataError
        If there is no column of architectures, no row, or an architecture not of the space.
    """
    keys = row_keys(table, space, Reading(key))
    return keys.numbers(table, table.read_several(keys.names))


@dataclass(frozen=True)
class RowKeys:
    """The columns of a table that say which configuration each row is of.

    Attributes
    ----------
    space
        The space.
    names
        Of the columns: one of architectures, or one for each variable of the space.
    by_variable
        Whether they are the latter.
    index_of
        The benchmark whose own index the column holds; None if it holds architectures.
    """

    space: Space
    names: tuple[str, ...]
    by_variable: bool = False
    index_of: str | None = None

    def numbers(self, table: Tabular, columns: Sequence[Sequence[Any]]) -> IntArray:
        """Return the configuration number of each row; raises `DataError` where there is none."""
        if self.by_variable:
            from landscape.scores.variables import numbers_by_variable  # few tables are so

            return numbers_by_variable(table, self.names, columns, self.space)
        return numbers_of(table, self.names[0], columns[0], self.space, self.index_of)

    def known_numbers(self, table: Tabular, columns: Sequence[Sequence[Any]]) -> IntArray:
        """Return the same of rows that nobody asks for: -1 where there is none."""
        if self.by_variable:
            from landscape.scores.variables import known_by_variable

            return known_by_variable(table, columns, self.space)
        (keys,) = columns
        if self.index_of is not None:
            order = self.space.from_benchmark_index(self.index_of)
            is_index = [self.space.is_number(k) and 0 <= int(k) < len(order) for k in keys]
            found = zip(keys, is_index, strict=True)
            return np.array([order[int(key)] if known else _UNKNOWN for key, known in found])
        if self.space.n_digits and self.names[0] not in _OF_NUMBERS:
            keys = _filled_up(keys, self.space.n_digits)
        return np.array([_parse(self.space, key) for key in keys])


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a table, and of which configurations they are.

    Attributes
    ----------
    table
        With these rows alone.
    space
        The space.
    keys
        Names of the columns that say of which configuration a row is.
    numbers
        The configuration of each row.
    labels
        What tells each row from others of its configuration, which are averaged; None if nothing.
    """

    table: Tabular
    space: Space
    keys: tuple[str, ...]
    numbers: IntArray
    labels: Sequence[str] | None = None


def row_keys(table: Tabular, space: Space, reading: Reading = AS_USUAL) -> RowKeys:
    """Return which columns say of which configuration a row is.

    Those are the columns that `reading` names; else one that is sure to hold architectures, such as
    ``arch``; else, of a space of variables, the columns that are called as they are, if the table
    has all of them; else what `key_of` finds.

    Raises
    ------
    OptionError
        If `reading` names both architectures and variables, or variables of another space.
    UnknownNameError
        If there is no such column.
    DataError
        If there is none at all.
    """
    if reading.variables:
        from landscape.scores.variables import columns_of_variables

        if reading.key is not None or reading.index_of is not None:
            raise OptionError(
                "--variables names a column for each variable, and --key and --index-of one of "
                "architectures: leave one or the other out"
            )
        return RowKeys(space, columns_of_variables(table, space, reading.variables), True)
    if reading.key is None and reading.index_of is None and not {*_SURE} & {*table.names}:
        keys = _by_variable(table, space)
        if keys is not None:
            return keys
    key = key_of(table, space, reading.key, reading.index_of)
    return RowKeys(space, (key,), index_of=reading.index_of)


def _by_variable(table: Tabular, space: Space) -> RowKeys | None:
    """Return the columns called as the variables of a space, if they are meant.

    Beside a column of another name that may say of which configuration a row is, they are if they
    hold nothing but options.
    """
    from landscape.scores.variables import recognised_variables  # few tables are so

    names = recognised_variables(table, space)
    if names is None:
        return None
    keys = RowKeys(space, names, True)
    is_alone = not {*KEY_COLUMNS} & {*table.names}
    if is_alone or (keys.known_numbers(table, table.read_several(names)) >= 0).all():
        return keys
    return None


def key_of(
    table: Tabular, space: Space, key: str | None = None, index_of: str | None = None
) -> str:
    """Return the name of the column of architectures.

    It is `key` if that is given, else the first of `KEY_COLUMNS` there is, else a column that
    pandas left without a name, if its first value is an architecture and no number. A benchmark's
    own index is first looked for in the columns ``index`` and ``arch_index``.

    Raises
    ------
    DataError
        If there is none.
    """
    if key is not None:
        return key
    sought: tuple[str, ...] = KEY_COLUMNS if index_of is None else (*_INDICES, *KEY_COLUMNS)
    for name in sought:
        if name in table.names:
            return name
    for name in UNNAMED:
        if table.names.count(name) == 1 and _names_one(table.read(name), space):
            return name
    columns = ", ".join(map(shown_name, table.names))
    raise DataError(
        f"{table.path} has no column of architectures: expected one called "
        f"{', '.join(KEY_COLUMNS)}, or one for each variable (--variables), or named with --key; "
        f"its columns are {shorten(columns)}"
    )


def numbers_of(
    table: Tabular, key: str, keys: Sequence[Any], space: Space, index_of: str | None = None
) -> IntArray:
    """Return the configuration number of each value of the column `key`; see `read_numbers`.

    Raises
    ------
    OptionError
        If the space does not know the index of the benchmark `index_of`.
    """
    if not keys:
        raise DataError(f"{table.path} has no rows: expected one an architecture")
    if index_of is not None:
        return _indexed(table, key, keys, space, index_of)
    if METADATA_KEY not in table.metadata:
        keys = _settled(table, key, keys, space)
    numbers = np.array([_parse(space, architecture) for architecture in keys])
    unknown = np.flatnonzero(numbers == _UNKNOWN)
    if unknown.size:
        raise _unknown_architectures(table, key, keys, unknown, space)
    return numbers


def _indexed(
    table: Tabular, key: str, keys: Sequence[Any], space: Space, benchmark: str
) -> IntArray:
    """Return the configuration number of each of a benchmark's own indices."""
    order = space.from_benchmark_index(benchmark)
    for row, given in enumerate(keys):
        if not space.is_number(given) or not 0 <= int(given) < len(order):
            raise DataError(
                f"column {shown_name(key)!r} of {table.path} holds {shown(given, 120)} in row "
                f"{table.row_number(row)}: expected an index of {benchmark}, 0 to "
                f"{len(order) - 1}; name another column with --key, or leave out --index-of"
            )
    numbers: IntArray = order[np.array([int(given) for given in keys])]
    return numbers


def warn_of_numbers(where: str, path: Path, number: object) -> None:
    """Say how bare numbers are read, since benchmarks number in orders of their own."""
    _log.warning(
        "%s %s holds numbers, such as %s: they are read as configuration numbers "
        "(landscape info %s shows one), not as a benchmark's own index",
        *(where, path, number, number),
    )


def with_leading_zeros(where: str, keys: Sequence[Any], space: Space) -> Sequence[Any]:
    """Return architectures that are written in digits with the zeros that a program took away.

    Programs that read ``00000211`` as a number write 211, which is another configuration's number.
    In a list where some architecture has all of its digits, none is a number, and zeros are put
    back, which is said.

    Parameters
    ----------
    where
        What holds them, for messages.
    keys
        Architectures in any notation.
    space
        The space they are of.

    Raises
    ------
    DataError
        If none has all of its digits, and they could as well be configuration numbers.
    """
    digits = space.n_digits
    texts = [_digits(key, digits) for key in keys] if digits else []
    short = [text for text in texts if text is not None and len(text) < digits]
    if not any(text is not None and len(text) == digits for text in texts):
        _refuse_doubtful(where, short, space)
        return keys
    if short:
        _log.warning(
            "%s lacks leading zeros in %s rows: %s is read as %s",
            *(where, f"{len(short):,}", short[0], short[0].zfill(digits)),
        )
    return _filled_up(keys, digits)


def _filled_up(keys: Sequence[Any], digits: int) -> list[Any]:
    """Return keys with the zeros that those lack which are written in digits alone."""
    texts = [_digits(key, digits) for key in keys]
    return [k if t is None else t.zfill(digits) for k, t in zip(keys, texts, strict=True)]


def _refuse_doubtful(where: str, short: Sequence[str], space: Space) -> None:
    """Refuse numbers that could all be architectures without their zeros."""
    digits = space.n_digits
    meant = {text: _parse(space, text.zfill(digits)) for text in short}
    doubtful = next((text for text, number in meant.items() if number != int(text)), None)
    if doubtful is not None and _UNKNOWN not in meant.values():
        raise DataError(
            f"{where} holds {doubtful}, which is either configuration {doubtful} or the "
            f"architecture {doubtful.zfill(digits)} without its zeros: write all {digits} digits, "
            f"or call the column {CONFIGURATION!r}"
        )


def _digits(key: object, most: int) -> str | None:
    """Return what is written in at most so many digits, and in nothing else."""
    if isinstance(key, (int, np.integer)) and not isinstance(key, bool):
        text = str(key) if 0 <= key < 10**most else ""
    else:
        text = key.strip() if isinstance(key, str) else ""
    return text if text.isdecimal() and len(text) <= most else None


def _settled(table: Tabular, key: str, keys: Sequence[Any], space: Space) -> Sequence[Any]:
    """Return keys that mean one thing: names of architectures, or configuration numbers."""
    where = f"column {shown_name(key)!r} of {table.path}"
    if key not in _OF_NUMBERS:
        keys = with_leading_zeros(where, keys, space)
    given = [k for k in keys if k is not None and k != ""]
    numbers = [k for k in given if space.is_number(k)]
    if not numbers or space.notations == ("index",):
        return keys
    if len(numbers) < len(given):
        raise DataError(
            f"{where} holds both architectures and bare numbers, such as {shown(numbers[0])}: "
            f"expected either; write all as {space.format(0)!r} is written"
        )
    if space.renumbered and key != CONFIGURATION:
        known = space.benchmark_indices
        whose = f"say --index-of {known[0]} if these are its numbers, " if known else ""
        raise DataError(
            f"{where} holds bare numbers, such as {shown(numbers[0])}, and {space.title} numbers "
            f"its architectures in an order of its own: expected such as {space.format(0)!r}; "
            f"name a column of architectures with --key, {whose}or call this one "
            f"{CONFIGURATION!r} if landscape info shows them"
        )
    return keys


def _names_one(values: Sequence[Any], space: Space) -> bool:
    first = next((v for v in values if v is not None and v != ""), None)
    return first is not None and not space.is_number(first) and _parse(space, first) != _UNKNOWN


def _unknown_architectures(
    table: Tabular, key: str, keys: Sequence[Any], unknown: IntArray, space: Space
) -> DataError:
    row = unknown[0]
    found, expected = shown(keys[row], 120), repr(space.format(0))
    if len(unknown) == len(keys):
        return DataError(
            f"column {shown_name(key)!r} of {table.path} holds no architecture of {space.title} at "
            f"all: found {found}, expected such as {expected}; name another column with --key, or "
            "another --space"
        )
    return DataError(
        f"{len(unknown):,} of {len(keys):,} rows of {table.path} are of no architecture of "
        f"{space.title}, first {found} in row {table.row_number(int(row))}: "
        f"expected such as {expected}; correct or remove them"
    )


def _parse(space: Space, architecture: object) -> int:
    try:
        return space.parse(architecture)
    except ArchitectureError:
        return _UNKNOWN
