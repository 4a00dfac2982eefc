"""Numbers as figures, tables and sentences write them."""

from __future__ import annotations

__all__ = ["counted", "number_text"]

_LARGE, _HUGE = 1e5, 1e9  # between them there is no exponent


def number_text(value: float) -> str:
    """Return a number in at most six digits, or all those before the point, below 10⁹.

    >>> number_text(1531546.3), number_text(2 / 3)
    ('1,531,546', '0.666667')
    """
    if abs(value) < _HUGE and (value == round(value) or abs(value) >= _LARGE):
        return f"{round(value):,}"
    return f"{value:,.6g}"


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
