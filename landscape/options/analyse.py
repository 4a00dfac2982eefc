"""The options of ``landscape analyse`` and `landscape.analyse`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from landscape.options.base import Shown
from landscape.options.shared import Folder, FolderOptions, LabelOptions

__all__ = ["AnalyseOptions"]


@dataclass(frozen=True, kw_only=True)
class _OutOptions(FolderOptions):
    out: Folder | None = None
    """Folder for profile.csv, one row a run."""


@dataclass(frozen=True)
class AnalyseOptions(_OutOptions, LabelOptions):
    """What `landscape.analyse` is asked for."""

    group: ClassVar[str] = "what"

    runs: Annotated[tuple[Path | object, ...], Shown("RUN", argument=True)]
    """Folders that landscape build left."""

    _: KW_ONLY
