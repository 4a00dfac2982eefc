"""What a sample knows of one architecture: what it scores, where its climb and its escapes led."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.sampled.estimates import Estimate, share
from viz.explorer.facts import notations_of, scores_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viz.explorer.facts import Score
    from viz.explorer.saved import Saved, SavedSample

__all__ = ["Lead", "Seen", "find_seen"]

_MOST = 12  # optima to which escapes lead


@dataclass(frozen=True)
class Lead:
    """An optimum to which escapes led, and how many of those that were climbed."""

    index: int
    name: str
    fitness: float
    count: int


@dataclass(frozen=True)
class Seen:
    """One architecture, as far as a sample knows it.

    Attributes
    ----------
    method
        How the sample was taken: ``"snowball"`` or ``"ils"``, whose walks draw no set of escapes.
    index, notations, drawing, scores
        See `viz.explorer.facts.Facts`.
    end
        Configuration number of the optimum at which its climb ended; None if it was not climbed.
    starts, n_starts
        Of an optimum: how many starts ended there, of how many.
    share
        The share of the space whose climbs end there, estimated.
    escapes, climbed, back
        How many escapes it has; how many were climbed, and of these how many led back.
    unseen
        The share of all of them that is estimated to lead where none of those led; NaN if none was
        climbed.
    leads
        The best of the optima to which its escapes led, best first.
    """

    method: str
    index: int
    notations: dict[str, str]
    drawing: str
    scores: tuple[Score, ...]
    end: int | None
    starts: int
    n_starts: int
    share: Estimate
    escapes: int
    climbed: int
    back: int
    unseen: Estimate
    leads: tuple[Lead, ...]

    @property
    def is_optimum(self) -> bool:
        """Whether it is a local optimum that was seen."""
        return self.end == self.index


def find_seen(saved: SavedSample, others: Sequence[Saved], index: int) -> Seen:
    """Return what a sample knows of a configuration.

    Parameters
    ----------
    saved, others, index
        See `viz.explorer.facts.find_facts`.
    """
    sample, level = saved.content, saved.run.summary["level"]
    space, optimum = sample.space, saved.optimum_at(index)
    known = optimum >= 0
    starts = int(sample.hits[optimum]) if known else 0
    edges = np.flatnonzero(sample.source == optimum)
    best = edges[np.argsort(-sample.fitness[sample.target[edges]], kind="stable")][:_MOST]
    nothing = Estimate(np.nan, np.nan, np.nan, level)
    return Seen(
        method=sample.method,
        index=index,
        notations=notations_of(space, index),
        drawing=space.draw(index),
        scores=scores_of(saved, others, index),
        end=int(sample.optima[optimum]) if known else None,
        starts=starts,
        n_starts=sample.n_starts,
        share=share(starts, sample.n_starts, level=level),
        escapes=int(sample.escapes[optimum]) if known else 0,
        climbed=int(sample.drawn[optimum]) if known else 0,
        back=int(sample.self_weight[optimum]) if known else 0,
        unseen=sample.unseen(level)[optimum] if known else nothing,
        leads=tuple(
            Lead(
                int(sample.optima[at]),
                space.format(int(sample.optima[at])),
                float(sample.fitness[at]),
                int(sample.weight[edge]),
            )
            for edge, at in zip(best.tolist(), sample.target[best].tolist(), strict=True)
        ),
    )
