"""How long best-improvement climbs are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.registry import Number, analysis
from landscape.analysis.undefined import NotDefinedError
from landscape.spaces.neighbourhood import neighbourhood

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.arrays import IntArray
    from landscape.landscape import Landscape

__all__ = ["climb_lengths", "climbs"]


@analysis(
    "climbs",
    title="Length of best-improvement climbs",
    source="Kauffman and Levin, Journal of Theoretical Biology 1987",
    numbers={
        "climb_length_mean": Number(
            "mean number of steps of the climbs from all configurations with fitness",
            "≥ 0",
            "high: long slopes; low: stuck soon",
        ),
        "climb_length_max": Number("steps of the longest climb", "≥ 0", "the longest slope"),
    },
)
def climbs(landscape: Landscape) -> Computed:
    """Return mean and maximum of the lengths of climbs."""
    lengths = climb_lengths(landscape)[~landscape.missing]
    if len(lengths) == 0:
        raise NotDefinedError("no configuration has fitness")
    return {
        "climb_length_mean": float(lengths.mean()),
        "climb_length_max": int(lengths.max()),
    }


def climb_lengths(landscape: Landscape) -> IntArray:
    """Return the number of steps of the climb from every configuration, shape ``(space.size,)``.

    A missing configuration does not climb: 0. Pointer jumping, as for attractors: each round
    doubles the steps that are counted.
    """
    step = neighbourhood(landscape.space).best_steps(landscape.fitness)
    length: IntArray = (step != np.arange(len(step))).astype(step.dtype)
    while (further := length[step]).any():
        length = length + further
        step = step[step]
    return length
