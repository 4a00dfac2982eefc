"""A landscape that was saved, read when it is first looked at."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from landscape.analysis.saved import read_landscape
from landscape.errors import DataError, DataMissingError

if TYPE_CHECKING:
    from landscape.landscape import Landscape
    from landscape.run import Run

__all__ = ["SavedLandscape"]

_NEEDED = ("space", "metric", "dataset", "minimize", "resolution", "n_missing", "global_fitness")


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
        lacking = [name for name in _NEEDED if name not in self.run.summary]
        if lacking:
            raise DataError(
                f"{self.run.folder} holds no landscape (its summary has no {lacking[0]!r}): "
                "expected a folder that landscape build or landscape search left"
            )
        if not self.run.scores.exists():
            raise DataMissingError(
                f"{self.run.folder} has lost its scores.parquet: run landscape build again"
            )
        self.label = self.label or self.metric

    @property
    def metric(self) -> str:
        """The scores' name."""
        return str(self._summary["metric"])

    @property
    def dataset(self) -> str:
        """What networks were trained or scored on; empty if nobody knows."""
        return str(self._summary["dataset"] or "")

    @property
    def title(self) -> str:
        """Label and dataset."""
        return f"{self.label} · {self.dataset}" if self.dataset else self.label

    @property
    def fitness_label(self) -> str:
        """What fitness means, unit included."""
        figure = self._summary.get("figure")
        label = figure.get("fitness_label") if isinstance(figure, dict) else None
        return str(label or self.metric)

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
