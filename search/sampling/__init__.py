"""Samples of landscapes that nobody can enumerate: climbs from starts and from escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.lazy import lazily

if TYPE_CHECKING:
    from search.sampling.calibrating import calibrate
    from search.sampling.ils import IteratedLocalSearch
    from search.sampling.placing import standing
    from search.sampling.snowball import Snowball
    from search.sampling.taking import METHODS, sample, sampler_of, take

__all__ = [
    "METHODS",
    "IteratedLocalSearch",
    "Snowball",
    "calibrate",
    "sample",
    "sampler_of",
    "standing",
    "take",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "IteratedLocalSearch": "search.sampling.ils",
        "calibrate": "search.sampling.calibrating",
        "standing": "search.sampling.placing",
        "Snowball": "search.sampling.snowball",
        **dict.fromkeys(("METHODS", "sample", "sampler_of", "take"), "search.sampling.taking"),
    },
)
