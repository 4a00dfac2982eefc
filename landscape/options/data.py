"""The options of the commands ``landscape data`` and of the functions of `landscape.data`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from landscape.options.base import Options, Shown
from landscape.options.shared import FillOptions, Folder, ReadingOptions

__all__ = [
    "DataFolderOptions",
    "DownloadOptions",
    "FindOptions",
    "ImportOptions",
    "ImportedOptions",
]


@dataclass(frozen=True, kw_only=True)
class DataFolderOptions(Options):
    """Where data are."""

    group: ClassVar[str] = "where"

    data_dir: Folder | None = None
    """Folder of data; by default $LANDSCAPE_DATA, $TORCH_HOME or ~/.torch."""


@dataclass(frozen=True)
class FindOptions(DataFolderOptions):
    """What `landscape.data.find` is asked for."""

    group: ClassVar[str] = "what"

    space: str | None = None
    """Of which space; by default of all."""

    _: KW_ONLY

    benchmark: str | None = None
    """Of which benchmark; by default of all."""


@dataclass(frozen=True)
class ImportedOptions(DataFolderOptions):
    """Which benchmark is meant."""

    group: ClassVar[str] = "what"

    benchmark: Annotated[str, Shown("NAME", argument=True, names="{benchmarks}")]
    """A benchmark that was imported, or, to be shown, is built in."""

    _: KW_ONLY


@dataclass(frozen=True, kw_only=True)
class _IntoOptions(DataFolderOptions):
    data_dir: Folder | None = None
    """Folder for the files; by default where they are looked for first."""


@dataclass(frozen=True)
class DownloadOptions(_IntoOptions):
    """What ``landscape data download`` is asked for."""

    group: ClassVar[str] = "what"

    dataset: Annotated[str, Shown("NAME", argument=True)]
    """Dataset: {downloads}."""

    _: KW_ONLY


@dataclass(frozen=True, kw_only=True)
class _TableOptions(Options):
    """What a table of one's own is."""

    group: ClassVar[str] = "data"

    space: str | None = None
    """Space of a table of your own: {spaces}."""

    name: str | None = None
    """What to call a table of your own; by default its file."""

    column: Annotated[tuple[str, ...], Shown("COLUMN=METRIC,...")] = ()
    """Column of your table and what it is:
    acc=test_acc,dataset=cifar10,hp=200,epoch=200,run=777,resolution=0.01. May be given several
    times; by default every column of numbers, under its own name."""


@dataclass(frozen=True)
class ImportOptions(DataFolderOptions, FillOptions, ReadingOptions, _TableOptions):
    """What `landscape.data.import_` is asked for."""

    group: ClassVar[str] = "what"

    benchmark: Annotated[str, Shown("NAME", argument=True)]
    """{benchmarks}; or table, for a table of your own."""

    path: Annotated[Path, Shown("PATH", argument=True)]
    """The file or folder as it was published."""

    _: KW_ONLY

    partial: bool = False
    """Take a benchmark of which records are missing."""

    def of_table(self) -> bool:
        """Tell whether something is said of a table of one's own."""
        said = (self.space, self.name, self.column, self.missing, self.fill_duplicates)
        read = (self.variables, self.where, self.mean_over)
        given = (self.key, self.index_of)
        return any(said) or any(read) or any(one is not None for one in given)
