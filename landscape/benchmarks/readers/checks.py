"""Questions to plain data that nobody vouches for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from landscape.errors import DataError
from landscape.reason import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["entry", "expect", "number", "numbers"]

_T = TypeVar("_T")

_WHOLE = frozenset({int, np.int64, np.int32})
_NUMBERS = _WHOLE | {float, np.float64, np.float32}


def expect(kind: type[_T], value: object, where: str) -> _T:
    """Return `value` if it is of a kind.

    Raises
    ------
    DataError
        If it is not; a truth value is no number.
    """
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise DataError(
            f"{where} is {shown(value)}: expected {kind.__name__}; get the published file"
        )
    return value


def entry(mapping: dict[Any, Any], key: object, kind: type[_T], where: str) -> _T:
    """Return what a dictionary holds under `key`, if it is of a kind; else raise `DataError`."""
    if key not in mapping:
        raise DataError(f"{where} lacks {shown(key)}: get the published file")
    return expect(kind, mapping[key], f"{shown(key)} of {where}")


def number(value: object, where: str) -> float:
    """Return a number of Python's or NumPy's as a float; raise `DataError` if it is none."""
    if type(value) not in _NUMBERS:
        raise DataError(f"{where} is {shown(value)}: expected a number; get the published file")
    return _floats([value], where)[0]


def numbers(values: Iterable[object], where: str) -> list[float]:
    """Return numbers as floats; raise `DataError` if one of them is none."""
    values = list(values)
    if not _NUMBERS.issuperset(map(type, values)):
        unfit = next(value for value in values if type(value) not in _NUMBERS)
        raise DataError(f"{where} holds {shown(unfit)}: expected numbers; get the published file")
    return _floats(values, where)


def _floats(values: list[Any], where: str) -> list[float]:
    try:
        return [float(value) for value in values]
    except OverflowError as error:
        raise DataError(f"{where} holds a number beyond 1e308: get the published file") from error
