"""Names for the arrays that signatures speak of, and how their numbers are computed."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["BoolArray", "FloatArray", "IntArray", "usual_errors"]

IntArray: TypeAlias = npt.NDArray[np.signedinteger[Any]]
"""Configuration numbers, codes or counts."""

BoolArray: TypeAlias = npt.NDArray[np.bool_]
"""Answers, one a configuration."""

FloatArray: TypeAlias = npt.NDArray[np.float64]
"""Scores or fitness, one a configuration; NaN is missing."""


def usual_errors() -> np.errstate:
    """Return a decorator or context: numpy treats errors as in a program that has set nothing.

    What becomes too small for a float is 0: no error, as it is after ``np.seterr(all="raise")``.

    >>> with np.errstate(all="raise"), usual_errors():
    ...     float(np.exp(np.float64(-1e9)))
    0.0
    """
    return np.errstate(divide="warn", over="warn", under="ignore", invalid="warn")
