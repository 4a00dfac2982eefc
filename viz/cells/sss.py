"""Drawn sizes of the size space of NATS-Bench: a bar a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.spaces.sss import CHANNELS, LAYERS
from viz.cells.cell_data import CellDrawing, CellRow, rows_height

if TYPE_CHECKING:
    from landscape.spaces.sss import SSS

__all__ = ["draw_sss"]


def draw_sss(space: SSS, architecture: int | str) -> CellDrawing:
    """Return the layers and their channels."""
    index = space.parse(architecture)
    channels = space.channels(np.asarray(index)).tolist()
    rows = tuple(
        CellRow(layer, str(count), count / CHANNELS[-1])
        for layer, count in zip(LAYERS, channels, strict=True)
    )
    return CellDrawing(space.format(index), rows_height(len(rows)), rows=rows)
