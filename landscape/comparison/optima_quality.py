"""The local optima of one landscape, and how good each is under another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.comparison.percentile import percentiles
from landscape.comparison.places import places

if TYPE_CHECKING:
    import pandas as pd

    from landscape.arrays import FloatArray
    from landscape.comparison.pair import Pair

__all__ = ["OPTIMA", "optima_quality"]

OPTIMA = {
    **{"arch": "str", "index": "int64", "fitness": "float64"},
    **{"basin_share": "float64", "absorbed_share": "float64", "sink": "bool", "is_global": "bool"},
    **{"quality": "float64", "quality_rank": "float64"},
    **{"quality_percentile": "float64", "regret": "float64"},
}
"""Columns of the table, and of which type they are."""


def optima_quality(pair: Pair) -> pd.DataFrame:
    """Return one row an optimum of the first landscape, ascending by configuration number.

    Columns: `arch`, `index`, `fitness`; `basin_share` and `absorbed_share`, the chances that a
    climb and that escapes end here; `sink` and `is_global` as in the MLON; `quality`; of it
    `quality_rank` (1 and the number of strictly better ones among all of known quality),
    `quality_percentile` (the per cent of these that are worse, ties counted half) and `regret`
    (the best quality minus this). NaN where quality is missing.
    """
    import pandas as pd  # slow to import: only who asks pays

    mlon, chances = pair.first.network("mlon"), places(pair.first)
    all_quality = pair.quality.fitness
    quality = all_quality[mlon.index]
    with np.errstate(invalid="ignore"):  # -inf, if that is all there is
        regret = np.nanmax(all_quality, initial=-np.inf) - quality
    return pd.DataFrame(
        {
            "arch": mlon.name,
            "index": mlon.index,
            "fitness": mlon.fitness,
            "basin_share": chances["climb"],
            "absorbed_share": chances["escape"],
            "sink": mlon.sink,
            "is_global": mlon.is_global,
            "quality": quality,
            "quality_rank": _rank(all_quality, quality),
            "quality_percentile": percentiles(all_quality)[mlon.index],
            "regret": regret,
        }
    )


def _rank(known: FloatArray, values: FloatArray) -> FloatArray:
    ascending = np.sort(known[~np.isnan(known)])
    better = len(ascending) - np.searchsorted(ascending, values, side="right")
    return np.where(np.isnan(values), np.nan, better + 1.0)
