"""The cells and their neighbours, made once a machine and read once a process."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any

from landscape.spaces.nb101.array_file import kept
from landscape.spaces.nb101.enumeration import Cells, distinct_cells
from landscape.spaces.nb101.moves import single_moves
from landscape.spaces.space import NeighbourLists

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

__all__ = ["cells_in", "neighbours_in"]

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
