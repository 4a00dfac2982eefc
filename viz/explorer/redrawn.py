"""A network figure in other places, or without its light edges: nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from viz.network.mlon_data import EdgeCounts
from viz.network.sizes import arrows, bundle, curves

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray
    from viz.network.mlon_data import MlonFigure
    from viz.network.sizes import Bundles

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
    light = figure.light if kept.all() else figure.light[:0]
    where = figure.positions if positions is None else positions
    edges = figure.edges[kept]
    place, angle = arrows(where, edges if len(figure.arrow_positions) else edges[:0])
    bundles = bundle(where, light, figure.heights if figure.layout == "3d" else None)
    counts = _counted_again(figure, kept, bundles, least)
    said = [note for note in figure.notes if note not in figure.edge_counts.sentences]
    return replace(
        figure,
        positions=where,
        edges=edges,
        weight=figure.weight[kept],
        edge_class=figure.edge_class[kept],
        curves=curves(where, edges),
        arrow_positions=place,
        arrow_angles=angle,
        light=light,
        bundles=bundles,
        edge_counts=counts,
        notes=(*said, *counts.sentences),
    )


def _counted_again(
    figure: MlonFigure, kept: BoolArray, bundles: Bundles, least: float
) -> EdgeCounts:
    """Return how edges are drawn once those not `kept` are left out.

    Then the lighter ones, which would be in bundles, are left out too.
    """
    before, bundled = figure.edge_counts, int(bundles.edges.sum())
    if kept.all():
        return replace(before, bundled=bundled, close=len(figure.light) - bundled)
    single = int(np.count_nonzero(kept))
    below = before.total - single - before.loops
    return EdgeCounts(single=single, below=below, loops=before.loops, least=least)
