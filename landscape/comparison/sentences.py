"""The same in words: where correlation and landscape disagree, and correlations among themselves.

Source: "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", section 3: the
better correlated metric does not always find the better architecture.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landscape.analysis.profile import Value
    from landscape.comparison.comparison import Comparison

__all__ = ["disagreements", "inversions"]

_TOP = (
    "{share:.1%} of the best by {first} are among the best by {quality}, and a rank correlation "
    "of {rho:.3f} lets expect {promise:.1%}"
)
_PLACE = (
    "{where}, {quality} is at percentile {actual:.1f}, and a rank correlation of "
    "{rho:.3f} lets expect {promise:.1f} ({surprise:+.1f} standard deviations)"
)
_WHERE = {
    "global": "at the global optima of {first}",
    "climb": "where climbs on {first} end",
    "escape": "where escapes on {first} end",
}
_NONE = "what is found by {first} is what its rank correlation with {quality}, {rho:.3f}, promises"


def disagreements(numbers: Mapping[str, Value], first: str, quality: str) -> list[str]:
    """Return a sentence for each disagreement, or one that says that there is none.

    Parameters
    ----------
    numbers
        Those of a comparison; None where they are not defined.
    first, quality
        What the two landscapes are called.
    """
    verdict = numbers["disagreement"]
    if not isinstance(verdict, str):
        return []
    names = {"first": first, "quality": quality, "rho": numbers["quality_spearman"]}
    if verdict == "none":
        return [_NONE.format(**names)]
    return [
        _sentence(place, numbers, names)
        for place in (part.split()[0] for part in verdict.split(", "))
    ]


def _sentence(place: str, numbers: Mapping[str, Value], names: Mapping[str, Value]) -> str:
    if place == "top":
        share, promise = (numbers[f"quality_top_{what}"] for what in ("share", "promise"))
        return _TOP.format(share=share, promise=promise, **names)
    told = {what: numbers[f"{place}_{what}"] for what in ("promise", "surprise")}
    actual, where = numbers[f"{place}_percentile"], _WHERE[place].format(**names)
    return _PLACE.format(where=where, actual=actual, **told, **names)


def inversions(comparisons: Sequence[Comparison]) -> list[str]:
    """Return a sentence for each pair of which the better correlated one finds the worse.

    What is found is that where escapes end. Only comparisons of the same quality are set against
    each other.
    """
    told = []
    for one, other in permutations(comparisons, 2):
        rho, less = (c.numbers["quality_spearman"] for c in (one, other))
        found, more = (c.numbers["escape_quality"] for c in (one, other))
        values = (rho, less, found, more)
        if one.quality != other.quality or not all(isinstance(v, float) for v in values):
            continue
        if rho > less and found < more:  # type: ignore[operator]
            told.append(
                f"{one.first} is better correlated with {one.quality} than {other.first} "
                f"({rho:.3f} > {less:.3f}), and finds worse ({found:,.6g} < {more:,.6g})"
            )
    return told
