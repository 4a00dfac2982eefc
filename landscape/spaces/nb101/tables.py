"""The cells and their neighbours, made once a machine and read once a process."""

from __future__ import annotations

import functools
import io
import logging
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.disk.files import read_bytes, write_bytes, writing
from landscape.disk.work_folder import check_seal, seal_archive
from landscape.errors import DataError, DataMissingError, OutputError
from landscape.spaces.nb101.enumeration import Cells, distinct_cells
from landscape.spaces.nb101.moves import single_moves
from landscape.spaces.neighbour_lists import NeighbourLists

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import numpy.typing as npt


__all__ = ["cells_in", "kept", "neighbours_in"]

_log = logging.getLogger(__name__)

_VERSION = 1
"""To be raised with any change to what the files hold."""


@functools.cache
def cells_in(folder: Path) -> Cells:
    """Return all distinct cells, from `folder` if they are there."""

    def make() -> dict[str, npt.NDArray[Any]]:
        _log.info("listing the cells of NAS-Bench-101, once on this machine: a minute or two")
        return vars(distinct_cells())

    return Cells(**kept(folder / "nb101-cells.npz", f"nb101 cells {_VERSION}", make))


@functools.cache
def neighbours_in(folder: Path) -> NeighbourLists:
    """Return the neighbours of every cell, from `folder` if they are there."""

    def make() -> dict[str, npt.NDArray[Any]]:
        cells = cells_in(folder)
        _log.info("finding the neighbours of all cells, once on this machine: less than a minute")
        return vars(single_moves(cells))

    name = "nb101-neighbours.npz"
    return NeighbourLists(**kept(folder / name, f"nb101 neighbours {_VERSION}", make))


_log = logging.getLogger(__name__)


def kept(
    path: Path, what: str, make: Callable[[], Mapping[str, npt.NDArray[Any]]]
) -> Mapping[str, npt.NDArray[Any]]:
    """Return the arrays in the file `path`, or make them and leave them there.

    Two processes that make the same at once each replace the file as a whole. A file that cannot
    be read is made again, with a warning; if none can be written, the next process makes the
    arrays again.

    Parameters
    ----------
    path
        The file; its folder is made if need be.
    what
        Everything the content depends on, such as a name and a version; another `what` makes the
        file another's.
    make
        Returns the arrays by name.
    """
    try:
        return _unpacked(path, read_bytes(path), what)
    except DataMissingError:
        pass  # nobody has made it yet
    except DataError as error:
        _log.warning("%s; it is made again", error)
    arrays = make()
    try:
        with writing(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, _packed(arrays, what))
    except OutputError as error:
        _log.warning("%s; it is made again next time", error)
    return arrays


def _packed(arrays: Mapping[str, npt.NDArray[Any]], what: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    return seal_archive(buffer.getvalue(), what)


def _unpacked(path: Path, content: bytes, what: str) -> dict[str, npt.NDArray[Any]]:
    check_seal(path, content, what)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (ValueError, OSError, zipfile.BadZipFile) as error:  # somebody knows how to sum
        raise DataError(f"{path} is no file of arrays ({error})") from error
