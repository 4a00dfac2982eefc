"""Count what of a landscape is found again in others of the same space."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from landscape.comparison.uncertainty import Uncertainty

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landscape.arrays import IntArray
    from landscape.landscape import Landscape

__all__ = ["survey"]


def survey(landscape: Landscape, resampled: Iterable[Landscape], n_runs: IntArray) -> Uncertainty:
    """Count what of `landscape` is found again in others of the same space, one at a time."""
    size = landscape.space.size
    times = {name: np.zeros(size, dtype=np.int64) for name in ("optimum", "sink", "global")}
    survived: Counter[int] = Counter()
    counts = []
    sinks = _sinks(landscape)
    for other in resampled:
        mlon = other.network("mlon")
        times["optimum"][mlon.index] += 1
        times["sink"][mlon.index[mlon.sink]] += 1
        times["global"][mlon.index[mlon.is_global]] += 1
        plateaus = other.n_plateau_optima
        counts.append((len(mlon.index), plateaus, int(mlon.sink.sum()), len(other.funnels)))
        # Once a funnel, however many optima make up its sink.
        survived.update({sinks[i] for i in mlon.index[mlon.sink].tolist() if i in sinks})
    n_optima, n_plateaus, n_sinks, n_funnels = np.array(counts, dtype=np.int64).reshape(-1, 4).T
    return Uncertainty(
        landscape,
        n_runs,
        n_optima=n_optima,
        n_plateau_optima=n_plateaus,
        n_sinks=n_sinks,
        n_funnels=n_funnels,
        times_optimum=times["optimum"],
        times_sink=times["sink"],
        times_global=times["global"],
        times_funnel=np.array([survived[k] for k in range(len(landscape.funnels))], dtype=np.int64),
    )


def _sinks(landscape: Landscape) -> dict[int, int]:
    """Return each optimum that is part of a sink of the CMLON → the position of its funnel."""
    lon = landscape.network("lon")
    leads, component = lon.components()
    position = {sink: k for k, sink in enumerate(landscape.funnels.sinks.tolist())}
    first: IntArray = lon.index[leads][component]
    return {
        index: position[lead]
        for index, lead in zip(lon.index.tolist(), first.tolist(), strict=True)
        if lead in position
    }
