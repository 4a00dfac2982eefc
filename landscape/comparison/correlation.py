"""How far two landscapes put configurations in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from landscape.analysis import NotDefinedError, Number, Undefined
from landscape.analysis.spearman import spearman
from landscape.comparison.pair import Section

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray
    from landscape.comparison.pair import Measured, Pair

__all__ = ["CORRELATION", "rank_correlations"]

_INTERVAL = (
    "{} end of the percentile bootstrap interval, configurations resampled with replacement: how "
    "much {} depends on which configurations there happen to be (of a space that is known "
    "whole), not on how exactly their fitness is known"
)
_WIDE = "far apart: few configurations, or few that decide"
_EFRON = "Efron and Tibshirani, An Introduction to the Bootstrap 1993, section 13.3"


def correlation(pair: Pair) -> Measured:
    """Return rank correlations over the configurations known to both, and their intervals."""
    counts = {
        "n_both": int(np.count_nonzero(pair.both)),
        "n_missing_first": pair.first.n_missing,
        "n_missing_second": pair.second.n_missing,
    }
    x, y = pair.first.fitness[pair.both], pair.second.fitness[pair.both]
    names = (pair.first.metric, pair.second.metric)
    how: dict[str, Any] = {"resamples": pair.resamples, "confidence": pair.confidence}
    return {**counts, **rank_correlations(x, y, names, rng=pair.rng, **how)}


def rank_correlations(
    x: FloatArray,
    y: FloatArray,
    names: tuple[str, str],
    *,
    resamples: int,
    confidence: float,
    rng: np.random.Generator,
) -> Measured:
    """Return the rank correlations of two metrics, and their intervals, or why there are none.

    Parameters
    ----------
    x, y
        Fitness of the same configurations, shape ``(n,)`` each, without NaN.
    names
        Of the metrics.
    resamples, confidence, rng
        How often the bootstrap draws, which share the intervals hold, and what draws.
    """
    try:
        rho = spearman(x, y, names=names)
    except NotDefinedError as error:
        return dict.fromkeys(("spearman", "kendall", *_ENDS), Undefined(str(error)))
    # Ranks instead of values: -inf is the lowest, and sorting is done once.
    ranks, others = (np.unique(values, return_inverse=True)[1] for values in (x, y))
    return {
        "spearman": rho,
        "kendall": _kendall(ranks, others),
        **_intervals(ranks, others, resamples, confidence, rng),
    }


_ENDS = ("spearman_low", "spearman_high", "kendall_low", "kendall_high")


def _intervals(
    x: IntArray, y: IntArray, resamples: int, confidence: float, rng: np.random.Generator
) -> Measured:
    if resamples == 0:
        return dict.fromkeys(_ENDS, Undefined("no resamples were asked for"))
    found = np.array([_resampled(rng, x, y) for _ in range(resamples)])
    n_undefined = int(np.isnan(found[:, 0]).sum())
    if n_undefined:
        reason = f"in {n_undefined} of {resamples} resamples fitness is the same everywhere"
        return dict.fromkeys(_ENDS, Undefined(reason))
    tail = (1 - confidence) / 2
    ends = np.quantile(found, [tail, 1 - tail], axis=0)
    return dict(zip(_ENDS, ends.T.ravel().tolist(), strict=True))


def _resampled(rng: np.random.Generator, x: IntArray, y: IntArray) -> tuple[float, float]:
    """Return both correlations of one bootstrap sample; NaN if one side is constant."""
    picked = rng.integers(len(x), size=len(x))
    x, y = x[picked], y[picked]
    if x.min() == x.max() or y.min() == y.max():
        return float("nan"), float("nan")
    return _pearson(_mid_ranks(x), _mid_ranks(y)), _kendall(x, y)


def _mid_ranks(labels: IntArray) -> FloatArray:
    """Return ranks, ties at their mean, of labels 0, 1, ... that need no sorting."""
    counts = np.bincount(labels)
    ranks: FloatArray = (np.cumsum(counts) - (counts - 1) / 2)[labels]
    return ranks


def _pearson(x: FloatArray, y: FloatArray) -> float:
    x, y = x - x.mean(), y - y.mean()
    return float(np.sum(x * y) / np.sqrt(np.sum(x * x) * np.sum(y * y)))


def _kendall(x: IntArray, y: IntArray) -> float:
    from scipy.stats import kendalltau  # slow to import: only who asks pays

    # Only the p-value, which is not wanted, depends on the method; for two there is no asymptotic.
    method: Literal["auto", "asymptotic"] = "auto" if len(x) == 2 else "asymptotic"
    return float(kendalltau(x, y, method=method).statistic)


_NUMBERS = {
    "n_both": Number(
        "configurations that are missing in neither landscape", "0 to the size of the space", "n"
    ),
    "n_missing_first": Number(
        "configurations that are missing in the first", "0 to the size of the space", "left out"
    ),
    "n_missing_second": Number(
        "configurations that are missing in the second", "0 to the size of the space", "left out"
    ),
    "spearman": Number(
        "Pearson correlation of ranks over the configurations known to both, ties at their mean "
        "rank, -inf the lowest",
        "-1 to 1",
        "1: the same order",
        "Spearman, American Journal of Psychology 1904",
    ),
    "spearman_low": Number(_INTERVAL.format("lower", "spearman"), "-1 to 1", _WIDE, _EFRON),
    "spearman_high": Number(_INTERVAL.format("upper", "spearman"), "-1 to 1", _WIDE, _EFRON),
    "kendall": Number(
        "(concordant − discordant pairs) / √(pairs untied in the first × pairs untied in the "
        "second), tau-b",
        "-1 to 1",
        "(1 + τ) / 2: chance that a pair is ordered alike, if there are no ties",
        "Kendall, Biometrika 1945",
    ),
    "kendall_low": Number(_INTERVAL.format("lower", "kendall"), "-1 to 1", _WIDE, _EFRON),
    "kendall_high": Number(_INTERVAL.format("upper", "kendall"), "-1 to 1", _WIDE, _EFRON),
}

CORRELATION = Section("correlation", "Order", _NUMBERS, correlation)
