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
    """

    reason: str


class NotDefinedError(LandscapeError, ValueError):
    """Something is not defined for this landscape; the message is the reason.

    Raised by an analysis, it stands for all its numbers.
    """


def or_undefined(compute: Callable[[], float]) -> float | Undefined:
    """Return the number, or why it is not defined."""
    try:
        return compute()
    except NotDefinedError as error:
        return Undefined(str(error))
