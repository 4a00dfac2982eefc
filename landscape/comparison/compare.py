"""Compare two landscapes: all numbers of all sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.analysis import Undefined
from landscape.analysis.profile import Profile
from landscape.arrays import usual_errors
from landscape.comparison.comparison import Comparison
from landscape.comparison.correlation import CORRELATION
from landscape.comparison.disagreement import AGREEMENT
from landscape.comparison.generator import generator
from landscape.comparison.optima_quality import optima_quality
from landscape.comparison.overlap import OVERLAP, overlap_curve
from landscape.comparison.pair import Pair
from landscape.comparison.quality import QUALITY
from landscape.comparison.shared_optima import SHARED_OPTIMA

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from landscape.landscape import Landscape

__all__ = ["SECTIONS", "compare"]

SECTIONS = (CORRELATION, OVERLAP, SHARED_OPTIMA, QUALITY, AGREEMENT)
"""What a comparison consists of, in order; each has its numbers with their definitions."""


@usual_errors()
def compare(
    first: Landscape,
    second: Landscape,
    *,
    quality: Landscape | None = None,
    rng: np.random.Generator | int = 0,
    resamples: int = 200,
    confidence: float = 0.95,
    top: float = 0.01,
    labels: Sequence[str] | None = None,
) -> Comparison:
    """Compare a landscape, such as a proxy's, with another, such as that of accuracy.

    Parameters
    ----------
    first
        The one that is climbed.
    second
        The one it is compared with.
    quality
        Whose fitness says how good a configuration is; by default `second`.
    rng
        Draws the samples of the bootstrap; a whole number is a seed.
    resamples, confidence
        How many such samples, and the share of them that an interval holds; 0 for no intervals.
    top
        Share of the configurations whose overlap is counted.
    labels
        What to call the three; by default by their metrics.

    Raises
    ------
    DataError
        If they are not of the same space.
    OptionError
        If `top`, `confidence`, `resamples` or a seed is outside what is possible.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from landscape.comparison import compare
    >>> square = ProductSpace([2, 2])
    >>> proxy = Landscape(square, [3, 0, 1, 2], metric="proxy")
    >>> accuracy = Landscape(square, [70, 80, 90, 95], metric="accuracy")
    >>> found = compare(proxy, accuracy)
    >>> found.numbers["n_shared_optima"], found.numbers["global_regret"]
    (1, 25.0)
    """
    quality = second if quality is None else quality
    pair = Pair(first, second, quality, top, resamples, confidence, generator(rng))
    names = [of.metric for of in (first, second, quality)] if labels is None else labels
    first_label, second_label, quality_label = names
    return Comparison(
        space=first.space.name,
        first=first_label,
        second=second_label,
        quality=quality_label,
        numbers=_numbers(pair),
        optima=optima_quality(pair),
        curve=overlap_curve(pair),
        settings={"top": top, "resamples": resamples, "confidence": confidence},
    )


def _numbers(pair: Pair) -> Profile:
    values: dict[str, float | str | None] = {}
    undefined: dict[str, str] = {}
    for section in SECTIONS:
        found = section.function(pair)
        for key in section.numbers:
            value = found[key]
            if isinstance(value, Undefined):
                undefined[key] = value.reason
            values[key] = None if isinstance(value, Undefined) else value
    return Profile(values, undefined)
