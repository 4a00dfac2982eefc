"""Names for the arrays that signatures speak of."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["BoolArray", "FloatArray", "IntArray"]

IntArray: TypeAlias = npt.NDArray[np.signedinteger[Any]]
"""Configuration numbers, codes or counts."""

BoolArray: TypeAlias = npt.NDArray[np.bool_]
"""Answers, one a configuration."""

FloatArray: TypeAlias = npt.NDArray[np.float64]
"""Scores or fitness, one a configuration; NaN is missing."""
