"""What a long pickle may refer back to, in little memory.

A pickle numbers what it makes, so that it can say "as number 17" later. Parts of an architecture
are only referred to within it; short texts, such as names of entries, from everywhere. So when an
architecture is handed over, its texts are kept, each once, like numbers and tuples of these, and
the rest is forgotten.
"""

from __future__ import annotations

import pickle
from array import array
from typing import Any

from landscape.pickles.stand_ins import Kind, Name

__all__ = ["Memo"]

_FORGOTTEN = 0
_SHORT = 8
_KEPT = frozenset({str, bytes, float, int, Name, Kind})
# In bytes: 15,625 architectures with 10,000 numbers each take 0.6 GiB, what is kept of them 0.3.
_MOST = 1 << 32
_NUMBER, _OBJECT = 4, 160


class Memo:
    """The numbered objects of a pickle, as an unpickler asks for them."""

    def __init__(self) -> None:
        self._now: list[Any] = []
        # Where the earlier ones are in `_kept`: four bytes each, for there are tens of millions.
        self._then = array("I")
        self._kept: list[Any] = [None]
        self._places: dict[str | bytes, int] = {}
        self._left = _MOST

    def __len__(self) -> int:
        return len(self._then) + len(self._now)

    def __setitem__(self, number: int, value: Any) -> None:
        """Give `value` a number, which is the next one."""
        if number != len(self):
            raise pickle.UnpicklingError(f"it numbers an object {number}, out of order")
        self._now.append(value)

    def extend(self, values: list[Any], numbers: list[int]) -> None:
        """Give many values the next numbers; `numbers` are what they should be, if it is told."""
        first = len(self)
        if numbers and numbers != list(range(first, first + len(values))):
            raise pickle.UnpicklingError(f"it numbers an object {numbers[0]}, out of order")
        self._now += values

    def __getitem__(self, number: int) -> Any:
        """Return the object of a number."""
        recent = number - len(self._then)
        if recent >= 0:
            if recent >= len(self._now):
                raise pickle.UnpicklingError(f"it refers to object {number}, which is none")
            return self._now[recent]
        place = self._then[number]
        if place == _FORGOTTEN:
            raise pickle.UnpicklingError(
                f"it refers to object {number}, which is part of an earlier architecture"
            )
        return self._kept[place]

    def forget(self) -> None:
        """Keep only what may be referred to from anywhere."""
        self._spend(_NUMBER * len(self._now))
        self._then.extend([self._place(value) for value in self._now])
        self._now.clear()

    def _place(self, value: Any) -> int:
        kind = type(value)
        if kind is str or kind is bytes:
            place = self._places.get(value)
            if place is None:
                self._spend(len(value))
                place = self._places[value] = self._add(value)
            return place
        is_short = kind is tuple and len(value) <= _SHORT
        is_kept = kind in _KEPT or (is_short and _KEPT.issuperset(map(type, value)))
        return self._add(value) if is_kept else _FORGOTTEN

    def _add(self, value: Any) -> int:
        self._spend(_OBJECT)
        self._kept.append(value)
        return len(self._kept) - 1

    def _spend(self, cost: int) -> None:
        self._left -= cost
        if self._left < 0:
            raise pickle.UnpicklingError("it numbers more objects than architectures need")
