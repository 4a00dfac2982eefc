"""Where correlation and landscape disagree.

A rank correlation is about all configurations, and a search ends among the best. What ρ lets
expect there is taken from two normal variables of the same rank correlation: their Pearson
correlation is r = 2 sin(π ρ / 6), and where the normal score of fitness is z, that of quality has
the mean r z and the standard deviation √(1 − r²). (A percentile p has the normal score Φ⁻¹(p).)
The rule: correlation and landscape disagree

- at a place if quality is more than two of those standard deviations away from that mean, which
  normal variables are one time in twenty;
- about the best if the best share of both has less than half or more than twice the overlap.

Source of r: Pearson, "On further methods of determining correlation", 1907.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis import NotDefinedError, Number, Undefined
from landscape.analysis.spearman import spearman
from landscape.comparison.overlap import best_count, expected_overlap
from landscape.comparison.pair import Section
from landscape.comparison.percentile import percentiles
from landscape.comparison.places import PLACES, expected, places

if TYPE_CHECKING:
    from landscape.comparison.pair import Measured, Pair

__all__ = ["AGREEMENT", "normal_overlap"]

_SURPRISE = 2.0  # standard deviations
_FACTOR = 2.0
_SLACK = 1e-9


def agreement(pair: Pair) -> Measured:
    """Return what the correlation lets expect and what there is, and where they disagree."""
    both = ~(pair.first.missing | pair.quality.missing)
    x, y = pair.first.fitness[both], pair.quality.fitness[both]
    try:
        rho = spearman(x, y, names=(pair.first.metric, pair.quality.metric))
    except NotDefinedError as error:
        return dict.fromkeys(_NUMBERS, Undefined(str(error)))
    r = 2 * math.sin(math.pi * rho / 6)
    k = best_count(pair.top, len(x))
    share = float(expected_overlap(x, y, k)) / k
    promise = normal_overlap(r, k / len(x))
    found: dict[str, float | str | Undefined] = {
        "quality_spearman": rho,
        "quality_top_share": share,
        "quality_top_promise": promise,
        **_at_places(pair, r),
    }
    return found | {"disagreement": _verdict(found)}


def _at_places(pair: Pair, r: float) -> dict[str, float | str | Undefined]:
    from scipy.special import ndtr, ndtri  # slow to import: only who asks pays

    both = ~(pair.first.missing | pair.quality.missing)
    optima = pair.first.optima
    height, actual = (
        percentiles(np.where(both, of.fitness, np.nan))[optima] for of in (pair.first, pair.quality)
    )
    mean = r * ndtri(height / 100)
    residual = ndtri(actual / 100) - mean
    # Of the same order, or its reverse, the residual is 0 but for rounding: so is the surprise.
    deviation = math.sqrt(1 - r * r) if 1 - abs(r) > _SLACK else 1.0
    found: dict[str, float | str | Undefined] = {}
    for place, chance in places(pair.first).items():
        promised = expected(chance, mean)
        found[f"{place}_percentile"] = expected(chance, actual)
        found[f"{place}_promise"] = (
            promised if isinstance(promised, Undefined) else float(100 * ndtr(promised))
        )
        found[f"{place}_surprise"] = expected(chance, residual / deviation)
    return found


def _verdict(found: Measured) -> str | Undefined:
    """Return places with lower or higher, separated by commas; or none."""
    share, promise = (found[f"quality_top_{what}"] for what in ("share", "promise"))
    assert isinstance(share, float)
    assert isinstance(promise, float)
    verdicts = []
    if share * _FACTOR < promise - _SLACK:
        verdicts.append("top lower")
    elif share > promise * _FACTOR + _SLACK:
        verdicts.append("top higher")
    for place in PLACES:
        surprise = found[f"{place}_surprise"]
        if isinstance(surprise, float) and abs(surprise) > _SURPRISE:
            verdicts.append(f"{place} {'lower' if surprise < 0 else 'higher'}")
    if not verdicts and not any(isinstance(found[f"{p}_surprise"], float) for p in PLACES):
        return Undefined("quality is missing wherever climbing leads")
    return ", ".join(verdicts) or "none"


_NUMBERS = {
    "quality_spearman": Number(
        "spearman of the first and quality, ρ; over the configurations known to both, as all below",
        "-1 to 1",
        "what promises are made of",
    ),
    "quality_top_share": Number(
        "top_overlap_share of the first and quality", "0 to 1", "how many of the best are found"
    ),
    "quality_top_promise": Number(
        "the same share for two normal variables of rank correlation ρ",
        "0 to 1",
        "what the correlation lets expect",
    ),
    **{
        key: number
        for place, where in PLACES.items()
        for key, number in (
            (
                f"{place}_percentile",
                Number(
                    f"mean percentile of quality {where}: the per cent of the "
                    "configurations that are worse, ties and itself counted half",
                    "0 to 100",
                    "100: the best quality; 50: no better than a random draw",
                ),
            ),
            (
                f"{place}_promise",
                Number(
                    f"percentile of the mean of r z {where}, z the normal score of "
                    "fitness and r = 2 sin(π ρ / 6)",
                    "0 to 100",
                    "what the correlation lets expect there",
                ),
            ),
            (
                f"{place}_surprise",
                Number(
                    f"mean of (normal score of quality − r z) / √(1 − r²) {where}",
                    "any",
                    "in standard deviations; negative: worse than the correlation lets expect",
                ),
            ),
        )
    },
    "disagreement": Number(
        "where the two disagree, each with lower or higher: top, if quality_top_share is less "
        "than half or more than twice quality_top_promise; a place, if its surprise is beyond ±2",
        "text; none",
        "lower: well correlated, poor finds; higher: the other way round",
    ),
}

AGREEMENT = Section(
    "agreement",
    "Where correlation and landscape disagree",
    _NUMBERS,
    agreement,
    "question: Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search, section 3; "
    "r: Pearson, On further methods of determining correlation, 1907; rule: our own",
)


def normal_overlap(r: float, share: float) -> float:
    """Return the share of the best of one normal variable that are among those of another.

    Parameters
    ----------
    r
        Their Pearson correlation.
    share
        Which are the best, above 0.

    Examples
    --------
    >>> [round(normal_overlap(r, 0.01), 6) for r in (0.0, 1.0)]
    [0.01, 1.0]
    """
    from scipy.special import ndtri, owens_t  # slow to import: only who asks pays

    if share >= 1:
        return 1.0
    if r <= -1:
        return max(0.0, (2 * share - 1) / share)
    slope = math.sqrt(max(0.0, 1 - r) / (1 + r))
    return float((share - 2 * owens_t(float(-ndtri(share)), slope)) / share)
