"""What is known of one architecture: notation, scores in every landscape, basin, neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.numbers import counted
from landscape.spaces import FunctionalSpace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.spaces import Space
    from viz.explorer.saved import Saved

__all__ = ["Facts", "Neighbour", "Score", "find_facts", "notations_of", "scores_of"]

_NEIGHBOURS = 8


@dataclass(frozen=True)
class Score:
    """Fitness in one landscape (NaN is missing), and the rank from the best, 1, down.

    Of a sample there is no rank, and an optimum is one that was seen.
    """

    title: str
    fitness: float
    rank: int | None
    optimum: bool


@dataclass(frozen=True)
class Neighbour:
    """A configuration one change away."""

    index: int
    name: str
    fitness: float


@dataclass(frozen=True)
class Facts:
    """One architecture in one landscape.

    Attributes
    ----------
    index
        Configuration number.
    notations
        Notation → the architecture written in it; in a functional space also how many
        configurations build it, its ``members``.
    drawing
        The architecture as text.
    scores
        One a landscape of its space, the one looked at first.
    end
        Configuration number of the optimum its climb ends at; None if its fitness is missing.
    basin
        Number of configurations whose climb ends there.
    funnels
        Configuration numbers of the sinks that optimum reaches.
    better, equal, worse
        Numbers of neighbours.
    neighbours
        The best of them, best first.
    """

    index: int
    notations: dict[str, str]
    drawing: str
    scores: tuple[Score, ...]
    end: int | None
    basin: int
    funnels: tuple[int, ...]
    better: int
    equal: int
    worse: int
    neighbours: tuple[Neighbour, ...]

    @property
    def is_optimum(self) -> bool:
        """Whether it is a local optimum of the landscape looked at."""
        return self.end == self.index


def find_facts(saved: Saved, others: Sequence[Saved], index: int) -> Facts:
    """Return what is known of a configuration.

    Parameters
    ----------
    saved
        The landscape that is looked at.
    others
        Landscapes of the same space whose scores are told, too.
    index
        Configuration number.
    """
    landscape = saved.landscape
    space = landscape.space
    optimum = int(landscape.basin_of[index])
    known = optimum >= 0
    near = space.neighbours(index)
    values, own = landscape.fitness[near], landscape.fitness[index]
    order = np.argsort(-values, kind="stable")[:_NEIGHBOURS]  # NaN comes last
    return Facts(
        index=index,
        notations=notations_of(space, index),
        drawing=space.draw(index),
        scores=scores_of(saved, others, index),
        end=int(landscape.optima[optimum]) if known else None,
        basin=int(landscape.basins[optimum]) if known else 0,
        funnels=tuple(landscape.funnels.reached_from(optimum).tolist()) if known else (),
        better=int(np.count_nonzero(values > own)),
        equal=int(np.count_nonzero(values == own)),
        worse=int(np.count_nonzero(values < own)),
        neighbours=tuple(
            Neighbour(int(near[k]), space.format(int(near[k])), float(values[k])) for k in order
        ),
    )


def notations_of(space: Space, index: int) -> dict[str, str]:
    """Return a configuration in every notation; see `Facts.notations`."""
    notations = {name: space.format(index, name) for name in space.notations}
    if isinstance(space, FunctionalSpace):
        notations["members"] = counted(int(space.members[index]), "configuration")
    return notations


def scores_of(saved: Saved, others: Sequence[Saved], index: int) -> tuple[Score, ...]:
    """Return what a configuration scores in a landscape, and in others that know it."""
    told = [saved, *(other for other in others if other is not saved)]
    scores = [_score(one, index) for one in told]
    return tuple(
        score
        for one, score in zip(told, scores, strict=True)
        if one is saved or not (one.is_sample and np.isnan(score.fitness))
    )


def _score(saved: Saved, index: int) -> Score:
    own = float(saved.fitness_of(np.array([index]))[0])
    optimum = saved.optimum_at(index)
    is_optimum = optimum >= 0 and int(saved.optima[optimum]) == index
    rank = None if saved.is_sample else int(np.count_nonzero(saved.values > own)) + 1
    return Score(saved.title, own, rank, is_optimum)
