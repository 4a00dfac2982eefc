"""How much of a landscape survives when its scores are measured again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.display import short_repr

if TYPE_CHECKING:
    import pandas as pd

    from landscape.arrays import IntArray
    from landscape.landscape import Landscape

__all__ = ["Uncertainty"]


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """What of a landscape is found again in resampled ones.

    Attributes
    ----------
    landscape
        That of the mean scores.
    n_runs
        Number of runs of each configuration, shape ``(space.size,)``.
    n_optima, n_plateau_optima, n_sinks, n_funnels
        Those of every resampled landscape, shape ``(resamples,)``.
    times_optimum, times_sink, times_global
        In how many of them each configuration is a local optimum, a sink of the MLON and a global
        optimum, shape ``(space.size,)``. Tied global optima all count.
    times_funnel
        In how many of them each funnel of `landscape` survives, in the order of its
        ``funnels.sinks``: one of the optima that make up the sink is a sink there, too.

    Examples
    --------
    >>> from landscape import ProductSpace
    >>> from landscape.comparison import resample_runs
    >>> square, first, second = ProductSpace([2, 2]), [3, 0, 1, 2], [3, 0, 1, 2.5]
    >>> found = resample_runs(square, [first, second], resamples=100)
    >>> found.landscape.fitness.tolist(), found.times_optimum.tolist()
    ([3.0, 0.0, 1.0, 2.25], [100, 0, 0, 100])
    >>> found.table()["share_global"].tolist(), found.funnel_table()["share_survived"].tolist()
    ([1.0, 0.0], [1.0])
    """

    landscape: Landscape
    n_runs: IntArray
    n_optima: IntArray
    n_plateau_optima: IntArray
    n_sinks: IntArray
    n_funnels: IntArray
    times_optimum: IntArray
    times_sink: IntArray
    times_global: IntArray
    times_funnel: IntArray

    __repr__ = short_repr

    @property
    def resamples(self) -> int:
        """Number of resampled landscapes."""
        return len(self.n_optima)

    def table(self) -> pd.DataFrame:
        """Return one row a configuration that is an optimum of the means or of any resample.

        Columns: `arch`, `index`, `runs`, `fitness` (of the means); `is_optimum`, `is_sink`,
        `is_global` there; `share_optimum`, `share_sink`, `share_global` of the resamples. Those
        that are global, then an optimum, most often come first, then by number.
        """
        import pandas as pd  # slow to import: only who asks pays

        mlon = self.landscape.network("mlon")
        ever = self.times_optimum > 0
        ever[mlon.index] = True
        index = np.flatnonzero(ever)
        order = np.lexsort((index, -self.times_optimum[index], -self.times_global[index]))
        index = index[order]
        return pd.DataFrame(
            {
                "arch": [self.landscape.space.format(number) for number in index.tolist()],
                "index": index,
                "runs": self.n_runs[index],
                "fitness": self.landscape.fitness[index],
                "is_optimum": np.isin(index, mlon.index),
                "is_sink": np.isin(index, mlon.index[mlon.sink]),
                "is_global": np.isin(index, mlon.index[mlon.is_global]),
                "share_optimum": self.times_optimum[index] / self.resamples,
                "share_sink": self.times_sink[index] / self.resamples,
                "share_global": self.times_global[index] / self.resamples,
            }
        )

    def funnel_table(self) -> pd.DataFrame:
        """Return one row a funnel: `arch`, `index`, `is_global`, `optima`, `share_survived`."""
        import pandas as pd  # slow to import: only who asks pays

        funnels = self.landscape.funnels
        return pd.DataFrame(
            {
                "arch": [self.landscape.space.format(sink) for sink in funnels.sinks.tolist()],
                "index": funnels.sinks,
                "is_global": funnels.is_global,
                "optima": funnels.sizes,
                "share_survived": self.times_funnel / self.resamples,
            }
        )

    def summary(self) -> dict[str, Any]:
        """Return the numbers of the whole, in plain Python; ranges hold 95 % of the resamples."""
        mlon = self.landscape.network("mlon")
        runs = np.bincount(self.n_runs)
        return {
            "resamples": self.resamples,
            "configurations_by_runs": {
                str(n): count for n, count in enumerate(runs.tolist()) if count
            },
            "n_optima": self._spread(len(mlon.index), self.n_optima),
            "n_plateau_optima": self._spread(
                self.landscape.n_plateau_optima, self.n_plateau_optima
            ),
            "n_sinks": self._spread(int(mlon.sink.sum()), self.n_sinks),
            "n_funnels": self._spread(len(self.landscape.funnels), self.n_funnels),
            "mean_optimum_survival": self._mean(self.times_optimum[mlon.index]),
            "mean_sink_survival": self._mean(self.times_sink[mlon.index[mlon.sink]]),
            "mean_funnel_survival": self._mean(self.times_funnel),
            "global_survival": self._mean(self.times_global[mlon.index[mlon.is_global]]),
            "n_ever_optimum": int(np.count_nonzero(self.times_optimum)),
            "n_ever_global": int(np.count_nonzero(self.times_global)),
        }

    def _mean(self, times: IntArray) -> float | None:
        return float(times.mean()) / self.resamples if len(times) else None

    def _spread(self, of_means: int, found: IntArray) -> dict[str, float]:
        # Counts that occur: the interval is wide enough rather than halfway between two.
        low = np.quantile(found, 0.025, method="lower")
        high = np.quantile(found, 0.975, method="higher")
        return {
            "of_means": of_means,
            "mean": float(found.mean()),
            "low": int(low),
            "high": int(high),
            "min": int(found.min()),
            "max": int(found.max()),
        }
