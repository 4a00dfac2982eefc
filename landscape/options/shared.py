"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from landscape.errors import OptionError
from landscape.options.base import Options, Shown
from landscape.registry import find_name

if TYPE_CHECKING:
    from landscape.engines.protocol import Engine
    from landscape.scores.keys import Reading
    from landscape.spaces import Space

    TableAtHand = Any
else:
    Space = TableAtHand = object  # help is shown without what they are

__all__ = [
    "BenchmarkOptions",
    "BootstrapOptions",
    "DatasetOptions",
    "DryRunOptions",
    "DuplicatesOptions",
    "EngineOptions",
    "EscapeOptions",
    "FillOptions",
    "Folder",
    "FolderOptions",
    "LabelOptions",
    "LiveScoringOptions",
    "RankOptions",
    "ReadingOptions",
    "RecipeOptions",
    "ResolutionOptions",
    "ScheduleOptions",
    "ScoringOptions",
    "ShardOptions",
    "SpaceOptions",
    "TableAtHand",
    "TableOptions",
    "is_merged",
    "written",
]

Folder = Annotated[Path, Shown("DIR")]
"""What the command line calls DIR."""


@dataclass(frozen=True, kw_only=True)
class SpaceOptions(Options):
    """Which space; Python may give one itself, or a graph of networkx or igraph."""

    leaves_folder: ClassVar[bool] = True
    """Whether a folder is left, whose readers have to know the space."""

    space: str | Space = "nb201"
    """Search space: {spaces}; or FILE.toml."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.space, str):
            from landscape.spaces.space_file import space_at_hand  # a command never needs it

            known = space_at_hand(self.space, is_kept=self.leaves_folder)
            object.__setattr__(self, "space", known)

    def record(self) -> dict[str, Any]:
        """Return what was asked for; a space by its name."""
        own = {} if isinstance(self.space, str) else {"space": self.space.name}
        return super().record() | own


@dataclass(frozen=True, kw_only=True)
class TableOptions(Options):
    """Scores of one's own: a file, or what a program has at hand."""

    group: ClassVar[str] = "data"

    scores: Path | TableAtHand | None = None
    """Table with scores of your own, one row an architecture."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.scores is not None and not isinstance(self.scores, Path):
            from landscape.spaces import get_space  # a command never needs these
            from landscape.tables.memory import table_at_hand

            space = get_space(getattr(self, "space"))  # noqa: B009 - of another class
            table = table_at_hand(self.scores, space, self.names_of_scores)
            object.__setattr__(self, "scores", table)

    @property
    def names_of_scores(self) -> tuple[str, ...]:
        """What is read of `scores`."""
        metric = getattr(self, "metric", None)
        return () if metric is None else (metric,)

    def record(self) -> dict[str, Any]:
        """Return what was asked for; scores of a program by what they are, and their checksum."""
        is_said = self.scores is None or isinstance(self.scores, Path)
        return super().record() | ({} if is_said else {"scores": str(self.scores)})


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
class EscapeOptions(Options):
    """Which neighbours of optima escapes go to."""

    escape: int = 2
    """Distance of escapes from local optima: 1, 2 or 3 changes."""


@dataclass(frozen=True, kw_only=True)
class ReadingOptions(Options):
    """How a table of one's own is read."""

    group: ClassVar[str] = "data"

    key: Annotated[str | None, Shown("COLUMN")] = None
    """Column of the table with the architectures, in any notation."""

    index_of: Annotated[str | None, Shown("BENCHMARK")] = None
    """The table's architectures are this benchmark's own index: nats, nb101."""

    variables: Annotated[tuple[str, ...], Shown("COLUMN,COLUMN,...", commas=True)] = ()
    """Columns of the table with one variable of the space each, in place of --key: by the names of
    the variables in any order, or in their order. Columns called as all variables are need no
    naming."""

    where: Annotated[tuple[str, ...], Shown("CONDITION")] = ()
    """Read only the rows for which this holds, such as "latency_ms < 5 and seed = 3"; what has no
    such row is missing. May be given several times."""

    mean_over: Annotated[tuple[str, ...], Shown("COLUMN,COLUMN,...", commas=True)] = ()
    """Take the mean of the rows of an architecture that these columns tell apart, such as seed."""

    missing: Annotated[tuple[str, ...], Shown("VALUE")] = ()
    """What means in the table that there is no number, such as -1. May be given several times."""

    def reading(self) -> Reading:
        """Return how the table is read.

        Raises
        ------
        OptionError
            If a condition is none.
        """
        from landscape.scores.keys import Reading  # help is shown without numpy

        if self.where:
            from landscape.tables.conditions import parse_conditions

            where = tuple(map(str, parse_conditions(self.where)))
        else:
            where = ()
        return Reading(self.key, self.index_of, where, self.missing, self.variables, self.mean_over)


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

    init: Annotated[str, Shown(names="{initialisations}")] = "shared"
    """shared: one weight a place for all; independent: one for each network, which architectures
    that build the same one share."""

    precision: Annotated[str, Shown(names="{precisions}")] = "single"
    """single, or double to see what rounding does."""

    device: Annotated[str, Shown(names="{devices}")] = "auto"
    """auto, cpu, cuda (all GPUs of the machine) or cuda:N."""

    at_once: int | None = None
    """Architectures evaluated at once; by default as memory allows."""

    def scoring(self) -> dict[str, Any]:
        """Return name and value of the options of scoring alone."""
        return {field.name: getattr(self, field.name) for field in fields(ScoringOptions)}


@dataclass(frozen=True, kw_only=True)
class RecipeOptions(Options):
    """How networks are trained."""

    group: ClassVar[str] = "how"

    augment: Annotated[tuple[str, ...] | None, Shown("NAME,...", commas=True)] = None
    """How training images are varied: none, flip, crop; default flip,crop."""

    learning_rate: Annotated[float | None, Shown("RATE")] = None
    """What training starts with; default 0.1."""

    train_batch: int | None = None
    """Images a step of training; default 256."""

    recipe: Annotated[str | object | None, Shown("FILE.py:NAME")] = None
    """Recipe of your own: a function in a Python file, or the name of one that is registered."""

    @property
    def recipe_name(self) -> str | None:
        """What the recipe of one's own is called."""
        if self.recipe is None or isinstance(self.recipe, str):
            return self.recipe
        return str(getattr(self.recipe, "__name__", type(self.recipe).__name__))

    def record(self) -> dict[str, Any]:
        """Return what was asked for; a function by its name."""
        own = {} if self.recipe is None else {"recipe": Path(str(self.recipe_name)).name}
        return super().record() | own


@dataclass(frozen=True, kw_only=True)
class EngineOptions(Options):
    """Who does the work; results are the same, whoever it is."""

    group: ClassVar[str] = "how"
    unrecorded: ClassVar[frozenset[str]] = frozenset({"engine", "scheduler", "workers"})

    engine: Annotated[str, Shown("local|dask")] = "local"
    """local: this process, with all cores or GPUs of the machine; dask: the workers of a Dask
    cluster."""

    scheduler: Annotated[str | None, Shown("ADDRESS|FILE")] = None
    """Where the Dask cluster is: the address of its scheduler, or the file that it wrote. By
    default one is started on this machine."""

    workers: int | None = None
    """Dask workers to start on this machine; by default one a GPU, or one a core, up to 4."""

    @property
    def is_local(self) -> bool:
        """Whether this process does the work itself.

        Raises
        ------
        UnknownNameError
            If there is no such engine.
        """
        return find_name("engine", self.engine, ("local", "dask")) == "local"

    def opened(self) -> Engine:
        """Return who does the work, to be used in a ``with`` block; nothing is started yet.

        Raises
        ------
        OptionError
            If options contradict each other, or Dask is not installed.
        """
        if self.is_local:
            if self.scheduler is not None or self.workers is not None:
                raise OptionError("--scheduler and --workers are for --engine dask: add it")
            from landscape.engines.local import Local  # help is shown without

            return Local()
        if self.scheduler is not None and self.workers is not None:
            raise OptionError(
                "--workers starts workers on this machine, and --scheduler names a cluster that "
                "has its own: leave one of them out"
            )
        from landscape.engines.dask import Dask  # Dask is slow to import, and optional

        return Dask(self.scheduler, self.workers, device=getattr(self, "device", "auto"))


@dataclass(frozen=True, kw_only=True)
class ShardOptions(Options):
    """Which part of the work is done here."""

    group: ClassVar[str] = "where"

    shard: Annotated[str | None, Shown("I/N")] = None
    """Score the i-th of n parts only, such as 2/4, and leave it in the folder, which other machines
    may share. Without it, the same command goes on from all parts that are there."""


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


@dataclass(frozen=True, kw_only=True)
class DryRunOptions(Options):
    """Whether anything is done. Of commands alone: in Python it is `landscape.dry_run`."""

    group: ClassVar[str] = "where"

    dry_run: bool = False
    """Only say what is there already, what is to be evaluated, about how long it takes (a few
    networks are timed), and what would be written."""

    def asked(self) -> dict[str, Any]:
        """Return name and value of every other option, as keywords of the command's function."""
        return {name: value for name, value in self.arguments().items() if name != "dry_run"}


def written(values: Any) -> Any:
    """Return a mapping as texts ``NAME=VALUE``; None is the default."""
    if not isinstance(values, Mapping):
        return values
    said = {True: "yes", False: "no"}
    return tuple(
        f"{name}={said[value] if isinstance(value, bool) else value}"
        for name, value in values.items()
        if value is not None
    )
