"""The options of ``landscape stability`` and `landscape.stability`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Annotated, ClassVar

from landscape.options.base import Shown
from landscape.options.shared import (
    DatasetOptions,
    DuplicatesOptions,
    EngineOptions,
    FolderOptions,
    RankOptions,
    ResolutionOptions,
    ScoringOptions,
    ShardOptions,
    SpaceOptions,
)

__all__ = ["StabilityOptions"]


@dataclass(frozen=True)
class StabilityOptions(
    ShardOptions,
    FolderOptions,
    ScoringOptions,
    EngineOptions,
    DuplicatesOptions,
    ResolutionOptions,
    RankOptions,
    DatasetOptions,
    SpaceOptions,
):
    """What `landscape.stability` is asked for."""

    group: ClassVar[str] = "what"

    metric: str
    """What to climb on: {metrics}."""

    seeds: Annotated[int, Shown("K")]
    """How many seeds, from --seed on."""

    _: KW_ONLY
