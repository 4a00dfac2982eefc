"""Numbers as figures and tables write them."""

from __future__ import annotations

__all__ = ["number_text", "share_text"]

_LARGE, _HUGE = 1e5, 1e9  # between them there is no exponent


def number_text(value: float) -> str:
    """Return a number in at most six digits, or all those before the point, below 10⁹.

    >>> number_text(1531546.3), number_text(2 / 3)
    ('1,531,546', '0.666667')
    """
    if abs(value) < _HUGE and (value == round(value) or abs(value) >= _LARGE):
        return f"{round(value):,}"
    return f"{value:,.6g}"


def share_text(share: float) -> str:
    """Return a share in percent, with three digits, and never as all or none where it is not.

    >>> share_text(0.6045), share_text(20 / 15625), share_text(15624 / 15625), share_text(1.0)
    ('60.4%', '0.128%', '99.9%', '100%')
    """
    percent = 100 * share
    return f"{min(percent, 99.9) if percent < 100 else percent:.3g}%"
