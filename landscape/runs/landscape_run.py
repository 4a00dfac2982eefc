"""A landscape that was built and saved, and everything that its run left."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from landscape.disk.files import read_bytes
from landscape.display import html_table, mime_bundle
from landscape.errors import DataError
from landscape.report import in_words
from landscape.runs.copies import copy_run
from landscape.runs.run import Run
from landscape.runs.saved import read_landscape

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from landscape.landscape import Landscape

__all__ = ["LandscapeRun"]

_FILES = (
    "scores.parquet",
    "optima.csv",
    "lon.parquet",
    "lon.graphml",
    "mlon.graphml",
    "mlon.html",
    "mlon.png",
    "space.toml",
    "profile.json",
)


@dataclass(frozen=True, eq=False)
class LandscapeRun:
    """The run of a landscape: what ``landscape build`` leaves in a folder.

    Two are equal if their summaries, scores, optima and edges are, wherever they lie.

    Parameters
    ----------
    folder
        Where its files are.
    known
        The landscape, if that is at hand; None reads it when it is asked for.

    Raises
    ------
    DataMissingError, DataError
        If the folder holds no run, or that of a search.
    """

    folder: Path
    known: Landscape | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self._run.is_search:
            raise DataError(
                f"{self.folder} holds a search: expected a folder that landscape build left"
            )

    @cached_property
    def _run(self) -> Run:
        return Run(self.folder)

    @property
    def summary(self) -> dict[str, Any]:
        """The numbers of the run, and how it was made, as it was saved."""
        return self._run.summary

    @cached_property
    def landscape(self) -> Landscape:
        """The landscape."""
        return self.known or read_landscape(self._run)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """One row an architecture: its name, number and scores."""
        import pandas as pd  # slow to import: only who asks pays

        return pd.read_parquet(io.BytesIO(read_bytes(self._run.scores)))

    @cached_property
    def optima(self) -> pd.DataFrame:
        """One row a local optimum; see `Landscape.optima_table`."""
        return self.landscape.optima_table()

    @cached_property
    def edges(self) -> pd.DataFrame:
        """One row an edge of the local optima network: its ends' numbers, weight, if it rises."""
        import pandas as pd  # slow to import: only who asks pays

        return pd.read_parquet(io.BytesIO(read_bytes(self._run.edges)))

    def save(self, folder: str | Path) -> LandscapeRun:
        """Leave a copy of the run in another folder, and return it.

        Raises
        ------
        DataError
            If the folder holds another run.
        OutputError
            If it cannot be written.
        """
        return LandscapeRun(copy_run(self.folder, folder, (*_FILES, "summary.json")), self.known)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LandscapeRun):
            return NotImplemented
        return self.summary == other.summary and all(
            getattr(self, name).equals(getattr(other, name))
            for name in ("scores", "optima", "edges")
        )

    __hash__ = None  # type: ignore[assignment]  # files may change

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return mime_bundle(self, self._numbers)

    def _numbers(self) -> str:
        """Return an HTML table of what the summary says first."""
        of = f", {self.summary['dataset']}" if self.summary["dataset"] else ""
        title = f"{self.summary['metric']} on {self.summary['space']}{of}"
        return html_table(title, in_words(self.summary) | {"results": str(self.folder)})
