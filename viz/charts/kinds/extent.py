"""Which part of some courses a panel shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray
    from viz.charts.kinds.trend import Trend

__all__ = ["cost_extent", "course_extent"]

_AROUND = 0.03  # beside the first and the last cost, as a share of what is between
_ABOVE = 0.06  # above and below, as a share of what is between
_EARLY, _EARLY_LOG = 0.05, 0.2  # this share of a course, as it is drawn, may lie outside
_LATE = 0.5  # from here on bands are seen, too


def cost_extent(trends: Sequence[Trend], *, log: bool) -> tuple[float, float]:
    """Return the ends of an axis of costs, some way beyond the first and the last of all trends.

    Parameters
    ----------
    trends
        At least one.
    log
        Whether costs are spaced by their logarithm.
    """
    last = max(float(trend.x[-1]) for trend in trends)
    first = min(float(trend.x[(trend.x > 0) | (not log)][0]) for trend in trends)
    if log:
        ratio = (last / first if last > first else 10.0) ** _AROUND
        return first / ratio, last * ratio
    beside = _AROUND * (last - first or last)
    return first - beside, last + beside


def course_extent(
    trends: Sequence[Trend], also: Sequence[float] = (), *, log: bool
) -> tuple[tuple[float, float] | None, bool]:
    """Return the ends of an axis of values, and whether a mean leaves them.

    The first 5 % of what each search spends do not count, or 20 % of the way along a logarithmic
    axis: there it may be far worse than it ever is again, and would squeeze all that follows. Bands
    count from half of what it spends on.

    Parameters
    ----------
    trends
        At least one.
    also
        Other values that are seen.
    log
        Whether costs are spaced by their logarithm.
    """
    seen = [np.array(also), *(found for trend in trends for found in _seen(trend, log=log))]
    values = np.concatenate(seen)
    values = values[np.isfinite(values)]
    if not len(values):
        return None, False
    low, high = float(values.min()), float(values.max())
    around = _ABOVE * (high - low or abs(high) or 1.0)
    low, high = low - around, high + around
    means = np.concatenate([trend.mean for trend in trends])
    return (low, high), bool(((means < low) | (means > high)).any())


def _seen(trend: Trend, *, log: bool) -> list[FloatArray]:
    end = trend.x[-1]
    first = trend.x[trend.x > 0][0]
    early = first * (end / first) ** _EARLY_LOG if log else _EARLY * end
    found = [trend.mean[_from(trend.x, early)]]
    if trend.low is not None and trend.high is not None:
        found += [side[_from(trend.x, _LATE * end)] for side in (trend.low, trend.high)]
    return found


def _from(x: FloatArray, cost: float) -> slice:
    """Return the costs from one on, with the step in which that one is."""
    return slice(max(0, int(np.searchsorted(x, cost, side="right")) - 1), None)
