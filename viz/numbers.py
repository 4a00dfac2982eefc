"""Numbers as figures write them."""

from __future__ import annotations

__all__ = ["number_text"]

_EXACT = 1e9  # below it whole numbers are written to the last digit


def number_text(value: float) -> str:
    """Return a number in at most six digits, a whole one below 10⁹ in all of its own.

    >>> number_text(1531546.0), number_text(2 / 3)
    ('1,531,546', '0.666667')
    """
    if abs(value) < _EXACT and value == round(value):
        return f"{round(value):,}"
    return f"{value:,.6g}"
