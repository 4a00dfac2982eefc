"""What is made in place of the few names that a pickle of plain data asks for.

NumPy's own names are among those replaced: ``numpy.ndarray`` would take any bytes for pointers to
objects.
"""

from __future__ import annotations

import math
import pickle
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.pickles.limits import Unhashable, check_keys
from landscape.reason import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["Budget", "Name", "make_stand_ins", "settle"]

_LONGEST_OF_NONE = 1 << 10  # an array without numbers could claim any number of empty rows


class Budget:
    """How many bytes and elements a pickle may have copied while it is read.

    Without it, a small file could have one long list made into a set again and again, until the
    memory is full. Published files copy nothing twice.
    """

    def __init__(self, length: int) -> None:
        self.left = length

    def spend(self, copied: int) -> None:
        """Count a copy."""
        self.left -= copied
        if self.left < 0:
            raise pickle.UnpicklingError("it has more copied than it holds")


class Name:
    """Stands for a name: it can be called, and not be changed by the pickle that asks for it."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[..., object]) -> None:
        self._function = function

    def __call__(self, *arguments: object) -> object:
        """Do what stands in for the named function."""
        return self._function(*arguments)

    def __setstate__(self, state: object) -> None:
        raise pickle.UnpicklingError("it sets attributes of a name")


class Kind:
    """Stands for a ``numpy.dtype``: whole numbers, fractions and truth values alone."""

    __slots__ = ("dtype",)

    def __init__(self, code: str, *_: object) -> None:
        if not re.fullmatch("[biuf][1248]", code):
            raise pickle.UnpicklingError(f"it holds values of kind {shown(code)}")
        self.dtype = np.dtype(code)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.dtype = self.dtype.newbyteorder(state[1])


class Array:
    """Stands for an array, made empty and then filled; `settle` puts its numbers in its place."""

    __slots__ = ("__weakref__", "_encode", "numbers")

    numbers: NDArray[Any]

    def __init__(self, encode: Callable[[str | bytes], bytes]) -> None:
        self._encode = encode

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, shape, kind, by_columns, content = state
        flat = np.frombuffer(self._encode(content), kind.dtype)
        if math.prod(filter(None, shape)) > max(flat.size, _LONGEST_OF_NONE):
            raise pickle.UnpicklingError("it holds an array of a shape with more rows than numbers")
        self.numbers = flat.reshape(shape, order="F" if by_columns else "C")


def make_stand_ins(budget: Budget) -> dict[tuple[str, str], Name]:
    """Return the stand-ins by module and name, for one pickle alone."""

    def encode(content: str | bytes, encoding: str = "latin1") -> bytes:
        """Do what ``codecs.encode`` does in pickles: bytes as Python 2 can read them."""
        if encoding != "latin1":
            raise pickle.UnpicklingError(f"it holds bytes in {shown(encoding)}")
        if isinstance(content, bytes):
            return content
        budget.spend(len(content))
        return content.encode("latin1")

    def scalar(kind: Kind, content: str | bytes) -> object:
        return np.frombuffer(encode(content), kind.dtype)[0]

    def array(*_: object) -> Array:
        return Array(encode)

    def unordered(elements: list[object] | tuple[object, ...] = ()) -> set[object]:
        budget.spend(len(elements))
        check_keys(elements)
        return set(elements)

    def ordered() -> dict[object, object]:
        return {}

    functions: dict[tuple[str, str], Callable[..., object]] = {
        ("numpy", "dtype"): Kind,
        ("numpy", "ndarray"): array,
        ("_codecs", "encode"): encode,
        ("collections", "OrderedDict"): ordered,
    }
    for builtins in ("builtins", "__builtin__"):
        functions[builtins, "set"] = unordered
    for core in ("numpy.core.multiarray", "numpy._core.multiarray"):
        functions[core, "_reconstruct"] = array
        functions[core, "scalar"] = scalar
    return {name: Name(function) for name, function in functions.items()}


def settle(value: Any) -> Any:
    """Return `value` with every stand-in of an array replaced by the array.

    Raises
    ------
    pickle.UnpicklingError
        If another stand-in is left in it: nothing but plain data comes out.
    """
    return _settled(value, {})


def _settled(value: Any, seen: dict[int, Any]) -> Any:
    """Do what `settle` says; `seen` holds what became of containers, so that none is done twice."""
    kind = type(value)
    if kind is Array:
        return value.numbers
    if kind in _UNFIT:
        raise pickle.UnpicklingError("it holds a name where data is expected")
    if kind not in _CONTAINERS:
        return value
    if id(value) in seen:
        if seen[id(value)] is _UNFINISHED:
            raise pickle.UnpicklingError("it holds a tuple that holds itself")
        return seen[id(value)]
    seen[id(value)] = value
    if kind is dict:
        check_keys(value)
        if not _PLAIN_ENOUGH(map(type, value.values())):
            value.update((key, _settled(inner, seen)) for key, inner in value.items())
    elif kind is list:
        value[:] = [_settled(inner, seen) for inner in value]
    elif kind is set:
        check_keys(value)
    else:
        seen[id(value)] = _UNFINISHED
        settled = tuple(_settled(inner, seen) for inner in value)
        seen[id(value)] = settled
        return settled
    return value


_CONTAINERS = frozenset({dict, list, tuple, Unhashable, set})
_UNFIT = frozenset({Array, Name, Kind})
# Most containers hold numbers alone: this looks at them at the speed of C.
_PLAIN_ENOUGH = (_CONTAINERS | _UNFIT).isdisjoint
_UNFINISHED = object()
