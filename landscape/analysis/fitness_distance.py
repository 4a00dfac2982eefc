"""Whether fitness rises towards the global optimum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.analysis.goals import distance_to_goals, global_optima
from landscape.analysis.registry import Number, analysis
from landscape.analysis.scaled import scaled
from landscape.analysis.spearman import pearson, spearman
from landscape.analysis.undefined import Undefined, or_undefined
from landscape.spaces.neighbourhood import neighbourhood

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.arrays import IntArray
    from landscape.landscape import Landscape

__all__ = ["fitness_distance", "fitness_distance_correlation"]

_FIRST = "distance to the global optimum of the lowest number"
_NEAREST = "distance to the nearest global optimum"
_MEANING = "-1: fitness rises all the way to it; 0: distance says nothing; 1: it misleads"
_RANGE = "-1 to 1"


@analysis(
    "fitness_distance",
    title="Fitness distance correlation",
    source="Jones and Forrest, ICGA 1995",
    numbers={
        "fdc_pearson_first": Number(
            f"Pearson correlation of finite fitness and {_FIRST}", _RANGE, _MEANING
        ),
        "fdc_pearson_nearest": Number(
            f"Pearson correlation of finite fitness and {_NEAREST}", _RANGE, _MEANING
        ),
        "fdc_spearman_first": Number(
            f"Spearman correlation of fitness, -inf included, and {_FIRST}", _RANGE, _MEANING
        ),
        "fdc_spearman_nearest": Number(
            f"Spearman correlation of fitness, -inf included, and {_NEAREST}", _RANGE, _MEANING
        ),
    },
)
def fitness_distance(landscape: Landscape) -> Computed:
    """Return the variants of the fitness distance correlation."""
    goals, nearest = global_optima(landscape), distance_to_goals(landscape)
    alone = len(goals) == 1
    first = nearest if alone else neighbourhood(landscape.space).distances(goals[:1])

    def correlation(distance: IntArray, ranks: bool) -> float | Undefined:
        return or_undefined(lambda: fitness_distance_correlation(landscape, distance, ranks=ranks))

    return {
        "fdc_pearson_first": correlation(first, False),
        "fdc_pearson_nearest": correlation(nearest, False),
        "fdc_spearman_first": correlation(first, True),
        "fdc_spearman_nearest": correlation(nearest, True),
    }


def fitness_distance_correlation(
    landscape: Landscape, distance: IntArray, *, ranks: bool = False
) -> float:
    """Return the correlation of fitness and a distance.

    Parameters
    ----------
    landscape
        Any.
    distance
        Shape ``(space.size,)``; a negative one is left out, as is missing fitness.
    ranks
        Spearman's correlation, where -inf is the lowest of all; by default Pearson's, which
        leaves it out.

    Raises
    ------
    NotDefinedError
        If fewer than two are left, or either is the same everywhere.
    """
    names = ("fitness", "distance to the global optimum")
    if ranks:
        there = ~landscape.missing & (distance >= 0)
        return spearman(landscape.fitness[there], distance[there], names=names)
    fitness = scaled(landscape)
    there = fitness.there & (distance >= 0)
    return pearson(fitness.values[there], distance[there], names=names)
