"""How many of the best under one landscape are among the best under another.

Source: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", Figure 3, which
counts the best hundredth, 156 of 15,625.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis import Number, Undefined
from landscape.arrays import plain_numbers
from landscape.comparison.pair import Section
from landscape.display import short_repr
from landscape.errors import DataError, OptionError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from landscape.arrays import FloatArray, IntArray
    from landscape.comparison.pair import Measured, Pair

__all__ = ["OVERLAP", "Curve", "best_count", "expected_overlap", "overlap_curve"]

_POINTS = 200


def expected_overlap(x: npt.ArrayLike, y: npt.ArrayLike, k: npt.ArrayLike) -> FloatArray:
    """Return how many of the k best by `x` are among the k best by `y`.

    Where equally good ones compete for the last of the k places, each side draws among them
    uniformly and independently: the result is the expected number, a whole one without such ties.

    Parameters
    ----------
    x, y
        Shape ``(n,)`` each, no NaN; higher is better.
    k
        Whole numbers from 0 to n, any shape.

    Returns
    -------
    array of the shape of `k`

    Raises
    ------
    OptionError
        If a k is outside.
    DataError
        If x or y are no numbers (see `landscape.arrays`), not equally many, or NaN.

    Examples
    --------
    >>> from landscape.comparison import expected_overlap
    >>> expected_overlap([4, 3, 2, 1], [4, 1, 3, 2], [1, 2, 3]).tolist()
    [1.0, 1.0, 2.0]
    >>> expected_overlap([2, 1, 1, 1], [3, 2, 1, 0], 2).item()
    1.3333333333333333
    """
    x, y, wanted = plain_numbers(x), plain_numbers(y), np.asarray(k)
    if x.ndim != 1 or x.shape != y.shape or np.isnan([x, y]).any():
        raise DataError(
            f"scores of shapes {x.shape} and {y.shape}: expected two of the same architectures, in "
            "the same order, and of each one: leave out those that are missing on either side"
        )
    if wanted.size and not 0 <= wanted.min() <= wanted.max() <= len(x):
        raise OptionError(f"the best {wanted.tolist()} of {len(x)}: expected from 0 to {len(x)}")
    first, second = _places(x), _places(y)
    found = [float(np.sum(_chance(*first, n) * _chance(*second, n))) for n in wanted.ravel()]
    return np.array(found).reshape(wanted.shape)


def _places(values: FloatArray) -> tuple[IntArray, IntArray]:
    """Return, for each value, how many are better and how many are no worse."""
    _, group, size = np.unique(-values, return_inverse=True, return_counts=True)
    end = np.cumsum(size)
    return (end - size)[group], end[group]


def _chance(better: IntArray, no_worse: IntArray, k: int) -> FloatArray:
    """Return the chance of each to be among the k best."""
    return np.clip((k - better) / (no_worse - better), 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Curve:
    """The overlap of the k best over k, shape ``(points,)`` each.

    Attributes
    ----------
    k
        Ascending, about evenly spaced in the logarithm, from 1 to all.
    overlap
        See `expected_overlap`.
    """

    k: IntArray
    overlap: FloatArray

    __repr__ = short_repr

    def table(self) -> pd.DataFrame:
        """Return columns k, overlap, share (overlap / k) and chance (k / n, two random orders)."""
        import pandas as pd  # slow to import: only who asks pays

        n = self.k.max(initial=1)
        return pd.DataFrame(
            {
                "k": self.k,
                "overlap": self.overlap,
                "share": self.overlap / self.k,
                "chance": self.k / n,
            }
        )


def overlap_curve(pair: Pair) -> Curve:
    """Return the overlap of a pair over k, the configurations known to both."""
    x, y = pair.first.fitness[pair.both], pair.second.fitness[pair.both]
    if len(x) == 0:
        return Curve(np.empty(0, dtype=np.int64), np.empty(0))
    spaced = np.geomspace(1, len(x), _POINTS).round().astype(np.int64)
    ks = np.unique(np.append(spaced, best_count(pair.top, len(x))))
    return Curve(ks, expected_overlap(x, y, ks))


def best_count(top: float, n: int) -> int:
    """Return how many of n are the best share: rounded down, at least one."""
    # Rounded first: 0.29 * 100 is 28.999999999999996.
    return max(1, int(round(top * n, 6)))


def overlap(pair: Pair) -> Measured:
    """Return the overlap of the best share."""
    x, y = pair.first.fitness[pair.both], pair.second.fitness[pair.both]
    if len(x) == 0:
        return dict.fromkeys(_NUMBERS, Undefined("no configuration is known to both"))
    k = best_count(pair.top, len(x))
    found = float(expected_overlap(x, y, k))
    return {
        "top_k": k,
        "top_overlap": found,
        "top_overlap_share": found / k,
        "top_overlap_chance": k / len(x),
    }


_NUMBERS = {
    "top_k": Number(
        "the best share (a hundredth by default) of the configurations known to both, rounded "
        "down, at least 1",
        "1 to n_both",
        "156 of NAS-Bench-201",
    ),
    "top_overlap": Number(
        "of the top_k best of the first, how many are among the top_k best of the second; where "
        "equally good ones compete for the last places, the expected number if each side draws "
        "uniformly among them",
        "0 to top_k",
        "high: the best of the one are the best of the other",
        "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search, Figure 3",
    ),
    "top_overlap_share": Number("top_overlap / top_k", "0 to 1", "the same as a share"),
    "top_overlap_chance": Number("top_k / n_both", "0 to 1", "the share if orders were unrelated"),
}

OVERLAP = Section("overlap", "The best", _NUMBERS, overlap)
