"""Many climbs at once, which remember what was asked and where each step leads."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import numpy as np

from landscape.errors import DataError, LandscapeError, OptionError
from landscape.numbers import counted
from landscape.sampled import Sample
from search.driver.protocol import Ask

if TYPE_CHECKING:
    from collections.abc import Generator

    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import Space
    from search.driver.protocol import Objective

__all__ = ["Asking", "Climbs"]

_T = TypeVar("_T")

Asking: TypeAlias = "Generator[Ask, list[float], _T]"
"""Asks for what nobody has answered yet, and returns something in the end."""


class Climbs:
    """Best-improvement climbs on one objective.

    A step goes to the best neighbour if that is strictly better, to the first of equally good ones
    in neighbour order, as in `landscape.climb`. Everything is asked once.

    Parameters
    ----------
    space
        The neighbourhood.
    objective
        What is climbed.

    Attributes
    ----------
    known
        Configuration → fitness, NaN if it is missing.
    n_climbs
        How many climbs there were.
    """

    def __init__(self, space: Space, objective: Objective) -> None:
        self.space, self._objective = space, objective
        self.known: dict[int, float] = {}
        self.n_climbs = 0
        self._step: dict[int, int] = {}

    def ends(self, starts: IntArray) -> Asking[IntArray]:
        """Climb from each of some configurations, all of them side by side.

        Returns
        -------
        array of shape (n,)
            The optimum in which each climb ends; -1 where the start is missing.
        """
        ends, _ = yield from self.climbed(starts)
        return ends

    def climbed(self, starts: IntArray) -> Asking[tuple[IntArray, IntArray]]:
        """Do the same, and return how many steps each climb took, too."""
        first = yield from self._looked_at(starts)
        at, steps = starts.astype(np.int64), np.zeros(len(starts), dtype=np.int64)
        climbing = np.flatnonzero(~np.isnan(first))
        at[np.isnan(first)] = -1
        self.n_climbs += len(climbing)
        while len(climbing):
            yield from self._stepped(np.unique(at[climbing]))
            here = at[climbing]
            at[climbing] = [self._step[index] for index in here.tolist()]
            climbing = climbing[at[climbing] != here]
            steps[climbing] += 1
        return at, steps

    def path(self, start: int) -> list[int]:
        """Return the configurations that a climb went through which was finished, both ends too."""
        way = [start]
        while self._step[way[-1]] != way[-1]:
            way.append(self._step[way[-1]])
        return way

    def fitness(self, indices: IntArray) -> FloatArray:
        """Return the fitness of configurations that were looked at."""
        return np.array([self.known[index] for index in indices.tolist()], dtype=np.float64)

    def sample(
        self,
        method: str,
        starts: IntArray,
        steps: IntArray,
        ends: IntArray,
        optima: IntArray,
        **edges: IntArray,
    ) -> Sample:
        """Return what was seen, as a `Sample`; `ends` and `optima` are configuration numbers.

        Raises
        ------
        OptionError
            If no climb from a start was finished.
        DataError
            If nothing that was looked at has a score.
        """
        if not len(starts):
            raise self._nothing_seen()
        return Sample(
            space=self.space,
            metric=str(self._objective),
            method=method,
            starts=starts,
            start_fitness=self.fitness(starts),
            steps=steps,
            ends=np.searchsorted(optima, ends),
            optima=optima,
            fitness=self.fitness(optima),
            evaluations=len(self.known),
            climbs=self.n_climbs,
            **edges,
        )

    def _nothing_seen(self) -> LandscapeError:
        if self.known and all(map(math.isnan, self.known.values())):
            return DataError(
                f"none of the {counted(len(self.known), 'configuration')} that were looked at has "
                "a score: expected some to climb"
            )
        return OptionError("the budget ended before any climb did: give a larger budget")

    def _looked_at(self, indices: IntArray) -> Asking[FloatArray]:
        """Return the fitness of configurations, asking for those that are new."""
        new = [index for index in np.unique(indices).tolist() if index not in self.known]
        if new:
            answers = yield Ask(new, self._objective)
            self.known.update(zip(new, answers, strict=True))
        return self.fitness(indices)

    def _stepped(self, indices: IntArray) -> Asking[None]:
        """Learn where one step leads from configurations, all different."""
        new = np.array([i for i in indices.tolist() if i not in self._step], dtype=np.int64)
        if not len(new):
            return
        lists = self.space.neighbour_lists(new.astype(self.space.dtype))
        around = yield from self._looked_at(lists.members)
        begins = lists.offsets.tolist()
        heights = np.where(np.isnan(around), -np.inf, around)
        for row, index in enumerate(new.tolist()):
            begin, end = begins[row], begins[row + 1]
            best = begin + int(np.argmax(heights[begin:end])) if end > begin else begin
            is_better = end > begin and heights[best] > self.known[index]
            self._step[index] = int(lists.members[best]) if is_better else index
