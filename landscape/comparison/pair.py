"""What is compared with what, and the parts that a comparison is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from landscape.errors import OptionError
from landscape.spaces.same import require_same_space

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from landscape.analysis import Number, Undefined
    from landscape.arrays import BoolArray
    from landscape.landscape import Landscape

    Measured: TypeAlias = Mapping[str, float | str | Undefined]
    """What a section returns: key → number, text, or why there is none."""

__all__ = ["Pair", "Section"]


@dataclass(frozen=True, eq=False)
class Pair:
    """Two landscapes of one space, and a third that says how good a configuration is.

    Attributes
    ----------
    first
        What is climbed, such as a proxy.
    second
        What it is compared with.
    quality
        Whose fitness is the quality of configurations; often `second` itself.
    top
        Share of the configurations whose overlap is counted.
    resamples, confidence
        Of the bootstrap: how often, and how much of them an interval holds.
    rng
        Draws the bootstrap's samples.

    Raises
    ------
    DataError
        If they are not of the same space.
    OptionError
        If `top` or `confidence` is no share, or `resamples` is negative.
    """

    first: Landscape
    second: Landscape
    quality: Landscape
    top: float
    resamples: int
    confidence: float
    rng: np.random.Generator

    def __post_init__(self) -> None:
        if not 0 < self.top <= 1:
            raise OptionError(f"top {self.top}: expected a share above 0 and up to 1, such as 0.01")
        if not 0 < self.confidence < 1:
            raise OptionError(
                f"confidence {self.confidence}: expected a share between 0 and 1, such as 0.95"
            )
        if self.resamples < 0:
            raise OptionError(f"{self.resamples} resamples: expected 0 (no intervals) or more")
        require_same_space(one.space for one in (self.first, self.second, self.quality))

    @cached_property
    def both(self) -> BoolArray:
        """Which configurations are missing in neither `first` nor `second`."""
        return np.asarray(~(self.first.missing | self.second.missing))


@dataclass(frozen=True)
class Section:
    """A function from a pair of landscapes to a few numbers.

    Attributes
    ----------
    name, title
        Short key, and what it is about.
    numbers
        Key → definition, range, meaning and source.
    function
        Returns a value for every key.
    source
        The literature.
    """

    name: str
    title: str
    numbers: Mapping[str, Number]
    function: Callable[[Pair], Measured]
    source: str = ""
