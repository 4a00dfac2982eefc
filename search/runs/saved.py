"""What ``landscape search``, or `search.search`, left in a folder, read again."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from landscape.datasets import whole_dataset
from landscape.disk.files import read_bytes
from landscape.display import html_table, mime_bundle
from landscape.errors import DataError, DataMissingError
from landscape.options.base import path_of
from landscape.runs.copies import copy_run
from landscape.runs.run import Run
from search.runs.saved_summary import check_search
from search.runs.saved_tables import read_trajectories, read_trials
from search.runs.training import BEST, CHECKPOINTS, HISTORY, winner

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from landscape.spaces import Space
    from search.training import TrainedNetwork

__all__ = ["PICTURES", "SearchRun"]

PICTURES = ("trends.html", "trends.png")
"""The average course of the trials, to explore and to print."""

_TABLES = ("trials.parquet", "trajectories.parquet")


@dataclass(frozen=True, eq=False)
class SearchRun:
    """The folder of a search: its trials and what they did.

    Two are equal if their summaries, trials and moves are, wherever they lie.

    Parameters
    ----------
    folder
        Where ``landscape search`` left its files.
    name
        What somebody calls it; None for algorithm and guides.
    known
        Its summary, where that is still to be written.

    Raises
    ------
    DataMissingError
        If the folder holds no run, or a file of it is gone.
    DataError
        If it holds a run of another kind, or a file is damaged.

    Examples
    --------
    A climb on a slope, as `search.search` returns it, and read again:

    >>> import tempfile
    >>> import pandas as pd
    >>> import search
    >>> folder, numbers = tempfile.mkdtemp(), range(32768)
    >>> table = pd.DataFrame({"configuration": numbers, "height": numbers})
    >>> table.to_csv(folder + "/slope.csv", index=False)
    >>> how = {"space": "sss", "scores": folder + "/slope.csv", "budget": 500, "trials": 3}
    >>> run = search.search("local-search", proxy=["height"], out=folder + "/run", **how)
    >>> run.trials["fitness"].tolist()
    [32767.0, 32767.0, 32767.0]
    >>> search.SearchRun(run.folder).trajectories["best"].max().item()
    32767.0
    """

    folder: Path
    name: str | None = None
    known: Mapping[str, Any] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folder", path_of(self.folder))  # of a text, too
        if self.known is not None:
            return
        if not self._run.is_search:
            raise DataError(
                f"{self.folder} holds a {self._run.kind}: expected a folder that landscape "
                "search left"
            )
        check_search(self._run)

    @cached_property
    def _run(self) -> Run:
        return Run(self.folder)

    @property
    def summary(self) -> dict[str, Any]:
        """What was searched, how, and what came out, as it was saved."""
        return self._run.summary if self.known is None else dict(self.known)

    @property
    def algorithm(self) -> str:
        """The name of the algorithm, such as ``mf-nas``."""
        return str(self.summary["algorithm"])

    @property
    def winner(self) -> int:
        """The configuration of the best trial.

        Raises
        ------
        DataMissingError
            If no trial found anything.
        DataError
            If trials cannot be compared: each knows only how good what it saw is relative to it.
        """
        if self.summary["found_nothing"] == self.summary["trials"]:
            raise DataMissingError(f"{self.folder} holds a search that found nothing: search again")
        if self.summary["trials"] > 1 and "fitness" not in self.summary["results"]:
            raise DataError(
                f"{self.folder} has {self.summary['trials']:,} trials whose fitness is relative to "
                "what each of them saw, so that none is the best: name the architecture, which is "
                "in trials.parquet"
            )
        return winner({str(name): self.trials[name].to_numpy() for name in self.trials})

    @property
    def dataset(self) -> str | None:
        """What networks were trained or scored on, if that is known.

        A search that trained on half of a dataset and validated on the other is of the dataset,
        unless what it reports is of such networks, too.
        """
        dataset: str | None = self.summary["dataset"]
        sources = self.summary.get("reported", {}).values()
        reported = {source.get("dataset") for source in sources if isinstance(source, dict)}
        # Test accuracies of networks trained on half of a dataset are not those of the others.
        return dataset if dataset in reported else whole_dataset(dataset)

    @property
    def proxies(self) -> tuple[str, ...]:
        """The names of the scores of untrained networks that guided it."""
        # A list, or name → how it was scored live.
        return tuple(self.summary["settings"].get("proxies", ()))

    @property
    def label(self) -> str:
        """Its name, or the algorithm and the scores it was guided by, as a legend says it."""
        if self.name is not None:
            return self.name
        guides, title = ", ".join(self.proxies), str(self.summary["title"])
        return f"{title} ({guides})" if guides else title

    @property
    def space(self) -> Space:
        """The space that was searched."""
        return self._run.space if self.known is None else self._run.space_of(self.known)

    @cached_property
    def trials(self) -> pd.DataFrame:
        """One row a trial, in their order: what it found, fitness, costs, reported scores.

        ``configuration`` is -1 (`search.driver.record.NONE_FOUND`) where it found nothing. Columns
        of reported scores, such as ``test_acc``, are there as far as they were known.
        """
        return read_trials(self.folder / "trials.parquet", self.space)

    @cached_property
    def trajectories(self) -> pd.DataFrame:
        """One row a move, by trial and step: costs so far, where it is, and the best so far."""
        return read_trajectories(self.folder / "trajectories.parquet", self.space)

    @cached_property
    def history(self) -> pd.DataFrame:
        """One row an epoch of every network that was trained; none if nothing was."""
        import pandas as pd  # slow to import: only who asks waits for it

        if "training" not in self.summary["settings"]:
            return pd.DataFrame()
        return pd.read_csv(io.BytesIO(read_bytes(self.folder / HISTORY)))

    def best_network(self, device: str = "auto") -> TrainedNetwork:
        """Return the best network of all trials, of a search that trained; see `load_trained`.

        Raises
        ------
        DataMissingError
            If nothing was trained.
        DataError, OptionError
            If the file is damaged, or there is no such device.
        """
        from search.training import load_trained  # PyTorch is slow to import

        if "best" not in self.summary:
            raise DataMissingError(
                f"{self.folder} holds a search that trained no network: expected one of "
                "search.search(..., train=True)"
            )
        return load_trained(self.folder / BEST, device=device)

    def save(self, folder: str | Path) -> SearchRun:
        """Leave a copy of the run in another folder, checkpoints included, and return it.

        Raises
        ------
        DataError
            If the folder holds another run.
        OutputError
            If it cannot be written.
        """
        checkpoints = sorted((self.folder / CHECKPOINTS).rglob("*.pt"))
        files = ("space.toml", *_TABLES, *PICTURES, HISTORY, BEST)
        named = (str(path.relative_to(self.folder)) for path in checkpoints)
        return SearchRun(copy_run(self.folder, folder, (*files, *named, "summary.json")), self.name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SearchRun):
            return NotImplemented
        return self.summary == other.summary and all(
            getattr(self, name).equals(getattr(other, name))
            for name in ("trials", "trajectories", "history")
        )

    __hash__ = None  # type: ignore[assignment]  # files may change

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return mime_bundle(self, self._numbers)

    def _numbers(self) -> str:
        """Return an HTML table of what came out."""
        found = {**self.summary["results"], **self.summary["costs"]}
        rows: dict[str, object] = {"trials": self.summary["trials"]}
        for name, value in found.items():
            mean, std = value["mean"], value["std"]  # infinities are text
            rows[name] = None if mean is None else f"{float(mean):,.6g} ± {float(std):,.3g}"
        of = f", {self.dataset}" if self.dataset else ""
        return html_table(f"{self.label} on {self.summary['space']}{of}", rows)
