"""What is known of one architecture: notation, scores in every landscape, basin, neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.numbers import counted
from landscape.spaces import FunctionalSpace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.landscape import Landscape
    from viz.explorer.saved import SavedLandscape

__all__ = ["Facts", "Neighbour", "Score", "find_facts"]

_NEIGHBOURS = 8


@dataclass(frozen=True)
class Score:
    """Fitness in one landscape (NaN is missing), and the rank from the best, 1, down."""

    title: str
    fitness: float
    rank: int
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


def find_facts(saved: SavedLandscape, others: Sequence[SavedLandscape], index: int) -> Facts:
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
    notations = {name: space.format(index, name) for name in space.notations}
    if isinstance(space, FunctionalSpace):
        notations["members"] = counted(int(space.members[index]), "configuration")
    told = [saved, *(other for other in others if other is not saved)]
    return Facts(
        index=index,
        notations=notations,
        drawing=space.draw(index),
        scores=tuple(_score(one.title, one.landscape, index) for one in told),
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


def _score(title: str, landscape: Landscape, index: int) -> Score:
    own = float(landscape.fitness[index])
    rank = int(np.count_nonzero(landscape.fitness > own)) + 1
    return Score(title, own, rank, int(landscape.attractor[index]) == index)
