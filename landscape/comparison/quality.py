"""How good is what one finds by climbing a landscape.

Source: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", Figure 2b, which
asks for the accuracy at the global optima.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis import Number, Undefined
from landscape.comparison.pair import Section
from landscape.comparison.places import expected, places

if TYPE_CHECKING:
    from landscape.arrays import FloatArray
    from landscape.comparison.pair import Measured, Pair

__all__ = ["QUALITY"]


def quality(pair: Pair) -> Measured:
    """Return the quality to be expected at each place, and the regret against the best."""
    known = pair.quality.fitness[~pair.quality.missing]
    there = pair.quality.fitness[pair.first.optima]
    unknown = np.isnan(there)
    chances = places(pair.first)
    return {
        "n_quality": len(known),
        "best_quality": _finite(known.max(initial=-np.inf), "no configuration has finite quality"),
        "mean_quality": expected(np.ones(len(known)), known),
        "own_climb_quality": expected(
            pair.quality.basins.astype(np.float64), pair.quality.fitness[pair.quality.optima]
        ),
        "n_optima_without_quality": int(np.count_nonzero(unknown)),
        **_found(known, there, chances),
        "climb_share_without_quality": float(chances["climb"][unknown].sum()),
        "escape_share_without_quality": float(chances["escape"][unknown].sum()),
    }


def _found(known: FloatArray, there: FloatArray, chances: dict[str, FloatArray]) -> Measured:
    best = known.max(initial=-np.inf)
    found: dict[str, float | str | Undefined] = {}
    for place, chance in chances.items():
        value = expected(chance, there)
        found[f"{place}_quality"] = value
        # No regret below 0: the mean of equals may differ from them in its last digit.
        found[f"{place}_regret"] = (
            value if isinstance(value, Undefined) else max(0.0, float(best - value))
        )
    return found


def _finite(value: float, otherwise: str) -> float | Undefined:
    return float(value) if np.isfinite(value) else Undefined(otherwise)


_REGRET = Number(
    "best_quality minus the number before", "≥ 0", "what is lost; 0: the best is found"
)
_UNIT = "the unit of quality"

_NUMBERS = {
    "n_quality": Number("configurations of known quality", "0 to the size of the space", "n"),
    "best_quality": Number("the best quality there is", _UNIT, "what regret is measured against"),
    "mean_quality": Number(
        "mean quality of all configurations of known quality", _UNIT, "a random draw"
    ),
    "own_climb_quality": Number(
        "expected quality where a climb on quality itself ends, from a uniformly drawn "
        "configuration",
        _UNIT,
        "what climbing by quality itself gives, to compare with climb_quality",
    ),
    "n_optima_without_quality": Number(
        "optima of the first whose quality is missing", "0 to n_optima_first", "left out below"
    ),
    "global_quality": Number(
        "mean quality of the global optima of the first",
        _UNIT,
        "what maximising the first gives; tied ones are equally likely",
    ),
    "global_regret": _REGRET,
    "climb_quality": Number(
        "expected quality where a best-improvement climb on the first ends, from a uniformly drawn "
        "configuration: the mean over its optima, weighted by basins",
        _UNIT,
        "what one climb gives",
    ),
    "climb_regret": _REGRET,
    "escape_quality": Number(
        "expected quality at the sink of the MLON of the first where strictly improving escapes "
        "end, from such a climb on; edges are taken in proportion to their weights",
        _UNIT,
        "what iterated local search gives in the long run",
        "Kemeny and Snell, Finite Markov Chains 1960",
    ),
    "escape_regret": _REGRET,
    "climb_share_without_quality": Number(
        "chance that such a climb ends where quality is missing", "0 to 1", "not in climb_quality"
    ),
    "escape_share_without_quality": Number(
        "chance that such escapes end where quality is missing", "0 to 1", "not in escape_quality"
    ),
}

QUALITY = Section(
    "quality",
    "Quality of what is found",
    _NUMBERS,
    quality,
    "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search, Figure 2b",
)
