"""The options of ``landscape reproduce`` and `landscape.reproduce`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from landscape.errors import OptionError
from landscape.options.base import Options, Shown, path_of
from landscape.options.shared import Folder, FolderOptions, written

__all__ = ["ReproduceOptions"]


@dataclass(frozen=True, kw_only=True)
class _TrialOptions(Options):
    group: ClassVar[str] = "how"

    trials: int | None = None
    """Trials of each search; by default as many as the paper ran."""

    seed: int = 0
    """Picks the chance of all searches."""


@dataclass(frozen=True, kw_only=True)
class _DataOptions(Options):
    group: ClassVar[str] = "data"

    data: Annotated[tuple[str, ...], Shown("DATASET=FILE")] = ()
    """Images to score networks on, in place of a dataset's own: cifar10=FILE.npz. May be given
    several times, once a dataset. Table 1 of rank-nas takes them."""

    data_dir: Folder | None = None
    """Folder to look for benchmarks and images in first."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", written(self.data))
        super().__post_init__()

    @property
    def images(self) -> list[tuple[str, Path]]:
        """Names of datasets, as they were given, and files of their images.

        Raises
        ------
        OptionError
            If one is not written so.
        """
        found = []
        for said in self.data:
            dataset, _, path = said.partition("=")
            if not (dataset and path):
                raise OptionError(
                    f"--data {said}: expected DATASET=FILE, such as cifar10=images.npz"
                )
            found.append((dataset, path_of(path)))
        return found


@dataclass(frozen=True)
class ReproduceOptions(FolderOptions, _DataOptions, _TrialOptions):
    """What `landscape.reproduce` is asked for; Python may give `data` as a mapping."""

    group: ClassVar[str] = "what"

    paper: Annotated[str, Shown("PAPER", argument=True)]
    """Which paper: {papers}."""

    _: KW_ONLY

    only: Annotated[tuple[str, ...], Shown("NAME,NAME,...", commas=True)] = ()
    """Figures and tables to make, such as fig2,table4, as landscape list papers has them; by
    default all."""
