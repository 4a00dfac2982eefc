"""Landscapes beside the one of the quality metric, over the architectures that both know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landscape.spaces.same import require_same_space
from viz.charts.kinds.grouping import grid_of, quality_on
from viz.charts.scored import scored_notes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landscape.arrays import FloatArray, IntArray
    from viz.charts.kinds.grouping import Grid, Quality
    from viz.entries import Entry

__all__ = ["Known", "known_pair", "known_pairs", "notes_of"]


@dataclass(frozen=True, eq=False)
class Known:
    """The architectures that are missing in neither of two landscapes.

    Attributes
    ----------
    entry, reference
        The landscape, and the one whose fitness is quality.
    index
        Their configuration numbers, shape ``(n,)``.
    score, quality
        Fitness of each under both, shape ``(n,)``: higher is better, -inf is legal.
    """

    entry: Entry
    reference: Entry
    index: IntArray
    score: FloatArray
    quality: FloatArray


def known_pairs(
    entries: Sequence[Entry], quality: Quality
) -> tuple[Grid, Mapping[tuple[str, str | None], Known]]:
    """Return landscapes by metric and dataset, and each with that of the quality metric.

    Raises
    ------
    OptionError, DataError
        If two landscapes cannot be told apart, are of different spaces, or a dataset
        has no measure of quality.
    """
    grid = grid_of(entries, quality)
    every = [*grid.entries.values(), *quality.values()]
    require_same_space(entry.landscape.space for entry in every)
    pairs = {
        key: known_pair(entry, quality_on(quality, key[1])) for key, entry in grid.entries.items()
    }
    return grid, pairs


def notes_of(
    grid: Grid, pairs: Mapping[tuple[str, str | None], Known], title: str | None
) -> tuple[str, ...]:
    """Return the notes of a grid; without a `title` the chart's own names the quality metric."""
    references = [known.reference for known in pairs.values()]
    counts = {
        grid.name_of(*key): (len(known.index), known.entry.landscape.space.size)
        for key, known in pairs.items()
    }
    return (*grid.notes(references if title is None else ()), *scored_notes(counts, both=True))


def known_pair(entry: Entry, reference: Entry) -> Known:
    """Return a landscape with that of the quality metric, over what both know."""
    one, other = entry.landscape, reference.landscape
    (index,) = (~(one.missing | other.missing)).nonzero()
    return Known(entry, reference, index, one.fitness[index], other.fitness[index])
