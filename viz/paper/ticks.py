"""Numbers along an axis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.ticker import Formatter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["PlainNumbers", "needs_powers", "plain", "power"]


_LARGE, _SMALL = 1e7, 1e-4
_NOTHING = 1e-9  # of the largest tick: what stands for zero


class PlainNumbers(Formatter):  # type: ignore[misc, unused-ignore]
    """Writes numbers in full, with as many digits as tell the ticks apart.

    Where one of them is very large or very small, all are written with a power of ten.

    Parameters
    ----------
    each
        Whether every number has its own digits, as on a logarithmic axis.
    """

    def __init__(self, each: bool = False) -> None:
        self._each = each

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the text of one tick."""
        return self.format_ticks([x])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return the texts of all ticks."""
        if needs_powers(self._seen(values), log=self._each):
            largest = max(map(abs, values))
            return [
                power(0.0 if abs(v) < _NOTHING * largest and not self._each else v) for v in values
            ]
        digits = _digits(values)
        return [plain(value, _digits([value]) if self._each else digits) for value in values]

    def _seen(self, values: Sequence[float]) -> list[float]:
        """Return the ticks that lie on the axis: matplotlib asks for some beyond its ends."""
        if self.axis is None:
            return list(values)
        low, high = sorted(self.axis.get_view_interval())
        return [value for value in values if low <= value <= high]


def needs_powers(values: Iterable[float], *, log: bool = False) -> bool:
    """Tell whether numbers along an axis are written with powers of ten: all of them, or none.

    Parameters
    ----------
    values
        The numbers.
    log
        Whether they are spaced by their logarithm, so that none of them stands for zero.
    """
    sizes = [abs(value) for value in values]
    largest = max(sizes, default=0.0)
    nothing = 0.0 if log else _NOTHING * largest
    smallest = min((size for size in sizes if size > nothing), default=1.0)
    return largest >= _LARGE or smallest < _SMALL


def plain(value: float, digits: int) -> str:
    """Return a number in full."""
    return f"{value:,.{digits}f}".replace("-", "−")


def power(value: float) -> str:
    """Return a number with a power of ten.

    Examples
    --------
    >>> [power(value) for value in (0.0, 1.0, 25_000_000.0)]
    ['0', '1e0', '2.5e7']
    """
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    return f"{value / 10**exponent:.3g}e{exponent}".replace("-", "−")


def _digits(values: Sequence[float]) -> int:
    """Return how many digits after the point show all values as they are."""
    for digits in range(6):
        if all(math.isclose(round(v, digits), v, rel_tol=1e-9, abs_tol=1e-12) for v in values):
            return digits
    return 6
