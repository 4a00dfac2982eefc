"""Correlations that know when they are not defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.undefined import NotDefinedError

if TYPE_CHECKING:
    import numpy.typing as npt

    from landscape.arrays import FloatArray

__all__ = ["pearson", "rank_correlation", "spearman"]


def pearson(x: npt.ArrayLike, y: npt.ArrayLike, *, names: tuple[str, str]) -> float:
    """Return Pearson's product-moment correlation.

    Parameters
    ----------
    x, y
        Shape ``(n,)`` each, finite.
    names
        What they are, for the reason why there is none.

    Raises
    ------
    NotDefinedError
        If there are fewer than two pairs, or one of the two is constant.
    """
    first, second = (_unit(values, name) for values, name in zip((x, y), names, strict=True))
    return float(np.clip(np.sum(first * second), -1, 1))


def spearman(x: npt.ArrayLike, y: npt.ArrayLike, *, names: tuple[str, str]) -> float:
    """Return Spearman's rank correlation, ties at their average rank; see `pearson`.

    -inf is the lowest of all.
    """
    from scipy.stats import rankdata  # slow to import: only who asks pays

    return pearson(rankdata(np.asarray(x)), rankdata(np.asarray(y)), names=names)


def rank_correlation(x: FloatArray, y: FloatArray) -> float:
    """Return `spearman` over the places where neither is NaN; NaN where it is not defined.

    Examples
    --------
    >>> import numpy as np
    >>> rank_correlation(np.array([1.0, 5.0, np.nan, 2.0]), np.array([1.0, 3.0, 7.0, 2.0]))
    1.0
    """
    known = ~(np.isnan(x) | np.isnan(y))
    try:
        return spearman(x[known], y[known], names=("one", "other"))
    except NotDefinedError:
        return float("nan")


def _unit(values: npt.ArrayLike, name: str) -> FloatArray:
    """Return values as a vector of mean 0 and length 1."""
    vector = np.asarray(values, dtype=np.float64)
    if len(vector) < 2:
        raise NotDefinedError(f"it takes two values of {name}, and there are {len(vector)}")
    if vector.min() == vector.max():
        raise NotDefinedError(f"{name} is the same everywhere")
    vector = vector / np.abs(vector).max()
    vector = vector - vector.mean()
    vector = vector / np.abs(vector).max()
    # Sums, not products of matrices, whose last digits depend on the number of threads.
    unit: FloatArray = vector / np.sqrt(np.sum(vector**2))
    return unit
