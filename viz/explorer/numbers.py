"""Numbers as the page writes them."""

from __future__ import annotations

import math

from landscape.numbers import number_text

__all__ = ["finite", "page_number", "said"]

_EXACT = 2**53  # beyond, the numbers of a browser are not all there


def said(value: float) -> str:
    """Return a number as figures do; a dash where it is missing."""
    if math.isnan(value):
        return "–"
    return number_text(value).replace("-", "−")


def page_number(index: int) -> int | str:
    """Return a configuration number as the page has it: as text, where a browser rounds it.

    >>> page_number(7), page_number(2**60)
    (7, '1152921504606846976')
    """
    return index if index < _EXACT else str(index)


def finite(value: float) -> float | None:
    """Return a number that can be drawn; None for what is missing or infinite."""
    return float(value) if math.isfinite(value) else None
