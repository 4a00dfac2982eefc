"""How an analysis says that a number is not defined for a landscape, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landscape.errors import LandscapeError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["NotDefinedError", "Undefined", "or_undefined"]


@dataclass(frozen=True)
class Undefined:
    """In place of a number that is not defined.

    Attributes
    ----------
    reason
        Why, as the rest of "not defined here, because ...".

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from landscape.analysis import Analysis, Number, Undefined, profile
    >>> def gaps(landscape):
    ...     best, *others = sorted(landscape.fitness[landscape.optima], reverse=True)
    ...     return {"gap": best - others[0] if others else Undefined("there is one optimum")}
    >>> number = Number("best - second best optimum", range="0 and above", meaning="")
    >>> gap = Analysis("gaps", "Gaps between optima", {"gap": number}, gaps)
    >>> profile(Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]), [gap])["gap"]
    1.0
    >>> profile(Landscape(ProductSpace([5]), [3, 1, 0, 2, 4]), [gap]).undefined
    {'gap': 'there is one optimum'}
    """

    reason: str


class NotDefinedError(LandscapeError, ValueError):
    """Something is not defined for this landscape; the message is the reason.

    Raised by an analysis, it stands for all its numbers.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from landscape.analysis import Analysis, Number, NotDefinedError, profile
    >>> def spread(landscape):
    ...     raise NotDefinedError("there is one configuration")
    >>> number = Number("best - worst", range="0 and above", meaning="high: much to gain")
    >>> spreads = Analysis("spreads", "Spread", {"spread": number}, spread)
    >>> found = profile(Landscape(ProductSpace([1]), [3.0]), [spreads])
    >>> found["spread"], found.undefined
    (None, {'spread': 'there is one configuration'})
    """


def or_undefined(compute: Callable[[], float]) -> float | Undefined:
    """Return the number, or why it is not defined."""
    try:
        return compute()
    except NotDefinedError as error:
        return Undefined(str(error))
