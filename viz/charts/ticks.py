"""Numbers along an axis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.ticker import Formatter

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PlainNumbers", "plain"]


class PlainNumbers(Formatter):  # type: ignore[misc, unused-ignore]
    """Writes numbers in full, with as many digits as tell the ticks apart.

    Parameters
    ----------
    each
        Whether every number has its own digits, as on a logarithmic axis.
    """

    def __init__(self, each: bool = False) -> None:
        self._each = each

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the text of one tick."""
        return plain(x, _digits([x]))

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return the texts of all ticks."""
        if self._each:
            return [self(value) for value in values]
        digits = _digits(values)
        return [plain(value, digits) for value in values]


def plain(value: float, digits: int) -> str:
    """Return a number as text; very large and very small ones with a power of ten."""
    size = abs(value)
    if size >= 1e7 or 0 < size < 1e-4:
        power = math.floor(math.log10(size))
        text = f"{value / 10**power:.3g}e{power}"
    else:
        text = f"{value:,.{digits}f}"
    return text.replace("-", "−")


def _digits(values: Sequence[float]) -> int:
    """Return how many digits after the point show all values as they are."""
    for digits in range(6):
        if all(math.isclose(round(v, digits), v, rel_tol=1e-9, abs_tol=1e-12) for v in values):
            return digits
    return 6
