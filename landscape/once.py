"""What several analyses need of the same landscape, computed once."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["once"]

_Owner = TypeVar("_Owner")
_Result = TypeVar("_Result")


def once(compute: Callable[[_Owner], _Result]) -> Callable[[_Owner], _Result]:
    """Return `compute` with its results kept as long as the object they are of.

    A result must not refer to that object, or both stay for ever.
    """
    known: WeakKeyDictionary[_Owner, _Result] = WeakKeyDictionary()

    @wraps(compute)
    def kept(owner: _Owner) -> _Result:
        if owner not in known:
            known[owner] = compute(owner)
        return known[owner]

    return kept
