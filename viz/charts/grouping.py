"""Which runs stand together in a chart, and what they are called there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from landscape.datasets import DATASETS
from landscape.errors import DataError, OptionError
from landscape.labels import told_apart
from viz.charts.scored import scored_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from landscape.arrays import FloatArray
    from viz.entries import Entry

__all__ = ["Grid", "Judges", "dataset_title", "grid_of", "judge_of", "measured", "names_of"]

Judges: TypeAlias = "Mapping[str | None, Entry]"
"""Dataset → the landscape whose fitness says how good an architecture is."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Landscapes by metric and dataset.

    Attributes
    ----------
    metrics, datasets
        In the order in which they were given.
    entries
        The landscape of each metric and dataset that there is.
    """

    metrics: tuple[str, ...]
    datasets: tuple[str | None, ...]
    entries: Mapping[tuple[str, str | None], Entry]

    def of(self, dataset: str | None) -> dict[str, Entry]:
        """Return the landscapes of one dataset by metric."""
        return {name: e for (name, of), e in self.entries.items() if of == dataset}

    def table(self, values: Mapping[tuple[str, str | None], float]) -> FloatArray:
        """Return values as an array of shape ``(datasets, metrics)``, NaN where there is none."""
        rows = [[values.get((m, d), np.nan) for m in self.metrics] for d in self.datasets]
        return np.array(rows, dtype=np.float64)

    def notes(self, judges: Iterable[Entry] = ()) -> tuple[str, ...]:
        """Return what a reader has to know of the metrics, one sentence each.

        Parameters
        ----------
        judges
            Landscapes that are named beside those of the grid, such as in the title.
        """
        named = (*self.entries.values(), *judges)
        epochs = sorted({entry.epoch for entry in named if entry.epoch is not None})
        if not epochs:
            return ()
        example = next(entry.label for entry in named if entry.epoch == epochs[-1])
        return (f"{example}: after {epochs[-1]} epochs of training.",)

    def scored(self, few: str = "") -> tuple[str, ...]:
        """Return how many architectures have a score, where not all of them have.

        Parameters
        ----------
        few
            What more has to be said then: one sentence.
        """
        counts = {
            self.name_of(metric, of): (size - e.landscape.n_missing, size)
            for (metric, of), e in self.entries.items()
            for size in (e.landscape.space.size,)
        }
        return scored_notes(counts, both=False, few=few)

    def name_of(self, metric: str, dataset: str | None) -> str:
        """Return a metric with its dataset, if there are several."""
        of = dataset_title(dataset) if len(self.datasets) > 1 else ""
        return f"{metric} {of}".strip()

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the datasets."""
        return tuple(map(dataset_title, self.datasets))


def grid_of(entries: Sequence[Entry], judges: Judges | None = None) -> Grid:
    """Return landscapes by metric and dataset, without those that judge the others.

    Raises
    ------
    OptionError
        If there are none but judges, or two that cannot be told apart.
    """
    judging = set(map(id, judges.values())) if judges is not None else set()
    drawn = [entry for entry in entries if id(entry) not in judging]
    if not drawn:
        raise OptionError("every run given says how good an architecture is: give others to judge")
    keys = [(name, e.dataset) for name, e in zip(names_of(drawn), drawn, strict=True)]
    return Grid(
        tuple(dict.fromkeys(metric for metric, _ in keys)),
        tuple(dict.fromkeys(dataset for _, dataset in keys)),
        dict(zip(keys, drawn, strict=True)),
    )


def names_of(entries: Sequence[Entry]) -> list[str]:
    """Return what each is called: its label, and what differs where that is not enough.

    Raises
    ------
    OptionError
        If two cannot be told apart.
    """
    groups = [f"{entry.label}\n{entry.dataset}" for entry in entries]
    marks = told_apart(groups, [_settings(entry) for entry in entries], list(map(_folder, entries)))
    for entry, mark in zip(entries, marks, strict=True):
        if entry.name is not None and mark:
            raise OptionError(f"two runs of one dataset are called {entry.name}: give others")
    pairs = zip((entry.label for entry in entries), marks, strict=True)
    names = [", ".join(filter(None, pair)) for pair in pairs]
    counts = Counter(_keys(names, entries))
    for name, entry in zip(names, entries, strict=True):
        if counts[name, entry.dataset] > 1:
            raise OptionError(f"the run of {entry.label} is given twice: give each once")
    return names


def _settings(entry: Entry) -> Mapping[str, Any]:
    """Return how the scores of a landscape were made, as far as its run says that."""
    made = entry.run.summary.get("provenance") if entry.run else None
    settings = made.get("settings") if isinstance(made, dict) else None
    return settings if isinstance(settings, dict) else {}


def _folder(entry: Entry) -> Path:
    return entry.run.folder if entry.run else Path()


def _keys(names: Sequence[str], entries: Sequence[Entry]) -> list[tuple[str, str | None]]:
    return [(name, entry.dataset) for name, entry in zip(names, entries, strict=True)]


def dataset_title(dataset: str | None) -> str:
    """Return a dataset as people write it; empty if it is not known."""
    if dataset is None:
        return ""
    return DATASETS[dataset].title if dataset in DATASETS else dataset


def judge_of(judges: Judges, dataset: str | None) -> Entry:
    """Return the landscape that judges those of a dataset.

    Raises
    ------
    DataError
        If there is none.
    """
    if dataset not in judges:
        known = ", ".join(dataset_title(name) or "no dataset" for name in judges)
        raise DataError(
            f"no run says how good an architecture is on {dataset_title(dataset) or 'no dataset'} "
            f"(they are of {known}): give one with --quality RUN"
        )
    return judges[dataset]


def measured(entry: Entry, fitness: FloatArray) -> FloatArray:
    """Return fitness in the metric's own direction."""
    return -fitness if entry.landscape.minimize else fitness
