"""The options of ``landscape compare`` and `landscape.compare`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from landscape.options.base import Shown
from landscape.options.shared import BootstrapOptions, Folder, FolderOptions, LabelOptions

__all__ = ["CompareOptions"]


@dataclass(frozen=True, kw_only=True)
class _OutOptions(FolderOptions):
    out: Folder | None = None
    """Folder for compare.json, .csv, .md and .tex and, of landscapes that are known whole,
    optima.csv and overlap.csv."""


@dataclass(frozen=True)
class CompareOptions(_OutOptions, BootstrapOptions, LabelOptions):
    """What `landscape.compare` is asked for."""

    group: ClassVar[str] = "what"

    runs: Annotated[tuple[Path | object, ...], Shown("RUN", argument=True)]
    """Folders that landscape build or sample left: each is compared with the last one. Or those of
    landscape search: each is compared with the best of its dataset."""

    _: KW_ONLY

    published: bool = False
    """Add the rows that papers printed of the same datasets, to searches."""

    quality: Annotated[Path | object | None, Shown("RUN")] = None
    """Run whose fitness says how good an architecture is; by default the last RUN."""
