"""`landscape.space_from_table`: the product space that the columns of a table span."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from landscape.disk.files import read_bytes, write_bytes
from landscape.errors import DataError, OptionError
from landscape.numbers import counted, share_text
from landscape.options.base import takes
from landscape.options.space import FromTableOptions
from landscape.reason import shown
from landscape.registry import match_name
from landscape.reporter import say
from landscape.spaces.product import Variable
from landscape.spaces.registry import SPACE_NAME, SPACES
from landscape.spaces.space_file import described_space, written
from landscape.tables.cells import number_of, pointed
from landscape.tables.tabular import open_tabular, shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from landscape.spaces.pattern import FileSpace
    from landscape.tables.tabular import Tabular

__all__ = ["space_from_table"]

_WHOLE = re.compile(r"^\+?(-?\d+)\.0*$")
_EXACT = 2**53
"""Below this whole numbers are floats; larger ones are names, such as checksums."""
_SEVERAL = 2
"""Fewest options of a variable: one with a single option varies nothing."""


@takes(FromTableOptions)
def space_from_table(options: FromTableOptions) -> FileSpace:
    r"""Return the product space that some columns of a table span: all combinations of values.

    A column of numbers has its numbers as options, from the smallest to the largest, each once
    however it is spelled; any other has its texts in the order in which they first appear.
    Combinations that no row has are configurations like any other, without a score.

    Returns
    -------
    FileSpace
        The space, which is described in `out` if that is given.

    Raises
    ------
    DataMissingError
        If there is no such table.
    UnknownNameError
        If it has no such column.
    DataError
        If it is no table, has no rows, or an empty cell or a single value in such a column; or
        `out` describes another space.
    OptionError
        If it is more of anything than can be counted, such as 2^63 configurations; or the name is
        none, or another space's.

    Examples
    --------
    >>> import landscape, pathlib, tempfile
    >>> table = pathlib.Path(tempfile.mkdtemp(), "results.csv")
    >>> _ = table.write_text("depth,act,acc\n16,relu,91.5\n2,relu,90\n4,gelu,92\n4,relu,91\n")
    >>> space = landscape.space_from_table(table, ["depth", "act"], ordinal=["depth"])
    >>> space.variables[0]
    Variable(name='depth', options=('2', '4', '16'), ordinal=True)
    >>> space.size, space.format(1)
    (6, '2-gelu')
    >>> from landscape.scores import read_user_scores
    >>> read_user_scores(table, space, "acc").tolist()
    [90.0, nan, 91.0, 92.0, 91.5, nan]
    """
    table = open_tabular(options.table)
    names = [_column(table, "--variables", name) for name in options.variables]
    ordered = {_column(table, "--ordinal", name, names) for name in options.ordinal}
    columns = table.read_several(names)
    if not names or not columns[0]:
        raise DataError(f"{table.path} has no rows: expected one a configuration")
    spelled = [_spelled(table, *column) for column in zip(names, columns, strict=True)]
    variables = [
        _variable(table, name, texts, ordinal=name in ordered)
        for name, texts in zip(names, spelled, strict=True)
    ]
    name = _name(options)
    space = described_space(variables, name=name, title=options.title or name)
    n_rows, n_there = len(columns[0]), len(set(zip(*spelled, strict=True)))
    say(
        f"{table.path}: {counted(n_rows, 'row')} of {counted(n_there, 'configuration')}, "
        f"{share_text(n_there / space.size)} of the {space.size:,} that there are"
    )
    if options.out is not None:
        _write(space, options.out)
    return space


def _column(table: Tabular, option: str, name: str, among: Sequence[str] | None = None) -> str:
    """Return the name of a column as it is spelled; of `among`, if that is given."""
    found = match_name(name, table.names if among is None else among)
    if found is not None:
        return found
    if among is None or match_name(name, table.names) is None:
        raise table.unknown(name, table.names)
    raise OptionError(
        f"{option} {name}: expected one of the --variables, {', '.join(map(shown_name, among))}"
    )


def _spelled(table: Tabular, name: str, cells: Sequence[Any]) -> list[str]:
    """Return the option of each row: a number in the shortest way to write it."""
    texts = ["" if cell is None else str(cell).strip() for cell in cells]
    empty = next((row for row, text in enumerate(texts) if text in ("", "nan")), None)
    if empty is not None:
        raise DataError(
            f"column {shown_name(name)!r} of {table.path} has nothing in row "
            f"{table.row_number(empty)}: expected the option of every row; write one, such as none "
            "where it does not matter, or leave the row or the column out"
        )
    if table.decimal_comma:
        texts = list(map(pointed, texts))
    if not _are_numbers(set(texts)):
        return texts
    shortest: dict[float, str] = {}
    for text in sorted(set(texts)):
        for spelled in (_WHOLE.sub(r"\1", text), repr(float(text)).removesuffix(".0")):
            known = shortest.setdefault(float(text), spelled)
            shortest[float(text)] = min(known, spelled, key=_length)
    return [shortest[float(text)] for text in texts]


def _length(written: str) -> tuple[int, bool]:
    """Return what short numbers have little of: letters, and of those as long an exponent."""
    return len(written), "e" in written.lower()


def _are_numbers(texts: set[str]) -> bool:
    return all(abs(number_of(text)) < _EXACT for text in texts)


def _variable(table: Tabular, name: str, texts: Sequence[str], *, ordinal: bool) -> Variable:
    """Return the variable that a column is."""
    options = list(dict.fromkeys(texts))
    if len(options) < _SEVERAL:
        raise DataError(
            f"column {shown_name(name)!r} of {table.path} holds {shown(options[0])} in every row: "
            "expected several values; leave it out of --variables"
        )
    if _are_numbers(set(options)):
        options.sort(key=float)
    elif ordinal:
        say(f"{name}: ordered as they first appear, {' < '.join(options)}")
    return Variable(name, tuple(options), ordinal)


def _name(options: FromTableOptions) -> str:
    """Return what the space is called."""
    file = options.table if options.out is None else options.out
    name = file.name.split(".")[0] if options.name is None else options.name
    if not SPACE_NAME.fullmatch(name) or match_name(name, SPACES):
        raise OptionError(
            f"a space cannot be called {name!r}: expected letters, digits and _.-, and no name of "
            "another space; give one with --name"
        )
    return name


def _write(space: FileSpace, file: Path) -> None:
    """Write the description of a space, but not over that of another one."""
    if file.suffix.lower() != ".toml":
        raise OptionError(f"--out {file}: expected a name ending in .toml")
    content = written(space).encode()
    if file.exists() and read_bytes(file) != content:
        raise DataError(
            f"{file} is there and describes another space: choose another --out, or delete it"
        )
    write_bytes(file, content)
