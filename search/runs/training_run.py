"""What ``landscape train``, or `landscape.train`, left in a folder, read again."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any

from landscape.disk.files import read_bytes
from landscape.display import html_table, mime_bundle
from landscape.errors import DataError
from landscape.options.base import path_of
from landscape.runs.copies import copy_run
from landscape.runs.run import Run, check_summary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from landscape.spaces import Space
    from search.training import TrainedNetwork

__all__ = ["CURVES", "HISTORY", "NETWORK", "WEIGHTS", "TrainingRun"]

NETWORK = "network.pt"
"""The network with all that is known of it, which `search.training.load_trained` reads."""

WEIGHTS = "weights.pt"
"""Its weights alone: a ``state_dict``."""

HISTORY = "history.csv"
"""What every epoch showed."""

CURVES = ("curve.html", "curve.png")
"""The course of its training, to explore and to print."""

_NUMBER = (int, float, NoneType)
_KINDS: dict[str, type | tuple[type, ...]] = {
    "space": str,
    "architecture": str,
    "without_dead_operations": str,
    "dataset": str,
    "epochs": int,
    "results": dict,
    "seconds": (int, float),
    "parameters": int,
    "settings": dict,
}


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """The folder of a network that was trained: its weights, and what every epoch showed.

    Two are equal if their summaries and epochs are, wherever they lie.

    Parameters
    ----------
    folder
        Where ``landscape train`` left its files.
    known
        Its summary, where that is still to be written.

    Raises
    ------
    DataMissingError
        If the folder holds no run.
    DataError
        If it holds a run of another kind, or its summary is damaged.

    Examples
    --------
    See `landscape.train`, which returns one.
    """

    folder: Path
    known: Mapping[str, Any] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folder", path_of(self.folder))  # of a text, too
        if self.known is not None:
            return
        if self._run.kind != "training":
            raise DataError(
                f"{self.folder} holds a {self._run.kind}: expected a folder that landscape train "
                "left"
            )
        check_summary(self._run, _KINDS, "landscape train")
        self._check_results()

    def _check_results(self) -> None:
        results = self.summary["results"]
        for name, value in results.items():
            if not isinstance(value, _NUMBER):
                raise DataError(
                    f"the summary of {self.folder} says that '{name}' is {value!r:.60}: it is "
                    "damaged; run landscape train again"
                )

    @cached_property
    def _run(self) -> Run:
        return Run(self.folder)

    @property
    def summary(self) -> dict[str, Any]:
        """What was trained, how, and what came out, as it was saved."""
        return self._run.summary if self.known is None else dict(self.known)

    @property
    def space(self) -> Space:
        """The space of the architecture."""
        return self._run.space_of(self.summary)

    @property
    def architecture(self) -> str:
        """The architecture that was asked for, as its space writes it."""
        return str(self.summary["architecture"])

    @property
    def dataset(self) -> str:
        """What it was trained on."""
        return str(self.summary["dataset"])

    @property
    def label(self) -> str:
        """The architecture, and what it was trained on, as a title says it."""
        return f"{self.architecture} on {self.dataset}"

    @property
    def results(self) -> dict[str, float]:
        """What the last epoch showed, and the test after it; NaN where the loss was no number."""
        found = self.summary["results"].items()
        return {name: math.nan if value is None else value for name, value in found}

    @cached_property
    def history(self) -> pd.DataFrame:
        """One row an epoch: loss and accuracy in percent, of training and validation, seconds."""
        import pandas as pd  # slow to import: only who asks waits for it

        path = self.folder / HISTORY
        try:
            table = pd.read_csv(io.BytesIO(read_bytes(path)))
            return table.drop(columns=["configuration", "architecture"]).astype({"epoch": int})
        except (ValueError, KeyError) as error:
            raise DataError(
                f"{path} is damaged ({error}): run landscape train again, which writes it anew"
            ) from error

    def network(self, device: str = "auto") -> TrainedNetwork:
        """Return the network, ready to predict; see `search.training.load_trained`.

        Raises
        ------
        DataMissingError, DataError, OptionError
            If its file is gone or damaged, or there is no such device.
        """
        from search.training import load_trained  # PyTorch is slow to import

        return load_trained(self.folder / NETWORK, device=device)

    def save(self, folder: str | Path) -> TrainingRun:
        """Leave a copy of the run in another folder, and return it.

        Raises
        ------
        DataError
            If the folder holds another run.
        OutputError
            If it cannot be written.
        """
        files = ("space.toml", HISTORY, NETWORK, WEIGHTS, *CURVES, "summary.json")
        return TrainingRun(copy_run(self.folder, folder, files))

    def in_words(self) -> dict[str, str]:
        """Return what came out, by what it is about."""
        rows = {"epochs": f"{self.summary['epochs']:,}"}
        if self.summary["epochs"] < self.summary["settings"]["recipe"]["epochs"]:
            rows["epochs"] += f" of {self.summary['settings']['recipe']['epochs']:,}"
        for name, value in self.results.items():
            kind, _, what = name.partition("_")
            unit = " %" if what == "acc" else ""
            shown = "-" if math.isnan(value) else f"{value:.{2 if unit else 4}f}{unit}"
            rows[f"{_IN_WORDS[kind]} {_IN_WORDS[what]}"] = shown
        rows["parameters"] = f"{self.summary['parameters']:,}"
        return rows | {"seconds": f"{self.summary['seconds']:,.1f}"}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TrainingRun):
            return NotImplemented
        return self.summary == other.summary and bool(self.history.equals(other.history))

    __hash__ = None  # type: ignore[assignment]  # files may change

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return mime_bundle(self, lambda: html_table(self.label, self.in_words()))


_IN_WORDS = {
    **{"train": "training", "val": "validation", "test": "test"},
    **{"acc": "accuracy", "loss": "loss"},
}
