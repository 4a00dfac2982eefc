"""What a pickle of plain data may make: so much memory, and keys that are soon hashed.

CPython hashes a tuple by hashing what is in it, in C and without a memory of what it has seen: one
a million levels deep ends the process, one that shares its parts keeps it busy for ever. So keys
and elements of sets are texts, bytes, numbers, None, and short tuples of these. Numbers and tuples
with equal hashes can be contrived, too; that is why many of them cost much.
"""

from __future__ import annotations

import pickle
from types import NoneType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BIG_NUMBER",
    "BYTE",
    "CONTAINER",
    "LONGEST_NUMBER",
    "TUPLE",
    "Memory",
    "Unhashable",
    "check_keys",
    "guarded",
]

# Costs in bytes of memory, rounded up.
BYTE = 20
"""Of a byte of opcodes: a text of two letters takes four bytes of a file and 72 of memory."""
CONTAINER = 256
"""Of an empty set, or a dictionary of few entries."""
TUPLE = 4_096
"""Of a tuple: more than it takes, so that there are at most some 65,000."""
BIG_NUMBER = 32_768
"""Of a whole number of more than eight bytes: so that there are at most some 8,000."""
LONGEST_NUMBER = 8

_MOST = 1 << 28
_MANY = 8
_ATOMS = frozenset({str, bytes, int, float, bool, NoneType})


class Memory:
    """How much a pickle, or one architecture of a long one, may still make: 256 MiB in all.

    Records of NATS-Bench take 2 to 7 of these, its lists of architectures up to 11. Large sets
    and dictionaries may take twice what is counted. Long texts and arrays are not counted where
    the whole file is in memory already.
    """

    def __init__(self) -> None:
        self.left = _MOST

    def spend(self, cost: int) -> None:
        """Count what is about to be made.

        Raises
        ------
        pickle.UnpicklingError
            If that is too much.
        """
        self.left -= cost
        if self.left < 0:
            raise pickle.UnpicklingError(f"it makes objects of more than {_MOST:,} bytes")

    def renew(self) -> None:
        """Allow for as much again, since what was made is given away."""
        self.left = _MOST


class Unhashable(tuple[Any, ...]):
    """A tuple that is no key."""

    __slots__ = ()

    def __hash__(self) -> int:
        _refuse()


def guarded(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a tuple that can only be hashed if it may be a key."""
    return items if _is_flat(items) else Unhashable(items)


def check_keys(keys: Iterable[Any]) -> None:
    """Raise if one of `keys` should not be hashed; none of them is.

    Raises
    ------
    pickle.UnpicklingError
        If one is neither a text, number, ... nor a short tuple of these.
    """
    if _ATOMS.issuperset(map(type, keys)):
        return
    for key in keys:
        if type(key) not in _ATOMS and not (type(key) is tuple and _is_flat(key)):
            _refuse()


def _is_flat(items: tuple[Any, ...]) -> bool:
    return len(items) <= _MANY and _ATOMS.issuperset(map(type, items))


def _refuse() -> NoReturn:
    raise pickle.UnpicklingError("it has a key that is no plain data")
