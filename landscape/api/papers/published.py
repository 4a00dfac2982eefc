"""What papers print, as they print it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from landscape import builtin
from landscape.disk.files import read_bytes
from landscape.errors import DataError

__all__ = ["numbers", "printed", "published_rows", "published_table"]

_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?: ± (\d+(?:\.\d+)?))?")


@cache
def _paper(name: str) -> dict[str, Any]:
    path = builtin.FOLDER / "published" / f"{name}.toml"
    try:
        return tomllib.loads(read_bytes(path).decode())
    except ValueError as error:
        raise DataError(f"{path} is damaged ({error}): install nas-landscape again") from error


def published_table(paper: str, table: str) -> dict[str, Any]:
    """Return a table of a paper: `of`, `columns` and `rows`, by what the paper calls them."""
    found: dict[str, Any] = _paper(paper)[table]
    return found


def published_rows(paper: str, table: str) -> list[str]:
    """Return the names of the rows of a table, as the paper calls them."""
    return list(published_table(paper, table)["rows"])


def printed(paper: str, table: str, row: str, column: str) -> str:
    """Return what stands in a cell; empty where there is none.

    Examples
    --------
    >>> printed("mf-nas", "table2", "Local search", "cifar100")
    '71.43 ± 0.84'
    """
    found = published_table(paper, table)
    return str(found["rows"][row][found["columns"].index(column)]).strip("-")


def numbers(paper: str, table: str, row: str, column: str) -> dict[str, Any]:
    """Return the same as keywords of `Cell`: mean, deviation and digits, as far as there are.

    Examples
    --------
    >>> numbers("mf-nas", "table2", "Local search", "cifar100")
    {'published': 71.43, 'published_deviation': 0.84, 'digits': 2}
    """
    found = _NUMBER.fullmatch(printed(paper, table, row, column))
    if found is None:
        return {}
    mean, deviation = found.groups()
    return {
        "published": float(mean.replace(",", "")),
        "published_deviation": None if deviation is None else float(deviation),
        "digits": len(mean.partition(".")[2]),
    }
