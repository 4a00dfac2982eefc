"""Samples compared with each other, or with a landscape that is known whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.analysis import ANALYSES, Undefined
from landscape.analysis.profile import Profile, profile
from landscape.comparison.comparison import cell, reasons_of
from landscape.comparison.correlation import rank_correlations
from landscape.comparison.generator import generator
from landscape.comparison.saving import save_comparison
from landscape.comparison.text import latex_table, markdown_table
from landscape.display import html_grid
from landscape.sampled.profile import sample_profile
from landscape.sampled.sample import Sample
from landscape.spaces.same import require_same_space

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from landscape.analysis.profile import Value
    from landscape.arrays import FloatArray, IntArray
    from landscape.landscape import Landscape

__all__ = ["KIND", "SampleComparison", "compare_samples", "interval_text"]

KIND = "samples"
"""What the file of a comparison says of its kind."""

_OF_CLIMBS = ("climb_length_mean",)
_OF_STARTS = (*_OF_CLIMBS, "fitness_mean", "fitness_std", "fitness_median")
_WHOLE = "the landscape is known whole"
_MISSED = "a sample may have missed optima and edges"
_FEW = 10
_ENDS = ("low", "high")


@dataclass(frozen=True, eq=False)
class SampleComparison:
    """Several landscapes, samples among them, each compared with the last one.

    Two are equal if what they tell is.

    Attributes
    ----------
    names
        What they are called.
    profiles
        Of each its own numbers: what was seen of it, and what that says of the whole, with
        `Profile.intervals`. Of a landscape that is known whole they are exact.
    pairs
        Of each but the last its numbers with the last: the optima and edges that both, or one of
        the two alone, have or were seen to have; rank correlations over the configurations whose
        fitness both tell (uniform starts), with bootstrap intervals; and ``apart``, the numbers of
        the starts whose intervals do not meet; across metrics, whose fitness is of two scales, of
        these the length of climbs alone.
    settings
        ``resamples`` and ``seed`` of the bootstrap, and the ``level`` of the intervals.
    options
        What was asked for, for the record.
    whose
        Sentences that say whose numbers these are.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import Landscape, ProductSpace
    >>> from landscape.sampled import compare_samples
    >>> from search.sampling import sample
    >>> space, heights = ProductSpace([10, 10]), np.arange(100.0)
    >>> seen = sample(space, lambda metric, indices: heights[indices], starts=30)
    >>> found = compare_samples({"seen": seen, "whole": Landscape(space, heights)})
    >>> found.pairs[0]["optima_both"], round(found.pairs[0]["spearman"], 9)
    (1, 1.0)
    """

    names: tuple[str, ...]
    profiles: tuple[Profile, ...]
    pairs: tuple[Profile, ...]
    settings: Mapping[str, float]
    options: Mapping[str, Any] = field(default_factory=dict)
    whose: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """Return one row a number: whose it is, with which, its value and interval."""
        import pandas as pd  # slow to import: only who asks pays

        rows = [
            {
                "run": name,
                "with": other,
                "number": key,
                "value": value,
                **dict(zip(_ENDS, numbers.intervals.get(key, (None, None)), strict=True)),
                "undefined": numbers.undefined.get(key),
            }
            for name, other, numbers in self._all()
            for key, value in numbers.items()
        ]
        return pd.DataFrame(rows)

    def cells(self) -> tuple[list[str], list[list[str]]]:
        """Return header and rows as text: one row a number, one column a run."""
        rows = [
            [key, *(interval_text(one, key) for one in self.profiles)] for key in self.profiles[0]
        ]
        rows += [
            [key, *(interval_text(one, key) for one in self.pairs), ""] for key in self.pairs[0]
        ]
        return ["number", *self.names], rows

    def reasons(self) -> list[str]:
        """Return sentences that say why numbers are not defined."""
        last = self.names[-1]
        return [
            line
            for name, other, numbers in self._all()
            for line in reasons_of(f"{name} with {last}" if other else name, numbers)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return everything in plain Python; what is missing is None."""
        return {
            "kind": KIND,
            "settings": dict(self.settings),
            "names": list(self.names),
            "profiles": list(map(_plain, self.profiles)),
            "pairs": list(map(_plain, self.pairs)),
            **({"whose": list(self.whose)} if self.whose else {}),
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> SampleComparison:
        """Return what `to_dict` told.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is something else.
        """
        return cls(
            tuple(map(str, content["names"])),
            tuple(map(_profile, content["profiles"])),
            tuple(map(_profile, content["pairs"])),
            content["settings"],
            content.get("options", {}),
            tuple(map(str, content.get("whose", ()))),
        )

    def save(self, folder: str | Path) -> SampleComparison:
        """Leave the numbers in a folder, as ``landscape compare --out`` does; return the same.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        save_comparison(
            folder,
            self.to_dict(),
            options=self.options,
            table=self.table(),
            markdown=markdown_table(*self.cells()),
            latex=latex_table(*self.cells()),
            whose=self.whose,
        )
        return self

    def __repr__(self) -> str:
        *firsts, last = self.names
        return f"<{type(self).__name__} of {', '.join(firsts)} with {last}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SampleComparison):
            return NotImplemented
        return self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]  # it holds dicts

    def _repr_html_(self) -> str:
        header, rows = self.cells()
        how = f"estimates, with {self.settings['level']:.0%} intervals"
        title = f"compared with {self.names[-1]}; of samples {how}"
        sentences = "".join(f"<p>{escape(line)}</p>" for line in (*self.reasons(), *self.whose))
        return html_grid(header, rows, title=title, numbers=header[1:]) + sentences

    def _all(self) -> Iterator[tuple[str, str, Profile]]:
        """Yield the name of each run, that of the one it is compared with, and the numbers."""
        for name, numbers in zip(self.names, self.profiles, strict=True):
            yield name, "", numbers
        for name, numbers in zip(self.names, self.pairs, strict=False):
            yield name, self.names[-1], numbers


def compare_samples(
    landscapes: Mapping[str, Sample | Landscape],
    *,
    resamples: int = 200,
    level: float = 0.95,
    seed: int = 0,
) -> SampleComparison:
    """Compare samples, and landscapes that are known whole, with the last one.

    Samples of one seed start from the same configurations, whatever they climb: their ranks are
    compared there. With a landscape that is known whole, ranks are those of all starts of the
    sample.

    Parameters
    ----------
    landscapes
        Two or more of the same space, by what they are called.
    resamples, seed
        How often the bootstrap draws, 0 for no intervals of correlations, and what picks them.
    level
        Of all intervals.

    Raises
    ------
    DataError
        If they are of different spaces.
    OptionError
        If the level is no share, or a seed is negative.
    """
    require_same_space(one.space for one in landscapes.values())
    sides = [_side(one, level) for one in landscapes.values()]
    *firsts, last = sides
    pairs = [_pair(first, last, resamples, level, generator(seed)) for first in firsts]
    return SampleComparison(
        tuple(landscapes),
        tuple(side.numbers for side in sides),
        tuple(pairs),
        {"resamples": resamples, "seed": seed, "level": level},
    )


@dataclass(frozen=True)
class _Side:
    """What is known of one landscape.

    `places` are configurations whose fitness is told: uniform starts, or all; ascending.
    """

    metric: str
    is_whole: bool
    optima: IntArray
    edges: set[tuple[int, int]]
    places: IntArray
    heights: FloatArray
    numbers: Profile


def _side(one: Sample | Landscape, level: float) -> _Side:
    lon, mlon = one.network("lon"), one.network("mlon")
    seen: dict[str, Value] = {
        "n_starts": one.n_starts if isinstance(one, Sample) else None,
        "n_optima_seen": lon.n_nodes,
        "n_edges_seen": lon.n_edges,
        "n_sinks_seen": int(mlon.sink.sum()),
        "best_fitness_seen": float(lon.fitness.max()),
    }
    edges = set(zip(*(lon.index[ends].tolist() for ends in (lon.source, lon.target)), strict=True))
    if isinstance(one, Sample):
        told, covered = sample_profile(one, level=level), one.coverage(level=level)
        told_of = ~np.isnan(one.start_fitness)
        places, first = np.unique(one.starts[told_of], return_index=True)
        heights = one.start_fitness[told_of][first]
        seen["coverage"] = covered.value
        intervals = told.intervals | {"coverage": (covered.low, covered.high)}
        undefined = told.undefined
    else:
        told = profile(one, [a for a in ANALYSES.values() if {*a.keys} & {*_OF_STARTS, "n_optima"}])
        places, intervals = np.flatnonzero(~one.missing), {}
        heights = one.fitness[places]
        seen["coverage"] = 1.0
        undefined = {"n_starts": _WHOLE, **told.undefined}
    numbers = seen | {key: told[key] for key in ("n_optima", *_OF_STARTS)}
    known = Profile(
        numbers,
        {key: why for key, why in undefined.items() if key in numbers and numbers[key] is None},
        {key: ends for key, ends in intervals.items() if key in numbers},
    )
    whole = not isinstance(one, Sample)
    return _Side(one.metric, whole, lon.index, edges, places, heights, known)


def _pair(
    first: _Side, last: _Side, resamples: int, level: float, rng: np.random.Generator
) -> Profile:
    found: dict[str, float | str | Undefined] = {}
    optima = (set(side.optima.tolist()) for side in (first, last))
    for what, (one, other) in (("optima", optima), ("edges", (first.edges, last.edges))):
        found[f"{what}_both"] = len(one & other)
        found[f"{what}_only_first"] = len(one - other)
        found[f"{what}_only_last"] = len(other - one)
        share: float | Undefined = Undefined(_MISSED)
        if last.is_whole:
            share = len(one & other) / len(other) if other else Undefined(f"there are no {what}")
        found[f"{what}_share_of_last"] = share
    found |= _ranks(first, last, resamples, level, rng)
    # Heights of two metrics are of two scales: only how long climbs are can be told apart.
    keys = _OF_STARTS if first.metric == last.metric else _OF_CLIMBS
    found["apart"] = ", ".join(_apart(first.numbers, last.numbers, keys)) or "none"
    ends = {
        key: (found.pop(f"{key}_low"), found.pop(f"{key}_high")) for key in ("spearman", "kendall")
    }
    return Profile(
        {key: None if isinstance(value, Undefined) else value for key, value in found.items()},
        {key: value.reason for key, value in found.items() if isinstance(value, Undefined)},
        {
            key: (low, high)
            for key, (low, high) in ends.items()
            if isinstance(low, float) and isinstance(high, float)
        },
    )


def _ranks(
    first: _Side, last: _Side, resamples: int, level: float, rng: np.random.Generator
) -> dict[str, float | str | Undefined]:
    """Return rank correlations over the configurations whose fitness both tell."""
    both, *at = np.intersect1d(first.places, last.places, assume_unique=True, return_indices=True)
    x, y = (side.heights[rows] for side, rows in zip((first, last), at, strict=True))
    found: dict[str, float | str | Undefined] = {"n_starts_both": len(both)}
    if len(both) < _FEW:
        why = Undefined(
            f"fewer than {_FEW} configurations were a start of both: samples of the same seed have "
            "the same starts"
        )
        keys = ("spearman", "kendall")
        return found | dict.fromkeys([*keys, *(f"{k}_{end}" for k in keys for end in _ENDS)], why)
    names = (first.metric, last.metric)
    how: dict[str, Any] = {"resamples": resamples, "confidence": level, "rng": rng}
    return found | dict(rank_correlations(x, y, names, **how))


def _apart(first: Profile, last: Profile, keys: Sequence[str]) -> Iterator[str]:
    """Yield those of some numbers of the starts whose intervals, or values, do not meet."""
    for key in keys:
        value, other = first[key], last[key]
        if isinstance(value, float) and isinstance(other, float):
            low, high = first.intervals.get(key, (value, value))
            least, most = last.intervals.get(key, (other, other))
            if high < least or most < low:
                yield key


def interval_text(numbers: Profile, key: str) -> str:
    """Return a number with its interval."""
    told = cell(numbers[key])
    if key not in numbers.intervals:
        return told
    low, high = map(cell, numbers.intervals[key])
    return f"{told} ({low} to {high})"


def _plain(numbers: Profile) -> dict[str, Any]:
    return {
        "numbers": dict(numbers),
        "undefined": numbers.undefined,
        "intervals": {key: list(ends) for key, ends in numbers.intervals.items()},
    }


def _profile(content: Mapping[str, Any]) -> Profile:
    intervals = {str(key): (low, high) for key, (low, high) in content["intervals"].items()}
    return Profile(content["numbers"], content["undefined"], intervals)
