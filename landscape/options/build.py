"""The options of ``landscape build`` and `landscape.build`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import ClassVar

from landscape.options.base import Options
from landscape.options.shared import (
    BenchmarkOptions,
    DatasetOptions,
    DuplicatesOptions,
    EngineOptions,
    EscapeOptions,
    FillOptions,
    FolderOptions,
    RankOptions,
    ReadingOptions,
    ResolutionOptions,
    ScoringOptions,
    ShardOptions,
    SpaceOptions,
    TableAtHand,
    TableOptions,
)

__all__ = ["BuildOptions"]


@dataclass(frozen=True, kw_only=True)
class _FileOptions(Options):
    group: ClassVar[str] = "where"

    graphml: bool | None = None
    """Write the networks as GraphML; by default up to half a million edges."""

    pictures: bool | None = None
    """Draw the network; by default up to half a million edges."""


@dataclass(frozen=True, kw_only=True)
class _TableOptions(TableOptions):
    group: ClassVar[str] = "data"

    scores: Path | TableAtHand | None = None
    """Parquet or CSV file with scores of your own, one row an architecture; --dataset is then a
    label, and known of tables that landscape score wrote."""

    minimize: bool = False
    """Lower values of --scores are better."""


@dataclass(frozen=True)
class BuildOptions(
    _FileOptions,
    ShardOptions,
    FolderOptions,
    ScoringOptions,
    EngineOptions,
    BenchmarkOptions,
    FillOptions,
    ReadingOptions,
    _TableOptions,
    EscapeOptions,
    DuplicatesOptions,
    ResolutionOptions,
    RankOptions,
    DatasetOptions,
    SpaceOptions,
):
    """What `landscape.build` is asked for."""

    group: ClassVar[str] = "what"

    metric: str
    """What to climb on: {metrics}; a metric of a benchmark, such as val_acc; or a column of
    --scores."""

    _: KW_ONLY
