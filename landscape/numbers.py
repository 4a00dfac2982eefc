"""Numbers as figures, tables and sentences write them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["caution", "counted", "number_text", "numbers_text", "share_text"]

_LARGE, _HUGE = 1e5, 1e9  # between them there is no exponent
_FEW = 0.1
"""Share of scored configurations below which a landscape says little about its space."""


def number_text(value: float) -> str:
    """Return a number in at most six digits, or all those before the point, below 10⁹.

    >>> number_text(1531546.3), number_text(2 / 3)
    ('1,531,546', '0.666667')
    """
    if abs(value) < _HUGE and (value == round(value) or abs(value) >= _LARGE):
        return f"{round(value):,}"
    return f"{value:,.6g}"


def numbers_text(values: Iterable[float]) -> list[str]:
    """Return the numbers along one axis in one form: all in full, or all with an exponent.

    >>> numbers_text([50000, 100000]), numbers_text([0, 1e8, 2e9])
    (['50,000', '100,000'], ['0', '1e8', '2e9'])
    """
    numbers = list(values)
    plain = [number_text(value) for value in numbers]
    return [_exponent(value) for value in numbers] if "e" in "".join(plain) else plain


def _exponent(value: float) -> str:
    if not value:
        return "0"
    if not math.isfinite(value):
        return f"{value:g}"
    digits, power = f"{value:.5e}".split("e")
    return f"{float(digits):g}e{int(power)}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with what it counts, in the singular where it is one.

    Parameters
    ----------
    number
        How many.
    one, many
        Singular and plural; by default the latter is the former with an s.

    Examples
    --------
    >>> counted(1, "funnel"), counted(15625, "edge"), counted(0, "local optimum", "local optima")
    ('1 funnel', '15,625 edges', '0 local optima')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share_text(share: float) -> str:
    """Return a share in percent, with three digits, and never as all or none where it is not.

    >>> share_text(9445 / 15625), share_text(20 / 15625), share_text(15624 / 15625), share_text(1.0)
    ('60.4%', '0.128%', '99.9%', '100%')
    """
    percent = 100 * share
    return f"{min(percent, 99.9) if percent < 100 else percent:.3g}%"


def caution(n_scored: int, n_configurations: int) -> str | None:
    """Return what cannot be concluded, since so few configurations have a score; None if enough.

    Enough is a tenth.
    """
    if n_scored >= _FEW * n_configurations:
        return None
    return (
        f"only {n_scored:,} of {n_configurations:,} configurations have a score "
        f"({share_text(n_scored / n_configurations)}): most neighbours are missing, and who has no "
        "better neighbour left counts as an optimum, so nothing can be concluded from this on the "
        "number of optima, sinks and funnels, on edges or on basins of the whole space"
    )
