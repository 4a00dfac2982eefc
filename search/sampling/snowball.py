"""Snowball sampling of a local optima network: starts, and the escapes of whatever was found."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from landscape.numbers import ESCAPE, counted
from landscape.spaces import ProductSpace
from search.sampling.climbs import Climbs

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.arrays import IntArray
    from landscape.sampled import Sample
    from landscape.spaces import Space
    from search.driver.protocol import Objective
    from search.sampling.climbs import Asking

__all__ = ["Snowball", "check_escapes", "draw_escapes"]

_BATCH = 16  # starts that are climbed side by side


class Snowball:
    """A snowball: uniform starts are climbed, then escapes of every optimum that was found.

    Of an optimum's escapes, the configurations at distance two, some are drawn without replacement
    and climbed; the optima they end in join the queue. Which are drawn depends on the seed and the
    optimum alone, so that neither the order nor what else is climbed changes them.

    A budget may end it anywhere. What counts then are whole batches of starts, and optima all of
    whose escapes drawn are climbed: of a batch under way the short climbs would be done first, and
    speak for all.

    Parameters
    ----------
    space, objective
        What is climbed.
    seed
        Picks starts and escapes.
    starts
        How many; with `until` at most so many.
    escapes
        How many of each optimum; None for all.
    until
        Asked after each batch of starts whether there are enough of them.

    Notes
    -----
    Snowball sampling: Goodman, Annals of Mathematical Statistics 1961; of local optima networks:
    Verel, Daolio, Ochoa and Tomassini, "Sampling local optima networks of large combinatorial
    search spaces: the QAP case", PPSN 2018, whose walk from optimum to optimum is replaced by
    uniform starts here, since those tell what was missed.
    """

    method = "snowball"

    def __init__(
        self,
        space: Space,
        objective: Objective,
        *,
        seed: int,
        starts: int,
        escapes: int | None,
        until: Callable[[Sample], bool] | None = None,
    ) -> None:
        self._climbs = Climbs(space, objective)
        self._space, self._seed = space, seed
        self._wanted, self._per_optimum, self._until = starts, escapes, until
        self._starts = self._ends = self._steps = np.empty(0, dtype=np.int64)
        self._queue: deque[int] = deque()
        self._met: set[int] = set()
        self._escaped: dict[int, tuple[int, IntArray]] = {}
        self._covered = (0, 0), ""

    def run(self) -> Asking[None]:
        """Climb; what was seen so far is `sample`."""
        yield from self._all_starts()
        while self._queue:
            yield from self._escape(self._queue.popleft())

    def sample(self) -> Sample:
        """Return what was seen so far.

        Raises
        ------
        OptionError, DataError
            If that is nothing; or if nothing that was looked at has a score.
        """
        optima = np.array(sorted(self._met), dtype=self._space.dtype)
        edges = _edges(optima, self._escaped)
        return self._climbs.sample(
            self.method, self._starts, self._steps, self._ends, optima, **edges
        )

    @property
    def told(self) -> str:
        """What was seen so far, in words."""
        seen = counted(len(self._met), "optimum", "optima")
        if not len(self._starts):
            return ""
        # To estimate takes time in proportion to all that was seen: not after every optimum.
        when = len(self._starts), len(self._escaped).bit_length()
        if self._covered[0] != when:
            covered = self.sample().coverage().value
            self._covered = when, f"estimated coverage {covered:.1%}"
        starts, left = counted(len(self._starts), "start"), f"{len(self._queue)} to go"
        return f"{starts}, {seen}, {self._covered[1]}, {left}"

    def _all_starts(self) -> Asking[None]:
        rng, left = np.random.default_rng((self._seed, 0)), self._wanted
        while left > 0:
            batch = min(_BATCH, max(1, self._wanted - left))  # one alone, first: budgets are small
            drawn = self._space.sample(rng, min(batch, left))
            left -= len(drawn)
            ends, steps = yield from self._climbs.climbed(drawn)
            known = ends >= 0
            self._starts = np.append(self._starts, drawn[known])
            self._ends = np.append(self._ends, ends[known])
            self._steps = np.append(self._steps, steps[known])
            self._meet(ends[known])
            if self._until is not None and len(self._starts) and self._until(self.sample()):
                return

    def _meet(self, ends: IntArray) -> None:
        for optimum in ends.tolist():
            if optimum not in self._met:
                self._met.add(optimum)
                self._queue.append(optimum)

    def _escape(self, optimum: int) -> Asking[None]:
        drawn, there_are = draw_escapes(self._space, optimum, self._per_optimum, self._seed)
        ends = yield from self._climbs.ends(drawn)
        self._escaped[optimum] = there_are, ends
        self._meet(ends[ends >= 0])


def check_escapes(space: Space, count: int | None) -> None:
    """Make sure that so many escapes of an optimum can be climbed.

    Raises
    ------
    OptionError
        If the number is negative, or more than any configuration of the space has.
    """
    if count is None:
        return
    if count < 0:
        raise OptionError(f"escapes {count}: expected 0 or more")
    most = space.n_neighbours(ESCAPE) if isinstance(space, ProductSpace) else space.size - 1
    if count > most:
        raise OptionError(
            f"escapes {count:,}: a configuration of {space.title} has {most:,} at most; leave it "
            "out to climb all of them"
        )


def draw_escapes(space: Space, optimum: int, count: int | None, seed: int) -> tuple[IntArray, int]:
    """Return `count` of an optimum's escapes, all if None, and how many there are."""
    escapes = space.neighbours(optimum, ESCAPE)
    if count is None or count >= len(escapes):
        return escapes, len(escapes)
    rng = np.random.default_rng((seed, 1, optimum))
    return rng.choice(escapes, count, replace=False), len(escapes)


def _edges(optima: IntArray, escaped: dict[int, tuple[int, IntArray]]) -> dict[str, IntArray]:
    """Return where the escapes of optima led, as the fields of a `Sample`."""
    drawn, escapes, self_weight = (np.zeros(len(optima), dtype=np.int64) for _ in range(3))
    rows: list[IntArray] = [np.empty((3, 0), dtype=np.int64)]
    for position, optimum in enumerate(optima.tolist()):
        if optimum not in escaped:
            continue
        escapes[position], ends = escaped[optimum]
        drawn[position] = len(ends)
        target, count = np.unique(ends[ends >= 0], return_counts=True)
        target = np.searchsorted(optima, target)
        self_weight[position] = count[target == position].sum()
        away = target != position
        rows.append(np.array([np.full(away.sum(), position), target[away], count[away]]))
    source, target, weight = np.concatenate(rows, axis=1)
    return {
        "drawn": drawn,
        "escapes": escapes,
        "source": source,
        "target": target,
        "weight": weight,
        "self_weight": self_weight,
    }
