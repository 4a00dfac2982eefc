"""Which runs stand together in a chart, and what they are called there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from landscape.datasets import HALVES, dataset_title
from landscape.errors import DataError, OptionError
from landscape.runs.labels import told_apart
from viz.charts.scored import scored_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from landscape.arrays import FloatArray
    from viz.entries import Entry

__all__ = [
    "Grid",
    "Quality",
    "dataset_title",
    "grid_of",
    "halves_said",
    "measured",
    "names_of",
    "quality_on",
]

Quality: TypeAlias = "Mapping[str | None, Entry]"
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

    def notes(self, references: Iterable[Entry] = ()) -> tuple[str, ...]:
        """Return what a reader has to know of the metrics, one sentence each.

        Parameters
        ----------
        references
            Landscapes that are named beside those of the grid, such as in the title.
        """
        named = (*self.entries.values(), *references)
        epochs = sorted({entry.epoch for entry in named if entry.epoch is not None})
        said = []
        if epochs:
            example = next(entry.label for entry in named if entry.epoch == epochs[-1])
            said.append(f"{example}: after {epochs[-1]} epochs of training.")
        return (*said, *halves_said(named))

    def scored(self, few: str = "") -> tuple[str, ...]:
        """Return how many architectures have a score, where not all of them have.

        Parameters
        ----------
        few
            What more has to be said then: one sentence.
        """
        counts = {
            self.name_of(metric, of): (e.landscape.n_scored, e.landscape.space.size)
            for (metric, of), e in self.entries.items()
        }
        return scored_notes(counts, both=False, few=few)

    def name_of(self, metric: str, dataset: str | None) -> str:
        """Return a metric with its dataset, if there are several."""
        of = dataset_title(dataset) if len(self.datasets) > 1 else ""
        return f"{metric} {of}".strip()

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the datasets; beside others, that of none says so."""
        none = "no dataset" if len(self.datasets) > 1 else ""
        return tuple(dataset_title(dataset) or none for dataset in self.datasets)


def grid_of(entries: Sequence[Entry], quality: Quality | None = None) -> Grid:
    """Return landscapes by metric and dataset, without those that say what is good.

    Raises
    ------
    OptionError
        If there are none but these, or two that cannot be told apart.
    """
    good = set(map(id, quality.values())) if quality is not None else set()
    drawn = [entry for entry in entries if id(entry) not in good]
    if not drawn:
        raise OptionError("every run given says how good an architecture is: give others to judge")
    keys = [(name, e.dataset) for name, e in zip(names_of(drawn), drawn, strict=True)]
    return Grid(
        tuple(dict.fromkeys(metric for metric, _ in keys)),
        tuple(dict.fromkeys(dataset for _, dataset in keys)),
        dict(zip(keys, drawn, strict=True)),
    )


def halves_said(entries: Iterable[Entry]) -> list[str]:
    """Return which of some landscapes are of networks that trained on half of their dataset."""
    halves: dict[str, list[str]] = {}
    for entry in entries:
        if entry.half is not None:
            halves.setdefault(entry.half, []).append(entry.label)
    return [
        f"{', '.join(dict.fromkeys(labels))} on {dataset_title(HALVES[half])}: of networks that "
        f"trained on half of its training images ({half})."
        for half, labels in halves.items()
    ]


def names_of(entries: Sequence[Entry]) -> list[str]:
    """Return what each is called: its label, and what differs where that is not enough.

    Raises
    ------
    OptionError
        If two cannot be told apart.
    """
    names = [entry.label for entry in entries]
    met = Counter(_keys(names, entries))
    keys = zip(_keys(names, entries), entries, strict=True)
    names = [key[0] if met[key] == 1 else _by_half(entry) for key, entry in keys]
    groups = [f"{name}\n{entry.dataset}" for name, entry in zip(names, entries, strict=True)]
    marks = told_apart(groups, [_settings(entry) for entry in entries], list(map(_folder, entries)))
    for entry, mark in zip(entries, marks, strict=True):
        if entry.name is not None and mark:
            raise OptionError(f"two runs of one dataset are called {entry.name}: give others")
    names = [", ".join(filter(None, pair)) for pair in zip(names, marks, strict=True)]
    counts = Counter(_keys(names, entries))
    for name, entry in zip(names, entries, strict=True):
        if counts[name, entry.dataset] > 1:
            raise OptionError(f"the run of {entry.label} is given twice: give each once")
    return names


def _by_half(entry: Entry) -> str:
    """Return the label, with what it trained on where that is half of its dataset."""
    return entry.label if entry.half is None else f"{entry.label} ({entry.half})"


def _settings(entry: Entry) -> Mapping[str, Any]:
    """Return how the scores of a landscape were made, as far as its run says that, or a sample."""
    summary = entry.run.summary if entry.run else {}
    if summary.get("kind") == "sample":
        return {"kind": "sampled", **summary["settings"]}
    made = summary.get("provenance")
    settings = made.get("settings") if isinstance(made, dict) else None
    return settings if isinstance(settings, dict) else {}


def _folder(entry: Entry) -> Path:
    return entry.folder or Path()


def _keys(names: Sequence[str], entries: Sequence[Entry]) -> list[tuple[str, str | None]]:
    return [(name, entry.dataset) for name, entry in zip(names, entries, strict=True)]


def quality_on(quality: Quality, dataset: str | None) -> Entry:
    """Return the landscape of the quality metric of a dataset.

    Raises
    ------
    DataError
        If there is none.
    """
    if dataset not in quality:
        known = ", ".join(dataset_title(name) or "no dataset" for name in quality)
        raise DataError(
            f"no run says how good an architecture is on {dataset_title(dataset) or 'no dataset'} "
            f"(they are of {known}): give one with --quality RUN"
        )
    return quality[dataset]


def measured(entry: Entry, fitness: FloatArray) -> FloatArray:
    """Return fitness in the metric's own direction."""
    return -fitness if entry.landscape.minimize else fitness
