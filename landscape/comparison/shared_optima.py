"""Which optima and basins two landscapes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis import Number, Undefined
from landscape.comparison.pair import Section
from landscape.comparison.stability import stability_of

if TYPE_CHECKING:
    from landscape.comparison.pair import Measured, Pair

__all__ = ["SHARED_OPTIMA"]


def shared_optima(pair: Pair) -> Measured:
    """Return how far local optima and basins coincide."""
    first, second = pair.first, pair.second
    alike = stability_of([first, second])
    jaccard, rand = float(alike.jaccard[0]), float(alike.rand[0])
    return {
        "n_optima_first": first.n_optima,
        "n_optima_second": second.n_optima,
        "n_plateau_optima_first": first.n_plateau_optima,
        "n_plateau_optima_second": second.n_plateau_optima,
        "n_shared_optima": len(np.intersect1d(first.optima, second.optima)),
        "optima_jaccard": Undefined("neither has an optimum") if np.isnan(jaccard) else jaccard,
        "basins_adjusted_rand": Undefined("no configuration is known to both")
        if np.isnan(rand)
        else rand,
    }


SHARED_OPTIMA = Section(
    "shared_optima",
    "Optima and basins",
    {
        "n_optima_first": Number(
            "configurations of the first without a strictly better neighbour", "≥ 0", "high: rugged"
        ),
        "n_optima_second": Number("the same of the second", "≥ 0", "high: rugged"),
        "n_plateau_optima_first": Number(
            "connected sets of equal fitness of the first with no strictly better neighbour on "
            "their rim",
            "0 to n_optima_first",
            "peaks, where a flat top counts once",
        ),
        "n_plateau_optima_second": Number(
            "the same of the second", "0 to n_optima_second", "peaks, where a flat top counts once"
        ),
        "n_shared_optima": Number(
            "configurations that are a local optimum of both",
            "0 to the smaller of the two counts",
            "high: climbs may end at the same places",
        ),
        "optima_jaccard": Number(
            "n_shared_optima / configurations that are a local optimum of either",
            "0 to 1",
            "1: the same optima",
            "Jaccard, New Phytologist 1912",
        ),
        "basins_adjusted_rand": Number(
            "adjusted Rand index of the two partitions into basins, over the configurations known "
            "to both",
            "up to 1; 0 as chance has it",
            "1: climbs that end together under the one end together under the other",
            "Hubert and Arabie, Journal of Classification 1985, equation 5",
        ),
    },
    shared_optima,
)
