"""Options that several commands have."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from landscape.options.base import Options, Shown
from landscape.registry import find_name

if TYPE_CHECKING:
    from landscape.scores.keys import Reading

__all__ = [
    "BenchmarkOptions",
    "BootstrapOptions",
    "DatasetOptions",
    "DuplicatesOptions",
    "FillOptions",
    "Folder",
    "FolderOptions",
    "LabelOptions",
    "LiveScoringOptions",
    "RankOptions",
    "ReadingOptions",
    "ResolutionOptions",
    "ScheduleOptions",
    "ScoringOptions",
    "SpaceOptions",
    "is_merged",
]

Folder = Annotated[Path, Shown("DIR")]
"""What the command line calls DIR."""


@dataclass(frozen=True, kw_only=True)
class SpaceOptions(Options):
    """Which space."""

    space: str = "nb201"
    """Search space: {spaces}; or FILE.toml."""


@dataclass(frozen=True, kw_only=True)
class DatasetOptions(Options):
    """Which images networks are for."""

    dataset: str | None = None
    """Image size and classes: {datasets}; default cifar10, or what --data FILE holds."""


@dataclass(frozen=True, kw_only=True)
class RankOptions(Options):
    """What the metric rank is made of."""

    rank_of: Annotated[
        tuple[str, ...] | None, Shown("NAME,NAME,...", commas=True, names="{metrics}")
    ] = None
    """Metrics whose ranks the metric rank sums up."""


@dataclass(frozen=True, kw_only=True)
class DuplicatesOptions(Options):
    """What becomes of configurations that build the same network."""

    duplicates: Annotated[str, Shown("keep|merge")] = "keep"
    """keep: configurations as they are; merge: the functional landscape, each network once, with
    the score of its canonical configuration."""


def is_merged(duplicates: str) -> bool:
    """Tell whether duplicates are to be merged.

    Raises
    ------
    UnknownNameError
        If they are neither to be kept nor merged.
    """
    return find_name("way with duplicates", duplicates, ("keep", "merge")) == "merge"


@dataclass(frozen=True, kw_only=True)
class FillOptions(Options):
    """What becomes of configurations that a table has under another name."""

    group: ClassVar[str] = "data"

    fill_duplicates: bool = False
    """Architectures that a table or benchmark lacks take the value of the canonical one, which
    builds the same network."""


@dataclass(frozen=True, kw_only=True)
class ResolutionOptions(Options):
    """The lattice that fitness is snapped to."""

    resolution: Annotated[str | None, Shown("R")] = None
    """Snap fitness to multiples of this before anything else; none leaves it as it is. By default
    that of the metric."""


@dataclass(frozen=True, kw_only=True)
class ReadingOptions(Options):
    """How a table of one's own is read."""

    group: ClassVar[str] = "data"

    key: Annotated[str | None, Shown("COLUMN")] = None
    """Column of the table with the architectures, in any notation."""

    index_of: Annotated[str | None, Shown("BENCHMARK")] = None
    """The table's architectures are this benchmark's own index: nats, nb101."""

    missing: Annotated[tuple[str, ...], Shown("VALUE")] = ()
    """What means in the table that there is no number, such as -1. May be given several times."""

    def reading(self, where: tuple[str, str] | None = None) -> Reading:
        """Return how the table is read; of only the rows where a column has a value, if said."""
        from landscape.scores.keys import Reading  # help is shown without numpy

        return Reading(self.key, self.index_of, where, self.missing)


@dataclass(frozen=True, kw_only=True)
class ScheduleOptions(Options):
    """Which measurement of a benchmark, of all its training runs."""

    group: ClassVar[str] = "data"

    benchmark: Annotated[str | None, Shown(names="{benchmarks}")] = None
    """Benchmark to take a metric from; see landscape data list."""

    hp: str | None = None
    """Training schedule of a benchmark, a run of its own; by default the longest that has the
    epoch."""

    epoch: int | None = None
    """Epoch of the schedule; by default the last."""


@dataclass(frozen=True, kw_only=True)
class BenchmarkOptions(ScheduleOptions):
    """Which measurement of a benchmark."""

    run: str | None = None
    """Training run (seed) of a benchmark; by default the mean."""


@dataclass(frozen=True, kw_only=True)
class ScoringOptions(Options):
    """How untrained networks are scored."""

    group: ClassVar[str] = "how"

    data: Annotated[str | Path | None, Shown("FILE")] = None
    """Images for the metrics that need some: an .npz file, or noise; by default the dataset's own
    files. built-in takes scores that come with the package instead."""

    data_dir: Folder | None = None
    """Folder to look for the dataset's files in first."""

    batch_size: int = 32
    """Images in the batch that all architectures see."""

    seed: int = 0
    """Picks the random initial weights."""

    repeats: int = 1
    """Initialisations to average over."""

    init: str = "shared"
    """shared: one weight a place for all; independent: one for each network, which architectures
    that build the same one share."""

    precision: str = "single"
    """single, or double to see what rounding does."""

    device: str = "auto"
    """auto, cpu, cuda or cuda:N."""

    at_once: int | None = None
    """Architectures evaluated at once; by default as memory allows."""

    def scoring(self) -> dict[str, Any]:
        """Return name and value of the options of scoring alone."""
        return {field.name: getattr(self, field.name) for field in fields(ScoringOptions)}


@dataclass(frozen=True, kw_only=True)
class LiveScoringOptions(ScoringOptions):
    """How untrained networks are scored for a search, whose chance the seed picks."""

    group: ClassVar[str] = "how"

    seed: int = 0
    """Picks the chance of all trials."""

    weights: int = 0
    """Picks the random initial weights."""

    def scoring(self) -> dict[str, Any]:
        """Return name and value of the options of scoring alone: its seed picks the weights."""
        return {**super().scoring(), "seed": self.weights}


@dataclass(frozen=True, kw_only=True)
class BootstrapOptions(Options):
    """How the bootstrap draws."""

    group: ClassVar[str] = "how"

    resamples: int = 200
    """How often the bootstrap draws anew."""

    seed: int = 0
    """Picks what the bootstrap draws."""


@dataclass(frozen=True, kw_only=True)
class LabelOptions(Options):
    """What runs are called."""

    label: tuple[str, ...] = ()
    """What a run is called, once for each RUN in their order; by default what tells them apart."""


@dataclass(frozen=True, kw_only=True)
class FolderOptions(Options):
    """Where results go."""

    group: ClassVar[str] = "where"
    unrecorded: ClassVar[frozenset[str]] = frozenset({"out"})

    out: Folder | None = None
    """Folder for the results; by default one in runs."""
