"""Fitness fit for arithmetic: finite, and scaled so that no power of it overflows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.undefined import NotDefinedError
from landscape.lazy import once

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray
    from landscape.landscape import Landscape

__all__ = ["Scaled", "require_finite", "require_varied", "scaled"]


@dataclass(frozen=True, eq=False)
class Scaled:
    """The finite fitness of a landscape.

    Attributes
    ----------
    there
        Shape ``(space.size,)``: whether fitness is finite, neither missing nor -inf.
    values
        Shape ``(space.size,)``: fitness divided by `unit`, NaN where it is not finite. Raw
        scores reach 1e67, whose fifth power is no float64.
    unit
        A power of two, so that nothing is lost, which leaves the largest absolute value in
        [1, 2); 1 if all is 0 or there is none.
    """

    there: BoolArray
    values: FloatArray
    unit: float

    @property
    def finite(self) -> FloatArray:
        """The values that are there, shape ``(n,)``."""
        return self.values[self.there]


@once
def scaled(landscape: Landscape) -> Scaled:
    """Return the finite fitness of `landscape`."""
    there = np.isfinite(landscape.fitness)
    values = np.where(there, landscape.fitness, np.nan)
    largest = float(np.abs(values[there]).max(initial=0.0)) or 1.0
    unit = math.ldexp(1.0, math.frexp(largest)[1] - 1)
    return Scaled(there, values / unit, unit)


def require_finite(landscape: Landscape) -> Scaled:
    """Return the finite fitness; raises `NotDefinedError` if there is none."""
    fitness = scaled(landscape)
    if not fitness.there.any():
        raise NotDefinedError("no configuration has a finite fitness")
    return fitness


def require_varied(landscape: Landscape) -> Scaled:
    """Return the finite fitness; raises `NotDefinedError` if it is the same everywhere."""
    fitness = require_finite(landscape)
    if np.ptp(fitness.finite) == 0:
        raise NotDefinedError("fitness is the same everywhere")
    return fitness
