"""What one search remembers, so that it asks and is charged for nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from search.driver.protocol import Ask

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from landscape.arrays import FloatArray

__all__ = ["Memo"]


class Memo:
    """Scores of architectures under several metrics, each asked for once.

    Parameters
    ----------
    metrics
        Names of the metrics, at least one.

    Raises
    ------
    OptionError
        If there is none.
    """

    def __init__(self, metrics: Sequence[str]) -> None:
        if not metrics:
            raise OptionError("nothing to score architectures by: expected at least one metric")
        self._known: dict[str, dict[int, float]] = {metric: {} for metric in metrics}
        self._first = next(iter(self._known.values()))

    def __contains__(self, architecture: int) -> bool:
        return architecture in self._first

    @property
    def architectures(self) -> list[int]:
        """All that have been asked for, in the order of that."""
        return list(self._first)

    def scores(self, architectures: Sequence[int]) -> Generator[Ask, list[float], FloatArray]:
        """Return the fitness under each metric, shape ``(metrics, architectures)``."""
        yield from self.learn([x for x in dict.fromkeys(architectures) if x not in self._first])
        return np.array([[known[x] for x in architectures] for known in self._known.values()])

    def learn(self, architectures: Sequence[int]) -> Generator[Ask, list[float], None]:
        """Ask for architectures, known or not; known ones are charged again."""
        for metric, known in self._known.items():
            if architectures:
                answers = yield Ask(architectures, metric)
                known.update(zip(architectures, answers, strict=True))
