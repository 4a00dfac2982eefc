"""Landscapes with what they are called in a figure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any

from landscape.datasets import HALVES, known_spelling, whole_dataset
from landscape.landscape import Landscape
from landscape.numbers import escape_text
from landscape.runs.folders import folder_of
from landscape.runs.landscape_run import LandscapeRun
from landscape.runs.run import Run, check_summary
from landscape.runs.sample_run import SampleRun
from landscape.runs.saved import refuse_sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.sampled import Sample

__all__ = ["Entry", "SampledEntry", "entry_of", "network_entry_of", "read_entry"]


@dataclass(frozen=True, eq=False)
class Entry:
    """A landscape and what it is called.

    Attributes
    ----------
    landscape
        What is drawn.
    dataset
        What networks were trained or scored on; None if that is not known. Given the task of a
        benchmark that trains on half of a dataset, it is the dataset.
    half
        The task, where it is one of `landscape.datasets.HALVES`; found from the dataset.
    epoch
        Number of epochs of training, where that is known.
    title, fitness_label
        Captions of the run; None where there are none.
    run
        Its folder; None if it was never saved.
    name
        What somebody calls it; None for its metric.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import Entry
    >>> accuracy = Landscape(ProductSpace([2, 2]), [70, 80, 90, 95], metric="val_acc")
    >>> entry = Entry(accuracy, dataset="cifar10-valid", epoch=12)
    >>> entry.label, entry.dataset, entry.half
    ('val_acc@12', 'cifar10', 'cifar10-valid')
    """

    landscape: Landscape
    dataset: str | None = None
    epoch: int | None = None
    title: str | None = None
    fitness_label: str | None = None
    run: Run | None = None
    name: str | None = None
    half: str | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        known = None if self.dataset is None else known_spelling(self.dataset)
        object.__setattr__(self, "dataset", whole_dataset(known))
        object.__setattr__(self, "half", known if known in HALVES else None)

    @classmethod
    def of(cls, run: LandscapeRun, name: str | None = None) -> Entry:
        """Return the landscape of a run, with what its summary says.

        Parameters
        ----------
        run
            What ``landscape build`` left.
        name
            What it is called in a figure; None for its metric.

        Raises
        ------
        DataMissingError, DataError
            See `landscape.runs.saved.read_landscape`.
        """
        saved = Run(run.folder)
        check_summary(saved, {"dataset": (str, NoneType)}, "landscape build")
        return cls(
            run.landscape,
            dataset=run.summary["dataset"],
            epoch=_epoch(_dict(run.summary.get("provenance")).get("settings")),
            title=saved.captions.get("title"),
            fitness_label=saved.captions.get("fitness_label"),
            run=saved,
            name=name,
        )

    @property
    def folder(self) -> Path | None:
        """Where its run is; None if it was never saved."""
        return None if self.run is None else self.run.folder

    @property
    def captions(self) -> dict[str, str]:
        """What a picture of its network is captioned."""
        of = self.landscape
        title = self.title or f"{of.metric} on {of.space.title}{escape_text(of.escape)}"
        return {"title": title, "fitness_label": self.axis_label}

    @property
    def metric(self) -> str:
        """The name of the metric."""
        return self.landscape.metric

    @property
    def label(self) -> str:
        """Its name, or the metric, and after how many epochs of training it was measured."""
        if self.name is not None:
            return self.name
        return _measured(self.metric, self.epoch) + escape_text(self.landscape.escape)

    @property
    def axis_label(self) -> str:
        """What the fitness is, with its unit."""
        sign = "−" if self.landscape.minimize else ""
        return self.fitness_label or sign + self.metric


@dataclass(frozen=True, eq=False)
class SampledEntry(Entry):
    """A sample of a landscape, of which networks are drawn, and what it is called.

    Attributes
    ----------
    landscape
        What was seen of it.
    """

    landscape: Sample  # type: ignore[assignment]  # who takes one asks it for networks alone

    @classmethod
    def of_sample(cls, run: SampleRun, name: str | None = None) -> SampledEntry:
        """Return the sample of a run, with what its summary says; see `Entry.of`."""
        saved = Run(run.folder)
        return cls(
            run.sample,
            dataset=run.summary.get("dataset"),
            epoch=_epoch(_dict(run.summary.get("settings")).get("scores")),
            title=saved.captions.get("title"),
            fitness_label=saved.captions.get("fitness_label"),
            run=saved,
            name=name,
        )

    @property
    def label(self) -> str:
        """Its name, or the metric, and after how many epochs of training it was measured."""
        if self.name is not None:
            return self.name
        return _measured(self.metric, self.epoch)

    @property
    def axis_label(self) -> str:
        """What the fitness is, with its unit."""
        return self.fitness_label or self.metric


def network_entry_of(given: object, name: str | None = None) -> Entry:
    """Return what networks are drawn of; as `entry_of`, and samples, too."""
    if isinstance(given, SampleRun):
        return SampledEntry.of_sample(given, name)
    if isinstance(given, Path) and _holds_sample(given):
        return SampledEntry.of_sample(SampleRun(given), name)
    return entry_of(given, name)


def _holds_sample(folder: Path) -> bool:
    return (folder / "summary.json").exists() and Run(folder).kind == "sample"


def read_entry(folder: Path, name: str | None = None) -> Entry:
    """Return what ``landscape build`` left in a folder.

    Parameters
    ----------
    folder
        Where it is.
    name
        What it is called in a figure; None for its metric.

    Raises
    ------
    DataMissingError, DataError
        If it holds a sample; and see `landscape.runs.saved.read_landscape`.
    """
    refuse_sample(Run(folder))
    return Entry.of(LandscapeRun(folder), name)


def entry_of(given: object, name: str | None = None) -> Entry:
    """Return what was given as a landscape with what it is called.

    Parameters
    ----------
    given
        An entry, a landscape, a run, or the folder of one.
    name
        What it is called; None leaves that as it is.

    Raises
    ------
    OptionError
        If it is nothing of that.
    DataMissingError, DataError
        See `landscape.runs.saved.read_landscape`.
    """
    if isinstance(given, Entry):
        return given if name is None else replace(given, name=name)
    if isinstance(given, Landscape):
        return Entry(given, name=name)
    if isinstance(given, LandscapeRun):
        return Entry.of(given, name)
    folder = folder_of(given)
    assert folder is not None, "only a landscape lies nowhere"
    return read_entry(folder, name)


def _measured(metric: str, epoch: int | None) -> str:
    return metric if epoch is None else f"{metric}@{epoch}"


def _epoch(settings: Any) -> int | None:
    """Return the epoch that settings of scores name, where they name one."""
    epoch = _dict(settings).get("epoch")
    return epoch if isinstance(epoch, int) else None


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
