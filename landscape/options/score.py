"""The options of ``landscape score`` and `proxies.score`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import ClassVar

from landscape.options.base import Commas, Options
from landscape.options.shared import (
    DatasetOptions,
    EngineOptions,
    Folder,
    FolderOptions,
    RankOptions,
    ScoringOptions,
    ShardOptions,
    SpaceOptions,
)

__all__ = ["ScoreOptions"]


@dataclass(frozen=True, kw_only=True)
class _ArchitectureOptions(Options):
    """Which architectures of the space; at most one of these is said."""

    archs: Path | None = None
    """Score these only: one architecture a line in any notation, or a table."""

    limit: int | None = None
    """Score the first N configurations only."""

    sample: int | None = None
    """Score N drawn by --seed only."""


@dataclass(frozen=True, kw_only=True)
class _MergeOptions(ShardOptions):
    group: ClassVar[str] = "where"

    merge: Folder | None = None
    """Join what the shards in this folder have scored, and score nothing; takes --out and --partial
    beside it."""

    partial: bool = False
    """With --merge: go on if shards are missing, with the architectures whose scores are there."""


@dataclass(frozen=True)
class ScoreOptions(
    _MergeOptions,
    FolderOptions,
    ScoringOptions,
    EngineOptions,
    RankOptions,
    _ArchitectureOptions,
    DatasetOptions,
    SpaceOptions,
):
    """What `proxies.score` is asked for."""

    group: ClassVar[str] = "what"

    metrics: Commas = ()
    """What to score: all, or of {metrics}."""

    _: KW_ONLY
