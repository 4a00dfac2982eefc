"""Landscapes of which a sample was climbed: what it saw, and what that says of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.lazy import lazily

if TYPE_CHECKING:
    from landscape.sampled.comparing import SampleComparison, compare_samples
    from landscape.sampled.estimates import (
        Estimate,
        coverage,
        edge_weight,
        number_of_optima,
        share,
        unseen_escapes,
    )
    from landscape.sampled.profile import sample_profile
    from landscape.sampled.resampling import under_resampling
    from landscape.sampled.sample import Sample
    from landscape.sampled.standing import Standing
    from landscape.sampled.traces import from_trace, to_trace

__all__ = [
    "Estimate",
    "Sample",
    "SampleComparison",
    "Standing",
    "compare_samples",
    "coverage",
    "edge_weight",
    "from_trace",
    "number_of_optima",
    "sample_profile",
    "share",
    "to_trace",
    "under_resampling",
    "unseen_escapes",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "sample_profile": "landscape.sampled.profile",
        "under_resampling": "landscape.sampled.resampling",
        "Sample": "landscape.sampled.sample",
        **dict.fromkeys(("from_trace", "to_trace"), "landscape.sampled.traces"),
        **dict.fromkeys(("SampleComparison", "compare_samples"), "landscape.sampled.comparing"),
        "Standing": "landscape.sampled.standing",
        **dict.fromkeys(
            (
                "Estimate",
                "coverage",
                "edge_weight",
                "number_of_optima",
                "share",
                "unseen_escapes",
            ),
            "landscape.sampled.estimates",
        ),
    },
)
