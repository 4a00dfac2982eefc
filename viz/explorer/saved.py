"""A landscape that was saved, read when it is first looked at."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any

from pyarrow.parquet import read_schema

from landscape.datasets import known_spelling, whole_dataset
from landscape.disk.parquet import damage_told
from landscape.errors import DataError, DataMissingError
from landscape.numbers import ESCAPE, escape_text
from landscape.runs.labels import built_in_titles
from landscape.runs.run import check_summary
from landscape.runs.saved import SUMMARY_KINDS, read_landscape

if TYPE_CHECKING:
    from pathlib import Path

    from landscape.landscape import Landscape
    from landscape.runs.run import Run

__all__ = ["SavedLandscape"]

_KINDS = {**SUMMARY_KINDS, "dataset": (str, NoneType)}
"""What is read of a summary."""


@dataclass(eq=False)
class SavedLandscape:
    """A run of ``landscape build``.

    Parameters
    ----------
    key
        Tells it from the other runs of a world.
    run
        Its folder.

    Raises
    ------
    DataMissingError, DataError
        If the folder holds no such run, or one of another version.
    """

    key: str
    run: Run
    label: str = ""
    """What it is called among the others; the metric until somebody gives it a better name."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        check_summary(self.run, _KINDS, "landscape build")
        self.run.captions  # noqa: B018 - which makes sure that they are texts
        if not self.run.scores.exists():
            raise DataMissingError(
                f"{self.run.folder} has lost its scores.parquet: run landscape build again"
            )
        _check_scores(self.run.scores, self.metric)
        self.label = self.label or self.metric

    @property
    def metric(self) -> str:
        """The scores' name."""
        return str(self._summary["metric"])

    @property
    def dataset(self) -> str:
        """What networks were trained or scored on; empty if nobody knows.

        What trained on half of a dataset, to validate on the other half, is of the dataset.
        """
        return whole_dataset(self.trained_on) or ""

    @property
    def trained_on(self) -> str:
        """The same, as the benchmark names it: half of a dataset is told from the whole."""
        return known_spelling(self._summary["dataset"] or "")

    @property
    def title(self) -> str:
        """Label and dataset."""
        title = f"{self.label} · {self.trained_on}" if self.dataset else self.label
        return title + escape_text(self._summary.get("escape", ESCAPE))

    @property
    def full_title(self) -> str:
        """The same, and whose the numbers are, if they are of a table that is built in."""
        whose = next(built_in_titles(self._summary), None)
        return self.title if whose is None else f"{self.title} ({whose}, built in)"

    @property
    def fitness_label(self) -> str:
        """What fitness means, unit included."""
        return self.run.captions.get("fitness_label") or self.metric

    @property
    def landscape(self) -> Landscape:
        """The landscape; the first to ask waits for the files, others for the first.

        Raises
        ------
        DataMissingError, DataError
            If the scores are gone, damaged, or others than the run was built from.
        """
        with self._lock:  # a page asks for all its views at once, each in a thread of its own
            return self._landscape

    @cached_property
    def _landscape(self) -> Landscape:
        landscape = read_landscape(self.run)
        landscape.funnels  # noqa: B018 - made here, under the lock, with the network they need
        return landscape

    @property
    def _summary(self) -> dict[str, Any]:
        return self.run.summary


def _check_scores(path: Path, metric: str) -> None:
    """Make sure that a table has a metric; of the file, only its end is read.

    Raises
    ------
    DataError
        If it is no such file, or has no such scores.
    """
    with damage_told(path, "Parquet"):
        names = read_schema(path).names
    if metric not in names:
        raise DataError(
            f"{path} has no scores {metric!r}, which its run was built from: "
            "run landscape build again"
        )
