"""A landscape or a sample of one that was saved, read when it is first looked at."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from pyarrow.parquet import read_schema

from landscape.datasets import known_spelling, whole_dataset
from landscape.disk.parquet import damage_told
from landscape.errors import DataError, DataMissingError, OptionError
from landscape.numbers import ESCAPE, escape_text
from landscape.runs.labels import built_in_titles
from landscape.runs.run import check_summary
from landscape.runs.sample_run import SampleRun
from landscape.runs.saved import SUMMARY_KINDS, read_landscape
from viz.explorer.low_end import low_end

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from landscape.arrays import FloatArray, IntArray
    from landscape.landscape import Landscape
    from landscape.network import Kind, Network
    from landscape.runs.run import Run
    from landscape.sampled import Sample

__all__ = ["Saved", "SavedLandscape", "SavedSample"]

_KINDS = {**SUMMARY_KINDS, "dataset": (str, NoneType)}
"""What is read of a summary."""


@dataclass(eq=False)
class Saved(ABC):
    """What is known of a landscape: all of it, or what a sample has seen.

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

    is_sample: ClassVar[bool] = False
    """Whether it is known by a sample alone."""

    key: str
    run: Run
    label: str = ""
    """What it is called among the others; the metric until somebody gives it a better name."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._check()
        self.run.captions  # noqa: B018 - which makes sure that they are texts
        sampled = ", sampled" if self.is_sample else ""
        self.label = self.label or f"{self.metric}{sampled}"

    @abstractmethod
    def _check(self) -> None:
        """Make sure that files and summary are those of such a run."""

    @property
    @abstractmethod
    def content(self) -> Landscape | Sample:
        """The landscape or the sample; the first to ask waits for the files, others for it.

        Raises
        ------
        DataMissingError, DataError
            If files are gone, damaged, or others than the summary tells of.
        """

    @property
    @abstractmethod
    def landscape(self) -> Landscape:
        """The whole landscape; raises `OptionError` where only a sample is known."""

    @property
    @abstractmethod
    def values(self) -> FloatArray:
        """Fitness of all configurations, or of uniform starts, shape ``(n,)``; NaN is missing."""

    @abstractmethod
    def known(self) -> tuple[IntArray, FloatArray]:
        """Return the configurations whose fitness is known, ascending, and their fitness."""

    @abstractmethod
    def fitness_of(self, indices: IntArray) -> FloatArray:
        """Return the fitness of configurations; NaN where it is missing or not known."""

    @abstractmethod
    def optimum_at(self, index: int) -> int:
        """Return the position of the optimum at which a configuration's climb ends, -1 if unknown.

        Of a sample that is known of starts and optima alone.
        """

    @abstractmethod
    def optima_table(self) -> pd.DataFrame:
        """Return one row an optimum, with the columns of `viz.explorer.basins.COLUMNS`."""

    @property
    def optima(self) -> IntArray:
        """Configuration numbers of the optima, ascending, shape ``(n_optima,)``."""
        return self.content.optima

    @property
    def optima_fitness(self) -> FloatArray:
        """Their fitness."""
        return self.fitness_of(self.optima)

    @property
    def low_end(self) -> float:
        """Where an axis of fitness begins; see `low_end`."""
        return low_end(self.values, self.optima_fitness)

    def network(self, kind: Kind) -> Network:
        """Return a local optima network."""
        return self.content.network(kind)

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
    def _summary(self) -> dict[str, Any]:
        return self.run.summary


class SavedLandscape(Saved):
    """A run of ``landscape build``; see `Saved`."""

    def _check(self) -> None:
        check_summary(self.run, _KINDS, "landscape build")
        if not self.run.scores.exists():
            raise DataMissingError(
                f"{self.run.folder} has lost its scores.parquet: run landscape build again"
            )
        _check_columns(self.run.scores, [self.metric], "landscape build")

    @property
    def content(self) -> Landscape:
        """The landscape."""
        with self._lock:  # a page asks for all its views at once, each in a thread of its own
            return self._landscape

    @property
    def landscape(self) -> Landscape:
        """The same."""
        return self.content

    @property
    def values(self) -> FloatArray:
        """Fitness of all configurations."""
        return self.content.fitness

    def known(self) -> tuple[IntArray, FloatArray]:
        """Return all configurations that have a fitness; see `Saved.known`."""
        there = np.flatnonzero(~np.isnan(self.values))
        return there, self.values[there]

    def fitness_of(self, indices: IntArray) -> FloatArray:
        """Return the fitness of configurations; NaN where it is missing."""
        return self.values[indices]

    def optimum_at(self, index: int) -> int:
        """Return the position of the optimum in whose basin a configuration is."""
        return int(self.content.basin_of[index])

    def optima_table(self) -> pd.DataFrame:
        """Return one row an optimum, with its basin and funnels."""
        table = self.content.optima_table()
        table["kind"] = _marks(table["is_global"], table["sink"], "global", "sink")
        table["share"] = table["basin"] / max(self.content.n_scored, 1)
        table["funnels"] = [len(text.split()) for text in table["funnel"]]
        return table

    @cached_property
    def _landscape(self) -> Landscape:
        landscape = read_landscape(self.run)
        landscape.funnels  # noqa: B018 - made here, under the lock, with the network they need
        return landscape


class SavedSample(Saved):
    """A run of ``landscape sample``; see `Saved`."""

    is_sample = True

    def _check(self) -> None:
        folder = self._sampled.folder  # which makes sure that it is a sample
        tables = {folder / "starts.parquet": ["start", "fitness"], self.run.edges: ["source"]}
        for path in (*tables, folder / "optima.csv"):
            if not path.exists():
                raise DataMissingError(
                    f"{folder} has lost its {path.name}: run landscape sample again"
                )
        for path, names in tables.items():
            _check_columns(path, names, "landscape sample")

    @cached_property
    def _sampled(self) -> SampleRun:
        return SampleRun(self.run.folder)

    @property
    def content(self) -> Sample:
        """The sample."""
        with self._lock:
            return self._sampled.sample

    @property
    def landscape(self) -> Landscape:
        """Raises `OptionError`: nobody knows it whole."""
        raise OptionError(
            f"{self.title}: a sample does not know in which basin a configuration lies, but for "
            "its starts; what needs that is to be had of a landscape that is known whole"
        )

    @property
    def values(self) -> FloatArray:
        """Fitness of the uniform starts."""
        return self.content.start_fitness

    def known(self) -> tuple[IntArray, FloatArray]:
        """Return starts and optima; see `Saved.known`."""
        sample = self.content
        fitness = np.concatenate([sample.fitness, sample.start_fitness])
        there, first = np.unique(np.concatenate([sample.optima, sample.starts]), return_index=True)
        told = ~np.isnan(fitness[first])
        return there[told], fitness[first][told]

    def fitness_of(self, indices: IntArray) -> FloatArray:
        """Return the fitness of starts and optima; NaN for all others."""
        there, fitness = self.known()
        at = np.minimum(np.searchsorted(there, indices), len(there) - 1)
        return np.where(there[at] == indices, fitness[at], np.nan)

    def optimum_at(self, index: int) -> int:
        """Return the position of an optimum, or of that in which a start ended; else -1."""
        sample = self.content
        found = np.flatnonzero(sample.optima == index)
        if not len(found):
            found = sample.ends[sample.starts == index]
        return int(found[0]) if len(found) else -1

    def optima_table(self) -> pd.DataFrame:
        """Return one row an optimum that was seen, with what the sample says of it."""
        table = self.content.optima_table(level=self._summary["level"])
        mlon = self.network("mlon")
        best = table["fitness"] == table["fitness"].max()
        table["kind"] = _marks(best, table["sink"], "best seen", "sink seen")
        table["in_degree"], table["out_degree"] = mlon.in_edges, mlon.out_edges
        if self.content.method == "ils":  # walks draw no set of escapes
            table = table.drop(columns=["escapes", "escapes_drawn", "unseen_escapes"])
        return table.rename(
            columns={
                "architecture": "arch",
                "configuration": "index",
                "basin_share": "share",
                "basin_share_low": "share_low",
                "basin_share_high": "share_high",
                "escapes_drawn": "climbed",
                "unseen_escapes": "unseen",
            }
        )


def _marks(is_best: pd.Series[bool], is_sink: pd.Series[bool], best: str, sink: str) -> list[str]:
    """Return what the table of optima says of each: that it is the best, or a sink."""
    pairs = zip(is_best, is_sink, strict=True)
    return [best if of_best else sink if of_sink else "" for of_best, of_sink in pairs]


def _check_columns(path: Path, names: Sequence[str], command: str) -> None:
    """Make sure that a table has columns; of the file, only its end is read.

    Raises
    ------
    DataError
        If it is no such file, or lacks one of them.
    """
    with damage_told(path, "Parquet"):
        known = read_schema(path).names
    for name in names:
        if name not in known:
            raise DataError(
                f"{path} has no column {name!r}, which its run was made with: run {command} again"
            )
