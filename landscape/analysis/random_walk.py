"""How far fitness is alike along a random walk."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from landscape.analysis.registry import Number, analysis
from landscape.analysis.undefined import NotDefinedError, or_undefined
from landscape.analysis.walk import autocorrelation

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.landscape import Landscape

__all__ = ["random_walk"]

_LAGS = 10
_ROUNDING = 1e-12
"""A correlation that is so near 0, or 1, is that."""


@analysis(
    "random_walk",
    title="Autocorrelation of the random walk",
    source="Weinberger, Biological Cybernetics 1990",
    numbers={
        f"autocorrelation_{lag}": Number(
            f"correlation of fitness now and after {lag} step{'s' * (lag > 1)} of the stationary "
            "walk to uniformly drawn neighbours of finite fitness",
            "-1 to 1",
            "high: smooth; 0: rugged" if lag == 1 else "how fast similarity is lost",
        )
        for lag in range(1, _LAGS + 1)
    }
    | {
        "correlation_length": Number(
            "-1 / ln autocorrelation_1",
            "> 0, in steps",
            "high: smooth; after so many steps the correlation would be 1/e if it fell "
            "exponentially",
            "Stadler, Journal of Mathematical Chemistry 1996",
        )
    },
)
def random_walk(landscape: Landscape) -> Computed:
    """Return the autocorrelation by lag, and the correlation length."""
    correlations = autocorrelation(landscape, _LAGS).tolist()
    values = {f"autocorrelation_{lag}": value for lag, value in enumerate(correlations, 1)}
    return {**values, "correlation_length": or_undefined(lambda: _length(correlations[0]))}


def _length(first: float) -> float:
    if first < _ROUNDING:
        raise NotDefinedError("neighbours are not positively correlated")
    if first > 1 - _ROUNDING:
        raise NotDefinedError("the walk never meets another fitness than the one it starts from")
    return -1 / math.log(first)
