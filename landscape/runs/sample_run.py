"""What ``landscape sample`` leaves in a folder, and how it is read again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa

from landscape.disk.files import write_bytes
from landscape.disk.parquet import to_parquet
from landscape.display import mime_bundle
from landscape.errors import DataError
from landscape.graphml import write_graphml
from landscape.runs.copies import copy_run
from landscape.runs.run import Run, check_summary, versions, write_edges
from landscape.runs.saved_tables import read_frame, read_table
from landscape.sampled.resampling import under_resampling
from landscape.sampled.sample import Sample, plain_estimate
from landscape.sampled.traces import to_trace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from landscape.network import Network

__all__ = ["CALIBRATION", "KIND", "DrawNetwork", "SampleRun", "write_sample"]

KIND = "sample"
"""What the summary says of its kind."""

CALIBRATION = "calibration.csv"
"""How far estimates are from the truth, if that was asked for."""

_COMMAND = "landscape sample"
_WEIGHTS = {
    "snowball": "escapes climbed that end in the target",
    "ils": "moves of walks to the target",
}
_KINDS: dict[str, type | tuple[type, ...]] = {
    "space": str,
    "metric": str,
    "method": str,
    "n_starts": int,
    "climbs": int,
    "evaluations": int,
    "coverage": dict,
    "n_optima_at_least": dict,
    "level": float,
}
_OPTIMA = {
    "configuration": "int64",
    "architecture": "str",
    "fitness": "float64",
    "sink": "bool",
    "starts": "int64",
    **dict.fromkeys(("basin_share", "basin_share_low", "basin_share_high"), "float64"),
    **dict.fromkeys(("escapes", "escapes_drawn", "escapes_back"), "int64"),
    # Of an optimum none of whose escapes was climbed, nothing is known.
    **dict.fromkeys(("unseen_escapes", "unseen_escapes_low", "unseen_escapes_high"), "float64?"),
}
_FILES = (
    "calibration.csv",
    "starts.parquet",
    "visits.parquet",
    "trace.csv",
    "optima.csv",
    "edges.csv",
    "lon.parquet",
    "lon.graphml",
    "mlon.graphml",
    "mlon.html",
    "mlon.png",
    "space.toml",
    "summary.json",
)


class DrawNetwork(Protocol):
    """Draws a network; handed in by who knows how."""

    def __call__(
        self, network: Network, captions: Mapping[str, str], files: Sequence[Path]
    ) -> None:
        """Draw it into every file, under the captions ``title`` and ``fitness_label``."""


@dataclass(frozen=True, eq=False)
class SampleRun:
    """A sampled local optima network: what ``landscape sample`` leaves in a folder.

    Two are equal if their summaries, optima and edges are, wherever they lie.

    Parameters
    ----------
    folder
        Where its files are.

    Raises
    ------
    DataMissingError, DataError
        If the folder holds no sample, or the summary is damaged.
    """

    folder: Path

    def __post_init__(self) -> None:
        check_summary(self._run, _KINDS, _COMMAND)
        if self.summary.get("kind") != KIND:
            raise DataError(f"{self.folder} holds no sample: expected a folder of {_COMMAND}")

    @cached_property
    def _run(self) -> Run:
        return Run(self.folder)

    @property
    def summary(self) -> dict[str, Any]:
        """What was seen, what it says of the whole, and how it was made, as it was saved."""
        return self._run.summary

    @cached_property
    def optima(self) -> pd.DataFrame:
        """One row an optimum that was seen; see `Sample.optima_table`."""
        return read_table(self.folder / "optima.csv", _OPTIMA, _COMMAND)

    @cached_property
    def edges(self) -> pd.DataFrame:
        """One row an edge that was seen: its ends' numbers, how often it was met, if it rises."""
        return read_frame(self._run.edges)

    @cached_property
    def sample(self) -> Sample:
        """The sample itself, with its networks and estimates."""
        optima, edges, starts = self.optima, self.edges, read_frame(self.folder / "starts.parquet")
        numbers = optima["configuration"].to_numpy()
        at = {name: np.searchsorted(numbers, edges[name]) for name in ("source", "target")}
        visits = self.folder / "visits.parquet"
        return Sample(
            space=self._run.space,
            metric=self.summary["metric"],
            method=self.summary["method"],
            starts=starts["start"].to_numpy(),
            start_fitness=starts["fitness"].to_numpy(),
            steps=starts["steps"].to_numpy(),
            ends=np.searchsorted(numbers, starts["optimum"]),
            optima=numbers.astype(self._run.space.dtype),
            fitness=optima["fitness"].to_numpy(),
            drawn=optima["escapes_drawn"].to_numpy(),
            escapes=optima["escapes"].to_numpy(),
            **at,
            weight=edges["weight"].to_numpy(),
            self_weight=optima["escapes_back"].to_numpy(),
            evaluations=self.summary["evaluations"],
            climbs=self.summary["climbs"],
            visits=read_frame(visits).to_numpy() if visits.exists() else None,
        )

    @cached_property
    def calibration(self) -> pd.DataFrame | None:
        """How far estimates are from the truth; see `search.sampling.calibrate`.

        None if that was not asked for.
        """
        path = self.folder / CALIBRATION
        if not path.exists():
            return None
        numbers = {"number": "str", "estimates": "int64"}
        numbers |= dict.fromkeys(("truth", "bias", "spread", "width", "holds"), "float64")
        return read_table(path, numbers, _COMMAND).set_index("number")

    def save(self, folder: str | Path) -> SampleRun:
        """Leave a copy in another folder, and return it.

        Raises
        ------
        DataError
            If the folder holds another run.
        OutputError
            If it cannot be written.
        """
        return SampleRun(copy_run(self.folder, folder, _FILES))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SampleRun):
            return NotImplemented
        return self.summary == other.summary and all(
            getattr(self, name).equals(getattr(other, name)) for name in ("optima", "edges")
        )

    __hash__ = None  # type: ignore[assignment]  # files may change

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        level = self.summary["level"]
        return mime_bundle(self, lambda: self.sample.numbers_table(level=level))


def write_sample(
    run: Run,
    sample: Sample,
    *,
    about: Mapping[str, Any],
    captions: Mapping[str, str],
    level: float,
    draw: DrawNetwork,
    done_by: str = "",
) -> None:
    """Write what a sample leaves, the summary last: with it the run is complete.

    Parameters
    ----------
    run
        Which the caller has locked.
    sample
        What was seen.
    about
        What was asked for.
    captions
        ``title`` and ``fitness_label`` of the picture.
    level
        Of the intervals.
    draw
        Draws the picture.
    done_by
        Who scored networks, if somebody did.
    """
    lon = sample.network("lon")
    captions = {**captions, "remark": _covered(sample, level)}
    starts = {
        "start": sample.starts,
        "fitness": sample.start_fitness,
        "steps": sample.steps,
        "optimum": sample.optima[sample.ends],
    }
    run.write_space(sample.space)
    write_bytes(run.folder / "starts.parquet", to_parquet(pa.table(starts)))
    if sample.visits is not None:
        visits = dict(zip(("start", "optimum"), sample.visits.T, strict=True))
        write_bytes(run.folder / "visits.parquet", to_parquet(pa.table(visits)))
        write_bytes(run.folder / "trace.csv", to_trace(sample).to_csv(index=False).encode())
    for name, table in (("optima", sample.optima_table), ("edges", sample.edges_table)):
        write_bytes(run.folder / f"{name}.csv", table(level=level).to_csv(index=False).encode())
    write_edges(lon, run.edges)
    for name in ("lon", "mlon"):
        write_graphml(sample.network(name), run.folder / f"{name}.graphml")
    draw(lon, captions, [run.html, run.png])
    run.write_summary(
        {
            "kind": KIND,
            "space": sample.space.name,
            "metric": sample.metric,
            **about,
            **sample.summary(level=level),
            "under_resampling": _under_resampling(sample, level),
            "conventions": {
                **sample.space.conventions(),
                "coverage": "share of the space whose optimum was seen, estimated (Good-Turing), "
                "with the interval of Esty (1983)",
                "n_optima_at_least": "Chao1 (1987), a lower bound of the number of optima",
                "basin_share": "starts that ended in an optimum, of all; interval of Wilson (1927)",
                "under_resampling": "of the network that was seen, when starts are drawn anew from "
                "those there were (bootstrap): what depends on them, not what the whole has",
                "weight": _WEIGHTS[sample.method],
                "unseen_escapes": "share of an optimum's escapes that lead where none that was "
                "climbed led, estimated (Good-Turing)",
            },
            "figure": dict(captions),
            "provenance": {"versions": versions(), **({"engine": done_by} if done_by else {})},
        }
    )


def _covered(sample: Sample, level: float) -> str:
    """Return what a reader of a picture has to know of what is not in it."""
    share = sample.coverage(level=level)
    return (
        f"An estimated {share.value:.1%} of the space lead to optima that were seen ({level:.0%} "
        f"interval {share.low:.1%} to {share.high:.1%})."
    )


def _under_resampling(sample: Sample, level: float) -> dict[str, dict[str, float]]:
    """Return how far what was seen depends on the starts; nothing of walks."""
    if sample.method != "snowball":
        return {}
    found = under_resampling(sample, level=level)
    return {name: plain_estimate(each) for name, each in found.items()}
