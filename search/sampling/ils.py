"""Iterated local search as a sampler of a local optima network, as the literature does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.numbers import counted
from search.sampling.climbs import Climbs

if TYPE_CHECKING:
    from landscape.arrays import IntArray
    from landscape.sampled import Sample
    from landscape.spaces import Space
    from search.driver.protocol import Objective
    from search.sampling.climbs import Asking

__all__ = ["IteratedLocalSearch"]


class IteratedLocalSearch:
    """Runs of climbing and escaping, each from a uniform start; all runs side by side.

    A run climbs from a random configuration at distance two from its optimum. It moves on where
    the climb ends in an optimum that is better, or as good, and ends after so many climbs in a row
    that found nothing better, or where nothing is at distance two. The edges are its moves.

    Parameters
    ----------
    space, objective
        What is climbed.
    seed
        Picks starts and escapes; a run depends on the seed and its number alone.
    starts
        How many runs.
    failures
        After how many climbs without a better optimum a run ends.
    accept_equal
        Whether a run moves to an optimum that is as good.

    Notes
    -----
    Ochoa, Tomassini, Verel and Darabos, "A study of NK landscapes' basins and local optima
    networks", GECCO 2008, for the networks; this sampling, with 100 failures: Ochoa and Herrmann,
    "Perturbation strength and the global structure of QAP fitness landscapes", PPSN 2018, and
    lonkit, whose climbs take the first better neighbour where these take the best.
    """

    method = "ils"

    def __init__(
        self,
        space: Space,
        objective: Objective,
        *,
        seed: int,
        starts: int,
        failures: int = 100,
        accept_equal: bool = True,
    ) -> None:
        self._climbs = Climbs(space, objective)
        self._space, self._seed = space, seed
        self._failures, self._accept_equal = failures, accept_equal
        self._wanted = self._n_alive = starts
        self._starts = self._ends = self._steps = np.empty(0, dtype=np.int64)
        self._moves: list[tuple[int, int, int]] = []
        self._escapes: dict[int, IntArray] = {}

    def run(self) -> Asking[None]:
        """Climb; what was seen so far is `sample`."""
        rngs = [np.random.default_rng((self._seed, 2, run)) for run in range(self._wanted)]
        drawn = np.array([self._space.sample(rng) for rng in rngs], dtype=self._space.dtype)
        ends, steps = yield from self._climbs.climbed(drawn)
        alive = np.flatnonzero(ends >= 0).tolist()
        self._starts, self._ends, self._steps = drawn[alive], ends[alive], steps[alive]
        at = dict(zip(alive, self._ends.tolist(), strict=True))
        numbers = {run: place for place, run in enumerate(alive)}
        failed = dict.fromkeys(alive, 0)
        while at := {run: here for run, here in at.items() if len(self._escapes_of(here))}:
            self._n_alive = len(at)
            landed = [self._escape(at[run], rngs[run]) for run in at]
            found = yield from self._climbs.ends(np.array(landed, dtype=self._space.dtype))
            for run, end in zip(list(at), found.tolist(), strict=True):
                change = self._change(at[run], end)
                if change > 0 or (change == 0 and self._accept_equal):
                    self._moves.append((numbers[run], at[run], end))
                    at[run] = end
                failed[run] = 0 if change > 0 else failed[run] + 1
                if failed[run] >= self._failures:
                    del at[run]

    def sample(self) -> Sample:
        """Return what was seen so far.

        Raises
        ------
        OptionError, DataError
            If that is nothing; or if nothing that was looked at has a score.
        """
        moves = np.array(self._moves, dtype=np.int64).reshape(-1, 3)
        optima = np.unique(np.append(self._ends, moves[:, 1:])).astype(self._space.dtype)
        moves[:, 1:] = np.searchsorted(optima, moves[:, 1:])
        nothing = np.zeros(len(optima), dtype=np.int64)
        pairs, weight = np.unique(moves[:, 1:], axis=0, return_counts=True)
        back = pairs[:, 0] == pairs[:, 1]
        ends = np.searchsorted(optima, self._ends)
        first = np.column_stack([np.arange(len(ends)), ends])
        return self._climbs.sample(
            self.method,
            self._starts,
            self._steps,
            self._ends,
            optima,
            drawn=nothing,
            escapes=nothing,
            source=pairs[~back, 0],
            target=pairs[~back, 1],
            weight=weight[~back],
            self_weight=np.bincount(pairs[back, 0], weight[back], len(optima)).astype(np.int64),
            visits=np.concatenate([first, moves[:, [0, 2]]]),
        )

    @property
    def told(self) -> str:
        """What was seen so far, in words."""
        seen = {self._ends[0], *(end for _, _, end in self._moves)} if len(self._ends) else set()
        return f"{counted(len(seen), 'optimum', 'optima')}, {self._n_alive} walks under way"

    def _escapes_of(self, optimum: int) -> IntArray:
        if optimum not in self._escapes:
            self._escapes[optimum] = self._space.neighbours(optimum, 2)
        return self._escapes[optimum]

    def _escape(self, optimum: int, rng: np.random.Generator) -> int:
        escapes = self._escapes_of(optimum)
        return int(escapes[rng.integers(len(escapes))])

    def _change(self, before: int, after: int) -> int:
        """Return 1 if an optimum is better than the one before, 0 if as good, -1 otherwise."""
        if after < 0:
            return -1
        was, now = self._climbs.known[before], self._climbs.known[after]
        return (now > was) - (now < was)
