"""Numbers that look as if they stood for none: -1, 9999 and the like, in many rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import FloatArray

__all__ = ["suspicious_value"]

_LEAST_ROWS = 2
_LEAST_SHARE = 0.01
_FAR = 10.0


def suspicious_value(numbers: FloatArray) -> tuple[float, int] | None:
    """Return a number that may mean that there is none, and how often it is there.

    It is the least or the greatest of a column, in more than one row and at least one of a hundred,
    and either the only negative one, or round (a power of ten, or one less) and at least ten times
    as large as any other.

    Parameters
    ----------
    numbers
        Of a column; NaN where there is none.

    Returns
    -------
    tuple of number, count
        None if no number is suspicious.

    Examples
    --------
    >>> suspicious_value(np.array([2.5, -1, 3.5, -1]))
    (-1.0, 2)
    >>> suspicious_value(np.array([10.0, 10.0, 93.1]))
    """
    finite = numbers[np.isfinite(numbers)]
    if not finite.size:
        return None
    for extreme in (float(finite.min()), float(finite.max())):
        others = finite[finite != extreme]
        count = finite.size - others.size
        if count < max(_LEAST_ROWS, _LEAST_SHARE * finite.size) or not others.size:
            continue
        alone_below = extreme < 0 <= others.min()
        if alone_below or (_is_round(extreme) and abs(extreme) >= _FAR * np.abs(others).max()):
            return extreme, count
    return None


def _is_round(number: float) -> bool:
    size = abs(number)
    return size >= 99 and any(math.log10(size + more).is_integer() for more in (0, 1))
