"""Architectures as drawings: as the record of their space says, else a list of variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.lazy import load_object
from landscape.spaces import FunctionalSpace, ProductSpace, record_of
from viz.cells.cell_data import CellDrawing, CellEdge, CellNode, CellRow
from viz.cells.cell_shapes import rows_height
from viz.cells.cell_svg import to_svg

if TYPE_CHECKING:
    from landscape.spaces import Space

__all__ = ["CellDrawing", "CellEdge", "CellNode", "CellRow", "cell_drawing", "to_svg"]


def cell_drawing(space: Space, architecture: int | str) -> CellDrawing | None:
    """Return the drawing of an architecture, or None for a space without cells or variables.

    A pure function of its arguments.

    Parameters
    ----------
    space
        One whose record has a drawing, see `landscape.spaces.SpaceRecord`, or any other product
        space, which is a list of variables and options.
    architecture
        Its configuration number, or its text in any notation of the space. A text of
        NAS-Bench-101 is drawn as it stands, which needs none of that space's tables.

    Raises
    ------
    ArchitectureError
        If it names no configuration of the space.
    """
    if isinstance(space, FunctionalSpace):  # a network is drawn as its canonical configuration
        return cell_drawing(space.base, int(space.representatives[space.parse(architecture)]))
    record = record_of(space)
    draw = load_object(record.drawing)
    # Another space that happens to have its name has other cells.
    if draw is not None and (not isinstance(record.make, type) or isinstance(space, record.make)):
        drawing: CellDrawing | None = draw(space, architecture)
        return drawing
    if not isinstance(space, ProductSpace):
        return None
    return _variables(space, space.parse(architecture))


def _variables(space: ProductSpace, index: int) -> CellDrawing:
    code = space.decode(np.asarray(index)).tolist()
    rows = tuple(
        CellRow(variable.name, variable.options[option])
        for variable, option in zip(space.variables, code, strict=True)
    )
    return CellDrawing(space.format(index), rows_height(len(rows)), rows=rows)
