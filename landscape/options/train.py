"""The options of ``landscape train`` and `landscape.train`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

from landscape.options.base import Options, Shown
from landscape.options.shared import DatasetOptions, Folder, FolderOptions, RecipeOptions

__all__ = ["TrainOptions"]


@dataclass(frozen=True, kw_only=True)
class _DataOptions(Options):
    group: ClassVar[str] = "data"

    data: Annotated[str | Path | None, Shown("FILE")] = None
    """What is learnt from: an .npz file with images and labels; by default the dataset's own
    files."""

    data_dir: Folder | None = None
    """Folder to look for the dataset's files in first."""


@dataclass(frozen=True, kw_only=True)
class _HowOptions(Options):
    group: ClassVar[str] = "how"

    epochs: int | None = None
    """Epochs of training, over which the learning rate falls to 0; default 12."""

    seed: int = 0
    """Picks which images validate and test, the initial weights, and the order of images."""

    device: Annotated[str, Shown(names="{devices}")] = "auto"
    """auto, cpu, cuda or cuda:N."""


@dataclass(frozen=True)
class TrainOptions(FolderOptions, RecipeOptions, _HowOptions, _DataOptions, DatasetOptions):
    """What `landscape.train` is asked for.

    Python may give an architecture as a number or a tuple, and a search as what `search.search`
    returned.
    """

    group: ClassVar[str] = "what"

    architecture: Annotated[str | object, Shown("ARCH", argument=True)]
    """Architecture in any notation, or its configuration number; with --winner the folder of a
    search."""

    _: KW_ONLY

    winner: bool = False
    """Train the best architecture that a finished search found, whose folder stands for ARCH."""

    space: str | None = None
    """Search space: {spaces}; or FILE.toml. By default nb201, or that of the search."""

    def images(self) -> dict[str, Any]:
        """Return name and value of the options of images and device, as scoring takes them."""
        names = ("data", "data_dir", "seed", "device")
        return {name: getattr(self, name) for name in names}
