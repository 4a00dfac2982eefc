"""Where the checkpoints of networks lie: a folder an architecture, a file a rung."""

from __future__ import annotations

import logging
import re
import shutil
from typing import TYPE_CHECKING

from landscape.disk.files import remove_partials, writing
from landscape.errors import DataError
from search.training.checkpoint import read_checkpoint, write_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from landscape.disk.files import JSON
    from landscape.spaces import Space
    from search.training.checkpoint import Checkpoint

__all__ = ["Shelf"]

_NAME = re.compile(r"(?P<kind>epoch|passing)-(?P<epoch>\d{5,})\.pt")
_DIGITS = 5

_log = logging.getLogger("landscape.search")


class Shelf:
    """The checkpoints of one architecture.

    ``epoch-00012.pt`` is kept: a rung. ``passing-00010.pt`` lies between rungs, and goes when
    something later is there.

    Parameters
    ----------
    folder
        Of all checkpoints of a training.
    space, configuration
        Whose they are.
    """

    def __init__(self, folder: Path, space: Space, configuration: int) -> None:
        digits = len(str(space.size - 1))
        self._folder = folder / f"{configuration:0{digits}d}"

    @staticmethod
    def configurations(folder: Path, space: Space) -> list[int]:
        """Return the configurations of a space that have checkpoints in `folder`, ascending."""
        if not folder.is_dir():
            return []
        named = (int(path.name) for path in folder.iterdir() if path.name.isdecimal())
        return sorted(number for number in named if number < space.size)

    def put(self, checkpoint: Checkpoint, *, is_rung: bool) -> None:
        """Keep a checkpoint, and remove those that it supersedes.

        Raises
        ------
        OutputError
            If the folder cannot be written to.
        """
        kind = "epoch" if is_rung else "passing"
        path = self._folder / f"{kind}-{checkpoint.epoch:0{_DIGITS}d}.pt"
        with writing(path):
            self._folder.mkdir(parents=True, exist_ok=True)
            remove_partials(self._folder)
        write_checkpoint(path, checkpoint)
        with writing(path):
            for older in self._paths():
                if older.name.startswith("passing") and older != path:
                    older.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the checkpoints; raises `OutputError` if that cannot be done."""
        with writing(self._folder):
            if self._folder.is_dir():
                shutil.rmtree(self._folder)

    def newest(self, asked: Mapping[str, JSON]) -> Checkpoint | None:
        """Return the checkpoint after most epochs; None if there is none that can be read.

        A damaged one is told of, and the one before it taken.

        Raises
        ------
        DataError
            If it is of another training than is asked for.
        """
        for path in self._paths():
            try:
                checkpoint = read_checkpoint(path)
            except DataError as error:
                reason = str(error).split(" (")[0]  # without what PyTorch has to say of zip files
                _log.warning("doing what came after the checkpoint before it again: %s", reason)
                continue
            checkpoint.check(asked, path)
            return checkpoint
        return None

    def _paths(self) -> list[Path]:
        """Return the files, that after most epochs first."""
        return [path for _, path in sorted(self._found(), reverse=True)]

    def _found(self) -> Iterator[tuple[int, Path]]:
        for path in self._folder.glob("*.pt"):
            name = _NAME.fullmatch(path.name)
            if name is not None:
                yield int(name["epoch"]), path
