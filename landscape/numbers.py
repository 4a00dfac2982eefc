"""Numbers as figures and tables write them."""

from __future__ import annotations

__all__ = ["number_text"]

_LARGE, _HUGE = 1e5, 1e9  # between them there is no exponent


def number_text(value: float) -> str:
    """Return a number in at most six digits, or all those before the point, below 10⁹.

    >>> number_text(1531546.3), number_text(2 / 3)
    ('1,531,546', '0.666667')
    """
    if abs(value) < _HUGE and (value == round(value) or abs(value) >= _LARGE):
        return f"{round(value):,}"
    return f"{value:,.6g}"
