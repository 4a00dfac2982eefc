"""What a landscape tells about itself: a table of its optima and a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.numbers import counted, share_text
from landscape.reporter import warn

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from landscape.landscape import Landscape

__all__ = ["caution", "conventions", "in_words", "optima_table", "summary", "warn_of"]

_FEW = 0.1
"""Share of scored configurations below which a landscape says little about its space."""

_OPTIMUM = "global optimum"


def optima_table(landscape: Landscape) -> pd.DataFrame:
    """Return one row an optimum; see `Landscape.optima_table`."""
    import pandas as pd  # slow to import: only who asks pays

    monotonic = landscape.network_arrays("mlon")
    return pd.DataFrame(
        {
            "arch": monotonic.name,
            "index": monotonic.index,
            "fitness": monotonic.fitness,
            "basin": monotonic.basin,
            "in_degree": monotonic.in_edges,
            "out_degree": monotonic.out_edges,
            "funnel": pd.Series(landscape.funnels.labels(), dtype="str"),
            "sink": monotonic.sink,
            "is_global": monotonic.is_global,
        }
    )


def summary(landscape: Landscape) -> dict[str, Any]:
    """Return the numbers that describe a landscape; see `Landscape.summary`."""
    network, monotonic = landscape.network_arrays("lon"), landscape.network_arrays("mlon")
    best = np.flatnonzero(network.is_global).tolist()
    return {
        "minimize": landscape.minimize,
        "resolution": landscape.resolution,
        "n_configurations": landscape.space.size,
        "n_missing": landscape.n_missing,
        "n_scored": landscape.n_scored,
        "n_missing_duplicates": landscape.n_missing_duplicates,
        "caution": caution(landscape.n_scored, landscape.space.size),
        "n_optima": landscape.n_optima,
        "n_strict_optima": landscape.n_strict_optima,
        "n_plateau_optima": landscape.n_plateau_optima,
        "lon_edges": network.n_edges,
        "lon_weight": network.total_weight,
        "mlon_edges": monotonic.n_edges,
        "mlon_weight": monotonic.total_weight,
        "n_sinks": int(np.count_nonzero(monotonic.sink)),
        "n_funnels": len(landscape.funnels),
        "n_global_optima": len(best),
        "global_optima": [network.name[node] for node in best],
        "global_fitness": float(network.fitness[best[0]]) if len(best) else None,
        "global_basin": int(network.basin[best].sum()),
        "conventions": conventions(landscape),
    }


def in_words(summary: Mapping[str, Any]) -> dict[str, str]:
    """Return the lines a reader wants first, from a `summary`."""
    plateaus = counted(summary["n_plateau_optima"], "plateau")
    optima = f"{summary['n_optima']:,} ({summary['n_strict_optima']:,} strict, {plateaus})"
    found = {
        "local optima": optima,
        "LON": f"{counted(summary['lon_edges'], 'edge')}, weight {summary['lon_weight']:,}",
        "MLON": f"{counted(summary['mlon_edges'], 'edge')}, weight {summary['mlon_weight']:,}",
        "sinks": f"{summary['n_sinks']:,} in {counted(summary['n_funnels'], 'funnel')}",
        **_best_in_words(summary),
    }
    beside = ""
    if summary["n_missing"]:  # no number here is of the whole space
        beside = f"; {share_text(summary['n_scored'] / summary['n_configurations'])} scored"
    return {
        "configurations": "{n_configurations:,} ({n_missing:,} missing)".format(**summary) + beside,
        **_duplicates_in_words(summary),
        **{label: text + ("" if label == _OPTIMUM else beside) for label, text in found.items()},
    }


def _best_in_words(summary: Mapping[str, Any]) -> dict[str, str]:
    best = summary["global_optima"]
    if not best:
        return {}
    share = summary["global_basin"] / summary["n_scored"]
    return {
        _OPTIMUM: best[0] + (f" and {len(best) - 1:,} more" if len(best) > 1 else ""),
        "global fitness": f"{summary['global_fitness']:,.8g}",
        "global basin": f"{summary['global_basin']:,} ({share_text(share)})",
    }


def _duplicates_in_words(summary: Mapping[str, Any]) -> dict[str, str]:
    count = summary["n_missing_duplicates"]
    if not count:
        return {}
    return {
        "duplicates": f"{count:,} of the missing have a canonical form, which builds the same "
        "network, that has a score"
    }


def caution(n_scored: int, n_configurations: int) -> str | None:
    """Return what cannot be concluded, since so few configurations have a score; None if enough.

    Enough is a tenth.
    """
    if n_scored >= _FEW * n_configurations:
        return None
    return (
        f"only {n_scored:,} of {n_configurations:,} configurations have a score "
        f"({share_text(n_scored / n_configurations)}): most neighbours are missing, and who has no "
        "better neighbour left counts as an optimum, so nothing can be concluded from this on the "
        "number of optima, sinks and funnels, on edges or on basins of the whole space"
    )


def warn_of(label: str, landscape: Landscape) -> None:
    """Warn of a landscape, by its label if it has one, that says little about its space."""
    told = caution(landscape.n_scored, landscape.space.size)
    if told is not None:
        warn(f"{label}: {told}" if label else told)


def conventions(landscape: Landscape) -> dict[str, str]:
    """Return, by name, the definitions that the numbers of `landscape` rest on."""
    resolution = landscape.resolution
    return {
        "direction": "fitness is maximised"
        + (f"; it is the negated {landscape.metric}" if landscape.minimize else ""),
        "missing": "NaN and +inf fitness; never a start, a step or an escape target; "
        "-inf is the legal worst",
        "n_missing_duplicates": "missing configurations whose canonical form, which builds the "
        "same network, has a score",
        "resolution": "fitness as given"
        if resolution is None
        else f"fitness is snapped to multiples of {resolution} before anything else",
        "neighbourhoods": "climbs go to configurations at distance exactly 1, "
        "escapes to those at distance exactly 2",
        **landscape.space.conventions(),
        "n_optima": "configurations without a strictly better neighbour",
        "n_strict_optima": "configurations whose every neighbour is strictly worse",
        "n_plateau_optima": "connected sets of equal fitness with no strictly better neighbour "
        "anywhere on their rim",
        "basin": "configurations whose best-improvement climb ends at the optimum; "
        "global_basin is summed over tied global optima; shares of basins are of the n_scored "
        "configurations that have a score",
        "lon": "an edge's weight is the number of neighbours at distance 2 whose climb ends at "
        "its target; those that return to its source are no edge",
        "monotonic": "the MLON keeps the edges to a strictly better optimum",
        "compressed": "the CMLON contracts connected components of equally good optima joined "
        "by edges, and sums weights",
        "sink": "optimum without outgoing MLON edge",
        "funnel": "the optima that reach a sink of the CMLON; one optimum may be in several",
    }
