"""What a run leaves in its folder, how it is read again, and which folder that is."""

from __future__ import annotations

import json
import math
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, get_args

import pyarrow as pa

from landscape.disk.files import first_difference, folder_name, read_bytes, write_bytes, writing
from landscape.disk.parquet import to_parquet
from landscape.errors import DataError, DataMissingError, UnknownNameError
from landscape.reporter import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from landscape.disk.files import JSON
    from landscape.landscape import Landscape
    from landscape.network import Network
    from landscape.spaces import Space

__all__ = [
    "Kind",
    "Run",
    "check_entries",
    "check_summary",
    "now",
    "read_summary",
    "refuse_other",
    "run_folder",
    "summary_json",
    "versions",
    "write_edges",
]

Kind: TypeAlias = Literal["landscape", "search", "sample", "training"]
"""What a run is of."""

_FORMAT = 1


class _Summarised(Protocol):
    """A run that has been read."""

    @property
    def summary(self) -> Mapping[str, Any]: ...


_OTHERS = (
    ("stability.json", "a stability, but "),
    ("uncertainty.json", "an uncertainty, but "),
    ("reproduce.json", "a report on a paper, but "),
    ("compare.json", "a comparison, but "),
    ("scores.parquet", "scores, but "),
    ("unfinished-*/shards.json", "shards that are not joined, but "),
    ("configurations/unfinished-*/shards.json", "shards that are not joined, but "),
    ("seed*/**/unfinished-*/shards.json", "shards that are not joined, but "),
    ("unfinished-*", "unfinished work, but "),
)
"""File that tells of a result without a network → what is said of a folder that has it."""


@dataclass(frozen=True)
class Run:
    """The folder of a run: ``scores.parquet``, ``optima.csv``, networks, pictures, a summary.

    Parameters
    ----------
    folder
        Where the files are, or will be.
    """

    folder: Path

    @property
    def scores(self) -> Path:
        """The table of scores."""
        return self.folder / "scores.parquet"

    @property
    def optima(self) -> Path:
        """The table of local optima, one row each."""
        return self.folder / "optima.csv"

    @property
    def edges(self) -> Path:
        """The edges of the local optima network, as a table."""
        return self.folder / "lon.parquet"

    @property
    def _graphml(self) -> tuple[Path, Path]:
        return self.folder / "lon.graphml", self.folder / "mlon.graphml"

    @property
    def left_out(self) -> frozenset[str]:
        """Names of the files that were left out, since the network is large."""
        return frozenset(self.summary.get("left_out", ()))

    @property
    def _summary(self) -> Path:
        return self.folder / "summary.json"

    @cached_property
    def space(self) -> Space:
        """The space: the one whose description was saved with the run, or known by its name.

        Raises
        ------
        DataMissingError, DataError, UnknownNameError
            If the folder holds no run, or its space is not known any more.
        """
        check_summary(self, {"space": str}, "landscape build or search")
        return self.space_of(self.summary)

    def space_of(self, summary: Mapping[str, Any]) -> Space:
        """Return the space of a summary that is still to be written; see `space`."""
        from landscape.spaces import get_space

        if self.described_space is not None:
            return self.described_space
        try:
            return get_space(summary["space"])
        except UnknownNameError as error:
            raise UnknownNameError(
                f"{self.folder} is of a space that is not known here: load what registers it, with "
                f"--load FILE or by installing its package ({error})"
            ) from error

    @cached_property
    def described_space(self) -> Space | None:
        """The space whose description was saved with the run; None if there is none.

        Raises
        ------
        DataError
            If the description is damaged.
        """
        from landscape.spaces import read_space

        return read_space(self._described) if self._described.exists() else None

    @property
    def _described(self) -> Path:
        return self.folder / "space.toml"

    @cached_property
    def captions(self) -> dict[str, str]:
        """What its pictures are captioned: ``title``, ``fitness_label`` and ``remark``, if known.

        Raises
        ------
        DataMissingError, DataError
            If the folder holds no run, or the summary is damaged.
        """
        found = self.summary.get("figure", {})
        if not (isinstance(found, dict) and all(isinstance(text, str) for text in found.values())):
            raise DataError(
                f"the summary of {self.folder} says that 'figure' is {found!r:.60}: it is damaged; "
                "run landscape build again"
            )
        return found

    @property
    def html(self) -> Path:
        """The interactive picture of the monotonic network."""
        return self.folder / "mlon.html"

    @property
    def png(self) -> Path:
        """The picture of the monotonic network for print."""
        return self.folder / "mlon.png"

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The numbers of the run, as it was saved.

        Raises
        ------
        DataMissingError
            If the folder holds no run.
        DataError
            If the summary is damaged, or of a version that this one cannot read.
        """
        path = self._summary
        if not path.exists():
            found = (what for name, what in _OTHERS if any(self.folder.glob(name)))
            other = next(found, "")
            raise DataMissingError(
                f"{self.folder} holds {other}no run (there is no summary.json): "
                "expected a folder that landscape build left"
            )
        return read_summary(path, "landscape build")

    @property
    def kind(self) -> Kind:
        """What the folder holds: a ``landscape``, its ``sample``, a ``search``, a ``training``.

        Raises
        ------
        DataMissingError, DataError
            If it holds none of them, or the summary is damaged.
        """
        kinds: tuple[Kind, ...] = get_args(Kind)
        return next((kind for kind in kinds if kind == self.summary.get("kind")), "landscape")

    @property
    def is_search(self) -> bool:
        """Whether the folder holds a search; raises what `kind` does."""
        return self.kind == "search"

    def refuse_other_kind(self, kind: Kind) -> None:
        """Raise `DataError` if a run of another kind is in the folder."""
        if self._summary.exists() and self.kind != kind:
            raise DataError(f"{self.folder} holds a {self.kind}, no {kind}: choose another --out")

    def read_network(self, name: str) -> Network:
        """Return the network saved as ``NAME.graphml``: ``lon`` or ``mlon``."""
        from landscape.graphml import read_network

        path = self.folder / f"{name}.graphml"
        try:
            network = read_network(path)
            self._check_places(path, network)
            return network
        except (DataMissingError, DataError) as error:
            raise type(error)(f"{error}; run landscape build again") from error

    def _check_places(self, path: Path, network: Network) -> None:
        """Make sure that the nodes of a network are configurations of the space."""
        size = self.space.size
        outside = network.index[network.index >= size]
        if len(outside):
            raise DataError(
                f"{path} has a node of index {outside[0]}: expected less than {size}, the size of "
                f"{self.space.title}"
            )

    def write_landscape(self, landscape: Landscape, *, graphml: bool = True) -> None:
        """Write the optima and the networks of `landscape`, in place of those of another.

        Without `graphml` edges are in ``lon.parquet`` alone: GraphML takes 100 bytes and more an
        edge.
        """
        from landscape.graphml import write_graphml

        with writing(self._summary):
            self._summary.unlink(missing_ok=True)  # the run is not complete until it is written
            for path in (self._described, self.html, self.png, *self._graphml):
                path.unlink(missing_ok=True)
        self.write_space(landscape.space)
        write_bytes(self.optima, landscape.optima_table().to_csv(index=False).encode())
        write_edges(landscape.network("lon"), self.edges)
        for path in self._graphml if graphml else ():
            write_graphml(landscape.network("lon" if path.stem == "lon" else "mlon"), path)

    def write_space(self, space: Space) -> None:
        """Write the description of a space that a user described, so that it is known later."""
        if not self.describes(space):
            write_bytes(self._described, _description(space))

    def describes(self, space: Space) -> bool:
        """Tell whether the run has the description of a space, if that needs one."""
        wanted, path = _description(space), self._described
        return not wanted or (path.is_file() and read_bytes(path) == wanted)

    def write_summary(self, summary: Mapping[str, Any]) -> None:
        """Write `summary`, last of all files: with it the run is complete."""
        write_bytes(self._summary, summary_json(summary))


def _description(space: Space) -> bytes:
    """Return what a user described a space by; nothing for others."""
    return (space.description or "").encode()


def refuse_other(path: Path, command: str, asked: Mapping[str, Any]) -> None:
    """Make sure that a result which is about to be written takes the place of no other.

    Parameters
    ----------
    path
        Its summary, which may be there of an earlier run.
    command
        What leaves such files.
    asked
        Entries of the summary that tell one result from another.

    Raises
    ------
    DataError
        If what is there differs in one of them.
    """
    if not path.exists():
        return
    there = read_summary(path, command)
    for name, value in asked.items():
        if there.get(name) != value:
            raise DataError(
                f"{path.parent} holds another result of {command}: {name} is "
                f"{there.get(name)!r:.60} there, asked for is {value!r:.60}; choose another folder "
                "(--out), or delete it"
            )


def read_summary(path: Path, command: str) -> dict[str, Any]:
    """Return what a file holds that `summary_json` made the content of.

    Parameters
    ----------
    path
        The file.
    command
        What leaves such files.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is damaged, or of a version that this one cannot read.
    """
    content = read_bytes(path)
    try:
        summary = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is damaged ({error}): run {command} again") from error
    if not isinstance(summary, dict):
        raise DataError(f"{path} is no summary of a run: run {command} again")
    found = summary.get("format")
    if found != _FORMAT:
        raise DataError(
            f"{path} is of format {found}, this version reads {_FORMAT}: "
            f"run {command} again, or use the version that wrote it"
        )
    return summary


def is_finished(
    folder: Path,
    kind: Kind,
    read: Callable[[Path], _Summarised],
    settings: Mapping[str, JSON],
    told: str,
) -> bool:
    """Tell whether a run with these settings is finished in a folder, and say so.

    Parameters
    ----------
    folder
        Which need not exist.
    kind
        Of the run.
    read
        Reads it, and checks its summary.
    settings
        What tells it from others.
    told
        What is said of it if it is.

    Raises
    ------
    DataMissingError, DataError
        If another run is there, or a damaged one.
    """
    if not (folder / "summary.json").exists():
        return False
    Run(folder).refuse_other_kind(kind)
    difference = first_difference(settings, read(folder).summary["settings"])
    if difference is not None:
        name, asked, there = difference
        raise DataError(
            f"{folder} holds another {kind}: {name} is {there} there, asked for is {asked}; "
            "choose another --out, or delete the folder"
        )
    say(f"{told}: {folder}")
    return True


def check_summary(run: Run, kinds: Mapping[str, type | tuple[type, ...]], command: str) -> None:
    """Make sure that a summary has what is read of it, each of its kind.

    Parameters
    ----------
    run
        The run.
    kinds
        Name → what its value has to be.
    command
        What leaves such summaries.

    Raises
    ------
    DataMissingError, DataError
        If the folder holds no run, or something is missing or of another kind.
    """
    check_entries(run.summary, run.folder, kinds, command)


def check_entries(
    summary: Mapping[str, Any],
    folder: Path,
    kinds: Mapping[str, type | tuple[type, ...]],
    command: str,
) -> None:
    """Make sure that a summary in a folder has what is read of it; see `check_summary`."""
    for name, kind in kinds.items():
        if name not in summary:
            raise DataError(
                f"the summary of {folder} has no '{name}': it is of another command or "
                f"version; give a run of {command}, or run it again"
            )
        value = summary[name]
        if not isinstance(value, kind):
            raise DataError(
                f"the summary of {folder} says that '{name}' is {value!r:.60}: it is damaged; "
                f"run {command} again"
            )


def summary_json(summary: Mapping[str, Any]) -> bytes:
    """Return the content of a file with a summary of anything."""
    content = {"format": _FORMAT, **summary}
    text = json.dumps(_plain(content), indent=2, ensure_ascii=False, allow_nan=False)
    return text.encode() + b"\n"


def _plain(value: Any) -> Any:
    """Return `value` with infinities as text, which JSON has no number for."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def write_edges(network: Network, path: Path) -> None:
    """Write the edges of a network as Parquet, one row an edge, sorted by source, then target.

    Columns: `source` and `target`, configuration numbers; `weight`; `rises`, whether the target is
    better, so that the edge is of the monotonic network, too.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    fitness = network.fitness
    columns = {
        "source": network.index[network.source],
        "target": network.index[network.target],
        "weight": network.weight,
        "rises": fitness[network.target] > fitness[network.source],
    }
    write_bytes(path, to_parquet(pa.table(columns)))


_PACKAGES = ("nas-landscape", "torch", "numpy", "igraph")


def now() -> dict[str, JSON]:
    """Return the time and the versions, for a record of how something was made."""
    return {"created": datetime.now(UTC).isoformat(timespec="seconds"), "versions": versions()}


def versions() -> dict[str, str]:
    """Return the versions of everything that has a part in a result."""
    return {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


def run_folder(out: Path | None, name: str) -> Path:
    """Return the folder of a run: `out`, or the one in ``runs`` that `name` stands for.

    >>> run_folder(None, "nb201-synflow-cifar10").as_posix()
    'runs/nb201-synflow-cifar10'
    """
    return out if out is not None else Path("runs") / folder_name(name)
