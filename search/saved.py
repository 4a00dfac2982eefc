"""What ``landscape search`` left in a folder, read again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any

from landscape.display import html_table, picture
from landscape.errors import DataError
from landscape.files import read_bytes
from landscape.run import Run, check_summary
from landscape.scores.parquet import damage_told, read_parquet

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from landscape.spaces import Space

__all__ = ["SearchRun", "is_search"]

_NEEDED = {
    "trials": ("trial", "configuration", "fitness", "evaluations", "epochs"),
    "trajectories": ("trial", "step", "evaluations", "configuration", "best_configuration", "best"),
}


_KINDS: dict[str, type | tuple[type, ...]] = {
    "algorithm": str,
    "title": str,
    "space": str,
    "dataset": (str, NoneType),
    "trials": int,
    "results": dict,
    "costs": dict,
    "settings": dict,
}
"""What is read of a summary."""


def is_search(run: Run) -> bool:
    """Tell whether a folder holds a search, and not a landscape.

    Raises
    ------
    DataMissingError, DataError
        If it holds neither, or the summary is damaged.
    """
    return run.summary.get("kind") == "search"


@dataclass(frozen=True)
class SearchRun:
    """The folder of a search: its trials and what they did.

    Parameters
    ----------
    folder
        Where ``landscape search`` left its files.

    Raises
    ------
    DataMissingError
        If the folder holds no run, or a file of it is gone.
    DataError
        If it holds a run of another kind, or a file is damaged.
    """

    folder: Path

    def __post_init__(self) -> None:
        if not is_search(self._run):
            raise DataError(
                f"{self.folder} holds a landscape: expected a folder that landscape search left"
            )
        check_summary(self._run, _KINDS, "landscape search")

    @cached_property
    def _run(self) -> Run:
        return Run(self.folder)

    @property
    def summary(self) -> dict[str, Any]:
        """What was searched, how, and what came out, as it was saved."""
        return self._run.summary

    @property
    def algorithm(self) -> str:
        """The name of the algorithm, such as ``mf-nas``."""
        return str(self.summary["algorithm"])

    @property
    def dataset(self) -> str | None:
        """What networks were trained or scored on, if that is known."""
        dataset: str | None = self.summary["dataset"]
        return dataset

    @property
    def label(self) -> str:
        """The algorithm and the scores it was guided by, as a legend says it."""
        proxies = self.summary["settings"].get("proxies", ())
        guides = ", ".join(map(str, proxies))  # of names, or of names and how they are scored
        title = str(self.summary["title"])
        return f"{title} ({guides})" if guides else title

    @property
    def space(self) -> Space:
        """The space that was searched."""
        return self._run.space

    @cached_property
    def trials(self) -> pd.DataFrame:
        """One row a trial, in their order: what it found, fitness, costs, reported scores.

        ``configuration`` is -1 (`search.record.NOBODY`) where it found nothing. Columns of reported
        scores, such as ``test_acc``, are there as far as they were known.
        """
        return self._table("trials")

    @cached_property
    def trajectories(self) -> pd.DataFrame:
        """One row a move, by trial and step: costs so far, where it is, and the best so far."""
        return self._table("trajectories")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Return the picture of the search for a notebook, or its numbers if nobody draws it."""
        return picture(self) or {"text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        found = {**self.summary["results"], **self.summary["costs"]}
        told: dict[str, object] = {"trials": self.summary["trials"]}
        for name, value in found.items():
            known = value["mean"] is not None
            told[name] = f"{value['mean']:,.6g} ± {value['std']:,.3g}" if known else None
        of = f", {self.dataset}" if self.dataset else ""
        return html_table(f"{self.label} on {self.summary['space']}{of}", told)

    def _table(self, name: str) -> pd.DataFrame:
        path = self.folder / f"{name}.parquet"
        content = read_bytes(path)
        with damage_told(path, "Parquet"):
            table: pd.DataFrame = read_parquet(content).to_pandas()
        lacking = [column for column in _NEEDED[name] if column not in table]
        if lacking:
            raise DataError(
                f"{path} has no column {lacking[0]}: it is of another version; "
                "run landscape search again"
            )
        return table
