"""The options of ``landscape uncertainty`` and `landscape.uncertainty`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import ClassVar

from landscape.options.base import Options
from landscape.options.shared import (
    BootstrapOptions,
    DatasetOptions,
    DuplicatesOptions,
    EscapeOptions,
    Folder,
    FolderOptions,
    ResolutionOptions,
    ScheduleOptions,
    SpaceOptions,
)

__all__ = ["UncertaintyOptions"]


@dataclass(frozen=True, kw_only=True)
class _WhereOptions(Options):
    group: ClassVar[str] = "data"

    data_dir: Folder | None = None
    """Folder to look for benchmarks in first."""


@dataclass(frozen=True)
class UncertaintyOptions(
    FolderOptions,
    BootstrapOptions,
    _WhereOptions,
    ScheduleOptions,
    EscapeOptions,
    DuplicatesOptions,
    ResolutionOptions,
    DatasetOptions,
    SpaceOptions,
):
    """What `landscape.uncertainty` is asked for."""

    group: ClassVar[str] = "what"

    metric: str
    """Metric of a benchmark, such as val_acc."""

    _: KW_ONLY

    dataset: str | None = None
    """Dataset, as the benchmark names it."""
