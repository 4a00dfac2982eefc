"""How much the network that a sample saw depends on where its climbs happened to start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from landscape.sampled.estimates import Estimate, check_level

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray
    from landscape.network import Network
    from landscape.sampled.sample import Sample

__all__ = ["under_resampling"]

NUMBERS = ("optima", "edges", "sinks", "funnels", "mean_in_degree")


def under_resampling(
    sample: Sample, *, resamples: int = 200, level: float = 0.95, seed: int = 0
) -> dict[str, Estimate]:
    """Return numbers of the network that was seen, and how far they depend on the starts.

    The bootstrap (Efron, Annals of Statistics 1979): as many starts as there were are drawn from
    them with replacement; the network is then what their climbs end in, and what edges lead to
    from there. Escapes that were drawn stay the same. So the intervals, percentiles, say how much
    would differ from sample to sample. They are none of the whole landscape: what no start has led
    to is in no resample.

    Parameters
    ----------
    sample
        A snowball, whose escapes depend on the optimum alone.
    resamples, seed
        How often starts are drawn, and what draws.
    level
        Of the intervals.

    Returns
    -------
    dict
        ``optima``, ``edges`` of the LON, ``sinks`` of the MLON, ``funnels`` (sinks of the CMLON)
        and ``mean_in_degree`` of the LON: what was seen, with its interval.

    Raises
    ------
    OptionError
        If the sample is one of walks, or there is no resample.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from landscape.sampled import under_resampling
    >>> from search.sampling import sample
    >>> fitness = np.array([9.0, 1, 0, 1, 2, 1, 0, 1, 7])
    >>> seen = sample(ProductSpace([3, 3]), lambda metric, i: fitness[i], starts=9, escapes=2)
    >>> print(under_resampling(seen)["optima"])
    3 (2 to 3)
    """
    check_level(level)
    if sample.method != "snowball":
        raise OptionError(
            f"method {sample.method}: its walks escape by chance, so that other starts say nothing "
            "of where they would lead; take a snowball"
        )
    if resamples < 1:
        raise OptionError(f"resamples {resamples}: expected 1 or more")
    lon, rng = sample.network("lon"), np.random.default_rng(seed)
    begins = np.searchsorted(lon.source, np.arange(lon.n_nodes + 1))
    drawn = rng.integers(sample.n_starts, size=(resamples, sample.n_starts))
    rows = [_numbers(lon, _reached(lon, begins, sample.ends[starts])) for starts in drawn]
    seen = _numbers(lon, np.ones(lon.n_nodes, dtype=bool))
    tail = (1 - level) / 2
    lows, highs = np.quantile(np.array(rows), [tail, 1 - tail], axis=0).tolist()
    return {
        name: Estimate(value, low, high, level)
        for name, value, low, high in zip(NUMBERS, seen, lows, highs, strict=True)
    }


def _reached(lon: Network, begins: IntArray, ends: IntArray) -> BoolArray:
    """Return which nodes are among `ends`, or led to from there by edges."""
    reached = np.zeros(lon.n_nodes, dtype=bool)
    new = np.unique(ends)
    while len(new):
        reached[new] = True
        rows = [lon.target[begins[node] : begins[node + 1]] for node in new.tolist()]
        led = np.unique(np.concatenate(rows))
        new = led[~reached[led]]
    return reached


def _numbers(lon: Network, kept: BoolArray) -> list[float]:
    """Return the numbers of the part of a network that some nodes make up."""
    place = np.cumsum(kept) - 1
    edges = kept[lon.source]  # what is led to from a node that is kept is kept
    part = replace(
        lon,
        name=[name for name, stays in zip(lon.name, kept.tolist(), strict=True) if stays],
        **{name: getattr(lon, name)[kept] for name in ("index", "fitness", "basin")},
        **{name: getattr(lon, name)[kept] for name in ("self_weight", "members")},
        source=place[lon.source[edges]],
        target=place[lon.target[edges]],
        weight=lon.weight[edges],
    )
    sinks, funnels = (int(one.sink.sum()) for one in (part.monotonic(), part.compressed()))
    return [part.n_nodes, part.n_edges, sinks, funnels, part.n_edges / part.n_nodes]
