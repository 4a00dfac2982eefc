"""Canonical forms that a function of the user's tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from landscape.errors import ArchitectureError, LandscapeError
from landscape.reason import reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.arrays import IntArray
    from landscape.spaces.configuration import Configuration
    from landscape.spaces.space import Space

    Canonical: TypeAlias = Callable[[Configuration], Any]
    """Returns the configuration that stands for all that build the same network: a Configuration,
    a mapping of variables to options, or an architecture in any notation."""

__all__ = ["CanonicalByFunction"]

_KEPT = 1 << 26
"""Configurations of a space whose canonical forms are kept: their numbers take as many words."""


class CanonicalByFunction:
    """The canonical forms of configurations, which a function tells; each is asked once.

    Parameters
    ----------
    space
        Whose configurations they are.
    function
        Takes a `landscape.spaces.Configuration`, and returns the one that stands for it: another
        such, a mapping of variables to options, or an architecture in any notation.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace, Variable
    >>> sides = [Variable("left", ("a", "b")), Variable("right", ("a", "b"))]
    >>> def mirrored(chosen):
    ...     left, right = sorted(chosen.values())
    ...     return {"left": left, "right": right}
    >>> ProductSpace(sides, canonical=mirrored).canonical(np.arange(4)).tolist()
    [0, 1, 1, 3]
    """

    def __init__(self, space: Space, function: Canonical) -> None:
        self._space, self._function = space, function
        self._known: IntArray | None = None

    def __call__(self, numbers: IntArray) -> IntArray:
        """Return the canonical form of each configuration: same shape.

        Raises
        ------
        LandscapeError
            If the function raises, names no configuration, or not the same again when it is asked
            about what it named.
        """
        distinct, rows = np.unique(numbers, return_inverse=True)
        return self._forms(distinct)[rows.reshape(numbers.shape)]

    def _forms(self, numbers: IntArray) -> IntArray:
        if self._known is None:
            many = self._space.size <= _KEPT
            self._known = np.full(self._space.size if many else 0, -1, dtype=self._space.dtype)
        if len(self._known) == 0:
            return self._asked(numbers)
        new = numbers[self._known[numbers] < 0]
        if len(new):
            self._known[new] = self._asked(new)
        return self._known[numbers]

    def _asked(self, numbers: IntArray) -> IntArray:
        forms = self._answers(numbers)
        named = np.unique(forms)
        again = self._answers(named)
        if (other := np.flatnonzero(again != named)).size:
            form, instead = int(named[other[0]]), int(again[other[0]])
            raise LandscapeError(
                f"the canonical form {self._space.format(form)} of {self._space.title} has a "
                f"canonical form of its own, {self._space.format(instead)}: expected a function "
                "that returns its own answers as they are, and the same each time"
            )
        return forms

    def _answers(self, numbers: IntArray) -> IntArray:
        chosen = self._space.each_chosen(numbers.tolist())
        return np.fromiter(map(self._answer, chosen), dtype=self._space.dtype, count=len(numbers))

    def _answer(self, chosen: Configuration) -> int:
        try:
            answer = self._function(chosen)
        except Exception as error:  # a stranger's
            raise LandscapeError(
                f"the canonical function of {self._space.title} failed on {chosen} "
                f"({type(error).__name__}: {reason(error)}): repair it; -vv shows where it failed"
            ) from error
        try:
            return self._space.parse(answer)
        except ArchitectureError as error:
            raise LandscapeError(
                f"the canonical function of {self._space.title} returns no configuration for "
                f"{chosen}: {error}"
            ) from error
