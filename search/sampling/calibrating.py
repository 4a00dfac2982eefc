"""How far the estimates of a sampler are from the truth, on a landscape that is known whole."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from landscape.sampled.estimates import Estimate, edge_weight, share
from landscape.sampled.resampling import under_resampling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from landscape.landscape import Landscape
    from landscape.network import Network
    from landscape.sampled import Sample

__all__ = ["calibrate"]


def calibrate(
    landscape: Landscape, take: Callable[[int], Sample], runs: int, *, level: float = 0.95
) -> pd.DataFrame:
    """Take many samples of a landscape, and compare every estimate with the number itself.

    Parameters
    ----------
    landscape
        Known whole.
    take
        Returns the sample of a seed.
    runs
        How many: the seeds are 0 to ``runs - 1``.
    level
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        One row a kind of number: how many `estimates` there were, in how many samples; their mean
        error, the `bias`; its standard deviation, the `spread`; the mean width of their intervals;
        the share of them that `holds` the number. Numbers of optima and edges are taken together.
        An edge from an optimum whose escapes were drawn counts whether it was met or not, or only
        large weights would be looked at.

    Raises
    ------
    OptionError
        If there is to be no run.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import Landscape, ProductSpace
    >>> from search.sampling import calibrate, sample
    >>> space = ProductSpace([3] * 5)
    >>> hills = Landscape(space, np.random.default_rng(0).random(space.size))
    >>> def take(seed):
    ...     ask = lambda metric, indices: hills.fitness[indices]
    ...     return sample(space, ask, starts=30, escapes=10, seed=seed)
    >>> table = calibrate(hills, take, runs=20)
    >>> table.index.tolist()[:5]
    ['coverage', 'number of optima', 'basin share', 'edge weight', 'unseen escapes']
    >>> bool(table.loc["edge weight", "holds"] > 0.9)
    True
    """
    if runs < 1:
        raise OptionError(f"{runs} samples to calibrate by: expected 1 or more")
    found: defaultdict[str, list[tuple[Estimate, float]]] = defaultdict(list)
    for seed in range(runs):
        for name, estimate, truth in _compared(take(seed), landscape, level):
            found[name].append((estimate, truth))
    return _table(found)


def _compared(
    seen: Sample, landscape: Landscape, level: float
) -> Iterator[tuple[str, Estimate, float]]:
    """Yield what is estimated, the estimate and the truth."""
    lon = landscape.network("lon")
    place = np.searchsorted(lon.index, seen.optima)
    shares = lon.basin / landscape.n_scored
    yield "coverage", seen.coverage(level=level), float(shares[place].sum())
    yield "number of optima", seen.estimated_optima(level=level), lon.n_nodes
    for hits, truth in zip(seen.hits.tolist(), shares[place].tolist(), strict=True):
        yield "basin share", share(hits, seen.n_starts, level=level), truth
    if seen.method == "snowball":
        yield from _of_escapes(seen, lon, level)
        resampled = under_resampling(seen, level=level)
        yield "sinks seen", resampled["sinks"], int(landscape.network("mlon").sink.sum())
        yield "funnels seen", resampled["funnels"], int(landscape.network("cmlon").sink.sum())
        yield "mean in-degree seen", resampled["mean_in_degree"], lon.n_edges / lon.n_nodes


def _of_escapes(seen: Sample, lon: Network, level: float) -> Iterator[tuple[str, Estimate, float]]:
    ends = zip(seen.optima[seen.source], seen.optima[seen.target], strict=True)
    met = dict(zip(ends, seen.weight.tolist(), strict=True))
    begins = np.searchsorted(lon.source, np.arange(lon.n_nodes + 1))
    unseen = seen.unseen(level)
    for position in np.flatnonzero(seen.drawn).tolist():
        source = seen.optima[position]
        node = int(np.searchsorted(lon.index, source))
        drawn, there_are = int(seen.drawn[position]), int(seen.escapes[position])
        edges = slice(begins[node], begins[node + 1])
        targets, weights = lon.index[lon.target[edges]], lon.weight[edges]
        counts = [met.get((source, target), 0) for target in targets]
        for count, weight in zip(counts, weights.tolist(), strict=True):
            yield "edge weight", edge_weight(count, drawn, there_are, level=level), weight
        lost = weights[np.array(counts, dtype=np.int64) == 0].sum()
        back = 0 if seen.self_weight[position] else lon.self_weight[node]
        yield "unseen escapes", unseen[position], float((lost + back) / there_are)


def _table(found: dict[str, list[tuple[Estimate, float]]]) -> pd.DataFrame:
    import pandas as pd  # slow to import: only who asks pays

    rows = {}
    for name, pairs in found.items():
        errors = np.array([estimate.value - truth for estimate, truth in pairs])
        rows[name] = {
            "estimates": len(pairs),
            "truth": np.mean([truth for _, truth in pairs]),
            "bias": errors.mean(),
            "spread": errors.std(),
            "width": np.mean([estimate.high - estimate.low for estimate, _ in pairs]),
            "holds": np.mean([estimate.holds(truth) for estimate, truth in pairs]),
        }
    return pd.DataFrame(rows).T.astype({"estimates": int}).rename_axis("number")
