"""Whether two spaces number the same configurations alike."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from landscape.disk.files import canonical_json
from landscape.errors import DataError
from landscape.spaces.product import ProductSpace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landscape.spaces.space import Space

__all__ = ["fingerprint", "is_same_space", "require_same_space"]

_SPREAD = 256


def fingerprint(space: Space) -> str:
    """Return a text that is the same for spaces whose configurations have the same numbers.

    It stands for the size and for how some hundred configurations, evenly spread, are written.

    Examples
    --------
    >>> from landscape import ProductSpace
    >>> fingerprint(ProductSpace([2, 8])) == fingerprint(ProductSpace([2, 9]))
    False
    """
    spread = np.linspace(0, space.size - 1, num=min(space.size, _SPREAD)).round().astype(np.int64)
    written = canonical_json([space.size, [space.format(int(i)) for i in spread]])
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def is_same_space(one: Space, other: Space) -> bool:
    """Tell whether a configuration number means the same in two spaces.

    Then they are of one name and shape, and write configurations alike; of one `numbered_as` in
    place of the name, where their networks may differ.

    Examples
    --------
    >>> from landscape import ProductSpace
    >>> is_same_space(ProductSpace([2, 2]), ProductSpace([2, 2]))
    True
    """
    if one is other:
        return True
    return _shape(one) == _shape(other) and fingerprint(one) == fingerprint(other)


def require_same_space(spaces: Iterable[Space]) -> None:
    """Make sure that all of some spaces are the same.

    Raises
    ------
    DataError
        If two of them are not.

    Examples
    --------
    >>> from landscape import ProductSpace
    >>> require_same_space([ProductSpace([2, 2]), ProductSpace([2, 2])])
    """
    first, *others = spaces
    for other in others:
        if not is_same_space(first, other):
            raise DataError(
                f"{first.title} ({first.size:,} configurations) and {other.title} "
                f"({other.size:,}) are different spaces: expected landscapes of the same space "
                "to compare"
            )


def _shape(space: Space) -> tuple[str, int, tuple[int, ...]]:
    # Of a product space, whose configurations may be written as bare numbers, also its variables.
    name = space.numbered_as or space.name
    return name, space.size, space.shape if isinstance(space, ProductSpace) else ()
