"""The options of ``landscape reproduce`` and `landscape.reproduce`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Annotated, ClassVar

from landscape.options.base import Options, Shown
from landscape.options.shared import Folder, FolderOptions

__all__ = ["ReproduceOptions"]


@dataclass(frozen=True, kw_only=True)
class _TrialOptions(Options):
    group: ClassVar[str] = "how"

    trials: int | None = None
    """Trials of each search; by default as many as the paper ran."""

    seed: int = 0
    """Picks the chance of all searches."""

    data_dir: Folder | None = None
    """Folder to look for benchmarks and images in first."""


@dataclass(frozen=True)
class ReproduceOptions(FolderOptions, _TrialOptions):
    """What `landscape.reproduce` is asked for."""

    group: ClassVar[str] = "what"

    paper: Annotated[str, Shown("PAPER", argument=True)]
    """Which paper: {papers}."""

    _: KW_ONLY

    only: Annotated[tuple[str, ...], Shown("NAME,NAME,...", commas=True)] = ()
    """Figures and tables to make, such as fig2,table4, as landscape list papers has them; by
    default all."""
