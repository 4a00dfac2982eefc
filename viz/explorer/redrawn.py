"""A network figure in other places, or without its light edges: nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from landscape.numbers import number_text
from viz.bundles import bundle
from viz.curves import arrows, curves

if TYPE_CHECKING:
    from landscape.arrays import FloatArray
    from viz.mlon_data import MlonFigure

__all__ = ["levels", "redrawn"]

_LEVELS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000)


def levels(figure: MlonFigure) -> list[int]:
    """Return round weights below which edges can be left out; the first keeps all of them."""
    top = figure.weight.max(initial=1)
    return [level for level in _LEVELS if level <= max(top, 1)]


def redrawn(
    figure: MlonFigure, *, positions: FloatArray | None = None, least: float = 0
) -> MlonFigure:
    """Return the figure with its nodes elsewhere, or with heavy edges only.

    Widths, sizes and colours mean the same as before, which drawing the network anew would not
    keep.

    Parameters
    ----------
    figure
        What to change.
    positions
        Shape ``(n, 2)``, in the unit square; None leaves the nodes where they are.
    least
        The least weight of an edge that is drawn.
    """
    kept = figure.weight >= least
    if positions is None and kept.all():
        return figure
    light = np.zeros((0, 2), dtype=np.int64)
    where = figure.positions if positions is None else positions
    edges = figure.edges[kept]
    place, angle = arrows(where, edges if len(figure.arrow_positions) else edges[:0])
    said = figure.notes
    if not kept.all():
        said = (
            *said,
            f"Drawn are the {len(edges):,} edges of weight {number_text(least)} or more.",
        )
    return replace(
        figure,
        positions=where,
        edges=edges,
        weight=figure.weight[kept],
        edge_class=figure.edge_class[kept],
        curves=curves(where, edges),
        arrow_positions=place,
        arrow_angles=angle,
        bundles=bundle(where, light),
        notes=said,
    )
