"""How much of a landscape stays when only the random numbers behind its scores change."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from landscape.analysis.spearman import rank_correlation
from landscape.arrays import usual_errors
from landscape.comparison.adjusted_rand import adjusted_rand
from landscape.display import short_repr
from landscape.errors import DataError
from landscape.spaces.same import is_same_space

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from landscape.arrays import FloatArray, IntArray
    from landscape.landscape import Landscape
    from landscape.spaces import Space

__all__ = ["Stability", "stability_of"]

_Array = TypeVar("_Array")


@dataclass(frozen=True, eq=False)
class Stability:
    """What landscapes of one space have in common.

    Attributes
    ----------
    space
        The space.
    n_optima, n_plateau_optima
        Number of local optima of each landscape, and of plateaus that they are, shape
        ``(landscapes,)`` each.
    index
        Configurations that are a local optimum of at least one landscape, shape ``(k,)``: those
        that are it most often first, then those that are a global one, then by number.
    times_optimum, times_global
        In how many landscapes each of them is a local and a global optimum, shape ``(k,)``. Tied
        global optima all count.
    jaccard
        Overlap of the optima of each pair of landscapes, shape ``(pairs,)``: those of both divided
        by those of either; 1 if the optima are the same, 0 if none is shared.
    rand
        Adjusted Rand index of the basins of each pair, over the configurations missing in
        neither: 1 if the basins are the same, 0 as chance has it. Source: Hubert and Arabie,
        "Comparing partitions", Journal of Classification 1985, equation 5.
    spearman
        Rank correlation of the fitness of each pair, over the configurations missing in neither;
        NaN where one of the two has all equal.
    """

    space: Space
    n_optima: IntArray
    n_plateau_optima: IntArray
    index: IntArray
    times_optimum: IntArray
    times_global: IntArray
    jaccard: FloatArray
    rand: FloatArray
    spearman: FloatArray

    __repr__ = short_repr

    def table(self) -> pd.DataFrame:
        """Return one row a configuration of `index`, with shares of the landscapes."""
        import pandas as pd  # slow to import: only who asks pays

        return pd.DataFrame(
            {
                "arch": [self.space.format(number) for number in self.index.tolist()],
                "index": self.index,
                "times_optimum": self.times_optimum,
                "times_global": self.times_global,
                "share_optimum": self.times_optimum / len(self.n_optima),
                "share_global": self.times_global / len(self.n_optima),
            }
        )

    def summary(self) -> dict[str, Any]:
        """Return the numbers of the whole, in plain Python; a mean is None if a pair has none."""
        n_always = np.count_nonzero(self.times_optimum == len(self.n_optima))
        return {
            "n_optima": self.n_optima.tolist(),
            "n_plateau_optima": self.n_plateau_optima.tolist(),
            "n_ever_optimum": len(self.index),
            "n_always_optimum": int(n_always),
            "n_ever_global": int(np.count_nonzero(self.times_global)),
            "mean_jaccard": _or_none(self.jaccard.mean()),
            "mean_adjusted_rand": _or_none(self.rand.mean()),
            "mean_spearman": _or_none(self.spearman.mean()),
        }

    def pairs(self) -> list[dict[str, float | None]]:
        """Return how alike each pair is, in plain Python; what is not defined is None."""
        numbers = {"jaccard": self.jaccard, "adjusted_rand": self.rand, "spearman": self.spearman}
        return [
            {name: _or_none(values[pair]) for name, values in numbers.items()}
            for pair in range(len(self.jaccard))
        ]


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


@usual_errors()
def stability_of(landscapes: Sequence[Landscape]) -> Stability:
    """Return what landscapes of one space have in common, such as those of several seeds.

    Parameters
    ----------
    landscapes
        At least two. Pairs are taken in the order of `itertools.combinations`.

    Raises
    ------
    DataError
        If there are fewer than two, or they are of different spaces.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> square = ProductSpace([2, 2])
    >>> stability = stability_of([Landscape(square, [3, 0, 1, 2]), Landscape(square, [3, 2, 1, 0])])
    >>> stability.index.tolist(), stability.times_optimum.tolist(), stability.jaccard.tolist()
    ([0, 3], [2, 1], [0.5])
    """
    spaces = [landscape.space for landscape in landscapes]
    n_others = sum(not is_same_space(spaces[0], other) for other in spaces)
    if len(spaces) < 2 or n_others:
        raise DataError(
            f"{len(spaces)} landscapes, {n_others} of another space than the first: "
            "expected at least two of the same space to compare"
        )
    space = spaces[0]
    optimum, best = (np.zeros(space.size, dtype=np.int64) for _ in range(2))
    for landscape in landscapes:
        optimum[landscape.optima] += 1
        best[landscape.global_optima] += 1
    index = np.flatnonzero(optimum)
    index = index[np.lexsort((index, -best[index], -optimum[index]))]
    return Stability(
        space=space,
        n_optima=np.array([landscape.n_optima for landscape in landscapes]),
        n_plateau_optima=np.array([landscape.n_plateau_optima for landscape in landscapes]),
        index=index,
        times_optimum=optimum[index],
        times_global=best[index],
        jaccard=_by_pair(_jaccard, [landscape.optima for landscape in landscapes]),
        rand=_by_pair(adjusted_rand, [landscape.basin_of for landscape in landscapes]),
        spearman=_by_pair(rank_correlation, [landscape.fitness for landscape in landscapes]),
    )


def _by_pair(measure: Callable[[_Array, _Array], float], of: Sequence[_Array]) -> FloatArray:
    return np.array([measure(one, other) for one, other in combinations(of, 2)])


def _jaccard(one: IntArray, other: IntArray) -> float:
    """Return the share of common members; NaN for two empty sets."""
    n_common = len(np.intersect1d(one, other, assume_unique=True))
    n_either = len(one) + len(other) - n_common
    return n_common / n_either if n_either else float("nan")
