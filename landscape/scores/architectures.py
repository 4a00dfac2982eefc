"""Lists of architectures to score: text, or any table with a column of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import ArchitectureError, DataError
from landscape.options.base import path_of
from landscape.reason import quoted
from landscape.scores.keys import read_numbers, warn_of_numbers, with_leading_zeros
from landscape.tables.content import TextContent, read_limited
from landscape.tables.tabular import is_tabular, open_tabular

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    from landscape.arrays import IntArray
    from landscape.spaces import Space

__all__ = ["read_architectures"]


def read_architectures(path: str | PathLike[str], space: Space) -> IntArray:
    """Return the configurations that a file lists.

    Parameters
    ----------
    path
        Text with one architecture a line in any notation, where ``#`` starts a comment and empty
        lines are skipped; or a Parquet, CSV or TSV file, told by its name, with a column as in
        `read_user_scores`.
    space
        The space the architectures are of.

    Returns
    -------
    array of shape (k,)
        Configuration numbers, ascending, each once; at least one.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it cannot be read, lists nothing, or a line is no architecture of the space.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from landscape import get_space
    >>> from landscape.scores import read_architectures
    >>> path = pathlib.Path(tempfile.mkdtemp(), "some.txt")
    >>> with path.open("w") as file:
    ...     print("(4, 4, 4, 4, 4, 4)  # pools everywhere", file=file)
    ...     print("(0, 0, 0, 0, 0, 0)", file=file)
    >>> read_architectures(path, get_space("nb201")).tolist()
    [3906, 15624]
    """
    path = path_of(path)
    if is_tabular(path):
        numbers = read_numbers(open_tabular(path), space)
    else:
        numbers = np.array([_parse(path, line, text, space) for line, text in _lines(path, space)])
    if not len(numbers):
        raise DataError(
            f"{path} lists no architecture: expected one a line, such as {space.format(0)}"
        )
    return np.unique(numbers).astype(space.dtype)


def _lines(path: Path, space: Space) -> list[tuple[int, str]]:
    """Return number and text of each line that says something."""
    text = TextContent.of(path, read_limited(path))
    if text.undecodable is not None:
        byte, place = text.undecodable
        raise DataError(
            f"{path} is no text (byte 0x{byte:02x} at {place:,} is no UTF-8): expected one "
            "architecture a line, or a table whose name ends in .parquet, .csv or .tsv"
        )
    with text.lines() as file:
        content = file.read()
    stripped = [line.split("#")[0].strip() for line in content.splitlines()]
    lines = [(number, text) for number, text in enumerate(stripped, 1) if text]
    bare = next((text for _, text in lines if text.isdecimal()), None)
    if bare is not None and space.renumbered:
        warn_of_numbers("the file", path, bare)
    whole = with_leading_zeros(str(path), [text for _, text in lines], space)
    return [(number, text) for (number, _), text in zip(lines, whole, strict=True)]


def _parse(path: Path, line: int, text: str, space: Space) -> int:
    try:
        return space.parse(text)
    except ArchitectureError:
        raise DataError(
            f"{path}, line {line}: {quoted(text)} is no architecture of {space.title}: "
            f"expected such as {space.format(0)}; correct or remove it"
        ) from None
