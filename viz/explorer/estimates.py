"""What a sample says of the whole landscape: numbers with intervals, or why there are none."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from dash import html

from landscape.analysis.profile import Profile
from landscape.analysis.registry import ANALYSES
from landscape.errors import DataError, DataMissingError
from landscape.sampled.comparing import interval_text
from landscape.sampled.profile import sample_profile
from viz.explorer.details import number_rows
from viz.explorer.saved import SavedSample

if TYPE_CHECKING:
    from landscape.analysis.registry import Number
    from viz.explorer.saved import Saved

__all__ = ["estimates", "estimates_data"]

_SEEN = {
    "n_configurations": "configurations that there are",
    "n_starts": "uniform starts",
    "climbs": "climbs, from starts and from escapes",
    "evaluations": "configurations that were looked at",
    "optima_seen": "local optima seen",
    "edges_seen": "edges seen",
    "mlon_edges_seen": "of these, to higher fitness",
    "sinks_seen": "sinks, as far as seen",
    "best_fitness_seen": "best fitness seen",
}
_COVERAGE = "share of the space whose climbs end in an optimum that was seen (estimate)"
_RESAMPLED = {
    "optima": "optima of the network that was seen, if starts are drawn anew from those there were",
    "edges": "edges of that network, likewise",
    "sinks": "sinks of that network, likewise",
    "funnels": "funnels of that network, likewise",
    "mean_in_degree": "mean incoming edges of an optimum of that network, likewise",
}


def estimates(saved: SavedSample) -> list[Any]:
    """Return the panel of a sample's numbers."""
    found = _numbers(saved)
    told = estimates_data(saved)
    rows = told[told["undefined"].isna()].copy()
    rows["value"] = [interval_text(found, key) for key in rows["number"]]
    whys: dict[str, list[str]] = {}
    for key, why in found.undefined.items():
        whys.setdefault(why, []).append(key)
    reasons = [html.P([f"because {why}: ", html.Span(", ".join(keys), className="faint")])
               for why, keys in whys.items()]  # fmt: skip
    title = f"{len(found.undefined)} numbers are not defined on a sample"
    level = saved.run.summary["level"]
    said = f"An estimate has its {level:.0%} interval in brackets."
    return [html.P(said), number_rows(rows), html.Details([html.Summary(title), *reasons])]


def estimates_data(saved: Saved) -> pd.DataFrame:
    """Return one row a number: its meaning, its value, its interval, and why it is not defined.

    Raises
    ------
    DataMissingError
        If the landscape is known whole.
    DataError
        If the summary is damaged.
    """
    found = _numbers(saved)
    nothing = (np.nan, np.nan)
    rows = [
        (key, _meaning(key), value, *found.intervals.get(key, nothing), found.undefined.get(key))
        for key, value in found.items()
    ]
    columns = ["number", "meaning", "value", "low", "high", "undefined"]
    return pd.DataFrame(rows, columns=columns, dtype=object)  # counts beyond what a float holds


@lru_cache(maxsize=32)
def _numbers(saved: Saved) -> Profile:
    """Return what was seen, then estimates, then how far the network depends on the starts."""
    if not isinstance(saved, SavedSample):
        raise DataMissingError(
            f"{saved.title} is no sample but known whole: landscape analyse tells its numbers"
        )
    sample, level = saved.content, saved.run.summary["level"]
    told, covered = sample_profile(sample, level=level), sample.coverage(level=level)
    again = _under_resampling(saved)
    values = {"n_configurations": sample.space.size, **sample.summary(level=level)}
    values = {key: values[key] for key in _SEEN}
    values["coverage"] = covered.value
    values |= {key: told[key] for key in told.intervals}
    values |= {key: value for key, (value, _, _) in again.items()}
    values |= dict.fromkeys(told.undefined)
    ends = {"coverage": (covered.low, covered.high), **told.intervals}
    ends |= {key: (low, high) for key, (_, low, high) in again.items()}
    return Profile(values, told.undefined, ends)


def _under_resampling(saved: Saved) -> dict[str, tuple[float, float, float]]:
    """Return value and interval of the numbers that were made anew with other starts."""
    found = saved.run.summary.get("under_resampling", {})
    try:
        return {
            key: (float(one["value"]), float(one["low"]), float(one["high"]))
            for key, one in found.items()
            if key in _RESAMPLED
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"the summary of {saved.run.folder} says that 'under_resampling' is {found!r:.60}: it "
            "is damaged; run landscape sample again"
        ) from error


def _meaning(key: str) -> str:
    """Return what a number is, and of which kind."""
    if key == "coverage":
        return _COVERAGE
    known = _SEEN | _RESAMPLED
    if key in known:
        return known[key]
    definition = _of_analyses()[key].definition
    bound = ", at least" if key in ("n_optima", "optima_share") else ""
    return f"{definition}{bound} (estimate)"


def _of_analyses() -> dict[str, Number]:
    return {key: one for each in ANALYSES.values() for key, one in each.numbers.items()}
