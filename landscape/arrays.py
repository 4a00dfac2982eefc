"""Arrays of numbers: names for them, numpy's errors, and what others bring exactly as float64."""

from __future__ import annotations

import sys
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from landscape.errors import DataError, OptionError
from landscape.reason import reason, shown

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = [
    "BoolArray",
    "ByNumber",
    "FloatArray",
    "IntArray",
    "evenly",
    "index_dtype",
    "is_of",
    "plain_numbers",
    "usual_errors",
    "values_of",
    "whole_argument",
]

IntArray: TypeAlias = npt.NDArray[np.signedinteger[Any]]
"""Configuration numbers, codes or counts."""

BoolArray: TypeAlias = npt.NDArray[np.bool_]
"""Answers, one a configuration."""

FloatArray: TypeAlias = npt.NDArray[np.float64]
"""Scores or fitness, one a configuration; NaN is missing."""


class ByNumber:
    """Values of some configurations by their numbers, with no room for all of a space.

    It is read as an array of shape ``(space.size,)`` is that has NaN elsewhere.

    Parameters
    ----------
    parts
        Configuration numbers, no number twice, and their values, each of shape ``(k,)``.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape.arrays import ByNumber
    >>> some = ByNumber([(np.array([2**40, 3]), np.array([0.5, 1.5]))])
    >>> some[np.array([3, 4, 2**40])].tolist(), float(some[3])
    ([1.5, nan, 0.5], 1.5)
    """

    def __init__(self, parts: Sequence[tuple[IntArray, FloatArray]]) -> None:
        numbers = np.concatenate([np.empty(0, np.int64), *(part for part, _ in parts)])
        values = np.concatenate([np.empty(0), *(part for _, part in parts)])
        order = np.argsort(numbers)
        # The last stands for what is beyond all others.
        self._numbers = np.append(numbers[order], -1)
        self._values = np.append(values[order], np.nan)

    def __getitem__(self, numbers: IntArray | int) -> FloatArray:
        """Return the values of numbers: same shape."""
        places = np.searchsorted(self._numbers[:-1], numbers)
        is_there = self._numbers[places] == numbers
        return np.asarray(np.where(is_there, self._values[places], np.nan))


def usual_errors() -> np.errstate:
    """Return a decorator or context: numpy treats errors as in a program that has set nothing.

    What becomes too small for a float is 0: no error, as it is after ``np.seterr(all="raise")``.

    >>> with np.errstate(all="raise"), usual_errors():
    ...     float(np.exp(np.float64(-1e9)))
    0.0
    """
    return np.errstate(divide="warn", over="warn", under="ignore", invalid="warn")


def evenly(count: int) -> list[int]:
    """Return places in an order of which every beginning is spread over all of them.

    Work that is done in that order is at all times a fair sample of the whole, so that it tells
    how much time is left even where what costs most comes last.

    >>> evenly(6)
    [0, 4, 2, 1, 5, 3]
    """
    digits = max(count - 1, 1).bit_length()
    return sorted(range(count), key=lambda place: f"{place:0{digits}b}"[::-1])


_EXACT = 2**53  # float64 holds every whole number up to it
_NO_NUMBERS = {
    "b": "truths (bool)",
    "c": "complex numbers",
    "M": "dates",
    "m": "durations",
    "S": "text (bytes)",
    "U": "text",
}


def plain_numbers(
    given: object, *, what: str = "scores", rows: Sequence[int] | None = None
) -> FloatArray:
    """Return numbers as float64, each with the value that it had.

    Lists, NumPy and masked arrays, tensors (on any device, with gradients, of any precision),
    columns of pandas, polars or Arrow. None, NaN, NA and what is masked are missing: NaN.

    Parameters
    ----------
    given
        Any shape. They are taken in their order, so a Series has to be indexed by `rows`.
    what
        What they are, for messages.
    rows
        The labels that a Series may have; None for 0, 1, 2 ...

    Returns
    -------
    array of the shape of `given`, float64
        A copy.

    Raises
    ------
    DataError
        If they are no numbers (text, truths, dates, complex numbers), or float64 cannot hold one;
        if they have labels, which their order would lose, or are a table of several columns.

    Examples
    --------
    >>> plain_numbers([1, None, 2.5]).tolist()
    [1.0, nan, 2.5]
    >>> plain_numbers(np.ma.array([1.0, 2.0], mask=[False, True])).tolist()
    [1.0, nan]
    """
    _refuse_table(given, what)
    _refuse_labels(given, what, rows)
    return values_of(given, what)


def values_of(given: object, what: str) -> FloatArray:
    """Return numbers as `plain_numbers` does, whatever labels they have."""
    if isinstance(given, np.ma.MaskedArray):
        values, hidden = given.data.copy(), np.ma.getmaskarray(given)
        values[hidden] = 0  # whatever was there
        numbers = _floats(values, what)
        numbers[hidden] = np.nan
        return numbers
    return _floats(_array(given, what), what)


def is_of(given: object, package: str, *names: str) -> bool:
    """Tell whether an object is of one of these classes, without importing their package."""
    module = sys.modules.get(package)
    return module is not None and isinstance(given, tuple(getattr(module, name) for name in names))


def _refuse_table(given: object, what: str) -> None:
    is_structured = getattr(getattr(given, "dtype", None), "names", None) is not None
    if hasattr(type(given), "columns") or is_structured:
        raise DataError(
            f"{what} in a table (a {type(given).__name__}): expected one column of it; of a "
            "DataFrame with a column of architectures, frame.set_index(THAT)[NAME]"
        )


def _refuse_labels(given: object, what: str, rows: Sequence[int] | None) -> None:
    """Refuse what would lose its labels if it were read in its order."""
    if is_of(given, "pandas", "Series"):
        series: Any = given
        expected = range(len(series)) if rows is None else rows
        if len(series) == len(expected) and list(series.index) == list(expected):
            return
    elif not hasattr(given, "keys") and not _is_labelled(given):
        return
    raise DataError(
        f"{what} with labels (a {type(given).__name__}), where only their order is read: expected "
        "an array; landscape.scores_of(space, ...) lines up a dict or a pandas Series of "
        "architectures; if the order is right, give the values alone, such as series.to_numpy()"
    )


def _is_labelled(given: object) -> bool:
    """Tell whether an object looks like a Series of a library that is not known here."""
    if isinstance(given, np.ndarray) or is_of(given, "torch", "Tensor"):
        return False
    kind = type(given)
    return hasattr(kind, "coords") or not callable(getattr(kind, "index", len))


def _array(given: object, what: str) -> npt.NDArray[Any]:
    """Return an array of what is given, in a type that loses nothing."""
    if is_of(given, "torch", "Tensor"):
        return _from_tensor(given, what)
    if is_of(given, "polars", "Series"):
        given = given.to_list()  # type: ignore[attr-defined]  # nulls beside whole numbers
    elif is_of(given, "pyarrow", "Array", "ChunkedArray"):
        given = given.to_pylist()  # type: ignore[attr-defined]
    elif _is_of_pandas(given):
        # Types of pandas' own have a missing value that NumPy lacks.
        of_numpy = isinstance(given.dtype, np.dtype)  # type: ignore[attr-defined]
        given = given.to_numpy() if of_numpy else given.tolist()  # type: ignore[attr-defined]
    try:
        array = np.asarray(given) if hasattr(given, "dtype") else _from_sequence(given, what)
    except DataError:  # of an item
        raise
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        raise DataError(f"{what} that are no numbers: {reason(error)}") from error
    if array.shape == () and array.dtype == object:
        raise DataError(f"{what} in {shown(given)}: expected an array or a list of numbers")
    return array


def _is_of_pandas(given: object) -> bool:
    return is_of(given, "pandas", "Series", "Index") or is_of(
        given, "pandas.api.extensions", "ExtensionArray"
    )


def _from_sequence(given: object, what: str) -> npt.NDArray[Any]:
    """Return an array of a list, whose items NumPy would otherwise make of one type."""
    kinds = set(map(type, given)) if isinstance(given, list | tuple) else {float}
    if kinds == {float}:
        return np.asarray(given)
    items: Any = given
    if not kinds <= {int, float, type(None)}:
        items = [_item(item, what) for item in items]
    return np.array(items, dtype=object)


def _item(item: object, what: str) -> object:
    """Return an item of a list without what NumPy would not see in it."""
    if is_of(item, "torch", "Tensor"):
        return _from_tensor(item, what)
    if isinstance(item, np.ma.MaskedArray):
        return values_of(item, what)
    if isinstance(item, list | tuple):
        return [_item(inner, what) for inner in item]
    _refuse_table(item, what)
    _refuse_labels(item, what, None)
    return item


def _from_tensor(given: Any, what: str) -> npt.NDArray[Any]:
    try:
        tensor = given.detach().cpu()
        if tensor.is_floating_point():
            tensor = tensor.double()  # NumPy has no bfloat16
        array: npt.NDArray[Any] = tensor.resolve_conj().resolve_neg().numpy()
    except (RuntimeError, TypeError, NotImplementedError) as error:
        raise DataError(
            f"{what} in a tensor that cannot be read ({reason(error)}): expected a dense one with "
            "values"
        ) from error
    return array


def _floats(array: npt.NDArray[Any], what: str) -> FloatArray:
    kind = array.dtype.kind
    if kind == "O":
        return _from_objects(array, what)
    if kind in _NO_NUMBERS or array.dtype.type is np.void:
        found = _NO_NUMBERS.get(kind, str(array.dtype))
        raise DataError(f"{what} that are no numbers: found {found}; expected int or float")
    with np.errstate(over="ignore"):  # said below
        numbers = np.array(array, dtype=np.float64)
    if kind in "iu":
        _check(array[(array > _EXACT) | (array < -_EXACT)], what)
    elif array.dtype.itemsize > numbers.dtype.itemsize:
        _check(array[np.isinf(numbers)], what)
    return numbers


def _check(array: npt.NDArray[Any], what: str) -> None:
    """Look one by one at numbers that float64 may not hold."""
    for value in array.tolist():
        _number(value, what)


def _from_objects(array: npt.NDArray[Any], what: str) -> FloatArray:
    numbers = [_number(value, what) for value in array.ravel().tolist()]
    return np.array(numbers, dtype=np.float64).reshape(array.shape)


def _number(value: Any, what: str) -> float:
    """Return one number; NaN for what says that there is none."""
    if isinstance(value, float):
        return float(value)
    if value is None or value is np.ma.masked or _is_na(value):
        return np.nan
    plain = value.item() if getattr(value, "shape", None) == () else value
    # A truth is no score, though Python counts with it; nor is a date, though NumPy counts days.
    is_number = isinstance(plain, (Real, Decimal)) and not isinstance(plain, (bool, np.bool_))
    if not is_number or isinstance(value, (np.datetime64, np.timedelta64)):
        raise DataError(
            f"{what} that are no numbers: found {shown(value)}; expected int or float, or None "
            "where there is none"
        )
    return _float(plain, what)


def _is_na(value: object) -> bool:
    return is_of(value, "pandas._libs.missing", "NAType")


def _float(value: Any, what: str) -> float:
    try:
        number = float(value)
        kept = abs(value) == np.inf if np.isinf(number) else not _is_other(value, number)
    except (OverflowError, ValueError):
        kept = False
    if not kept:
        text = shown(value if isinstance(value, int) else str(value))
        raise DataError(
            f"{what}: float64 cannot hold {text} as it is: scale it, or make it a float yourself"
        )
    return number


def _is_other(value: object, number: float) -> bool:
    """Tell whether a whole number became another: two of them would tie."""
    return isinstance(value, int) and value != int(number)


def whole_argument(name: str, given: object, least: int) -> int:
    """Return an argument as an int if it is a whole number, and not too small."""
    number = least - 1
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool):
        number = int(given)
    if number < least:
        raise OptionError(f"{name} {shown(given)}: expected a whole number from {least}")
    return number


def index_dtype(size: int) -> type[np.signedinteger[Any]]:
    """Return the integer type that numbers `size` configurations: int32 below 2^31."""
    return np.int32 if size < 2**31 else np.int64
