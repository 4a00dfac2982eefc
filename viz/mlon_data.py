"""The data of a network figure: everything a renderer draws, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray, IntArray
    from viz.sizes import SizeKey
    from viz.widths import WidthClass

__all__ = ["MlonFigure"]


@dataclass(frozen=True, eq=False)
class MlonFigure:
    """A local optima network as it is drawn; ``n`` nodes, ``m`` edges.

    Attributes
    ----------
    positions
        Shape ``(n, 2)``, in the unit square, second coordinate upwards.
    node_size
        Shape ``(n,)``: diameters in points; the area grows linearly with `size_value`.
    size_value
        Shape ``(n,)``: incoming edges (members in a CMLON).
    fitness
        Shape ``(n,)``: as measured, -inf included.
    colour
        Shape ``(n,)``: fitness clamped to `colour_range`.
    colour_range
        Lowest and highest finite fitness.
    colour_label, size_label, width_label
        Headings of the legends.
    names
        Architectures, one a node.
    hover
        What is known of each node, lines separated by line feeds; the first is the architecture.
    sinks, globals_
        Shape ``(n,)``: nodes no edge leaves towards a better optimum; nodes nothing is better than.
    edges
        Shape ``(m, 2)``: source and target of the drawn edges.
    weight
        Shape ``(m,)``.
    edge_class
        Shape ``(m,)``: position of each edge's class in `width_classes`.
    curves
        Shape ``(m, points, 2)``: each edge as a line, turning clockwise from source to target.
    arrow_positions, arrow_angles
        Shapes ``(a, 2)`` and ``(a,)``, degrees clockwise from up: arrowheads along the edges, in
        the order of `edges`; ``a`` is 0 where there are too many edges, else ``m``.
    size_keys, width_classes
        Entries of the legends.
    title, subtitle
        Texts above the figure.
    notes
        What a reader has to know, one sentence each.
    """

    positions: FloatArray
    node_size: FloatArray
    size_value: IntArray
    fitness: FloatArray
    colour: FloatArray
    colour_range: tuple[float, float]
    colour_label: str
    size_label: str
    width_label: str
    names: tuple[str, ...]
    hover: tuple[str, ...]
    sinks: BoolArray
    globals_: BoolArray
    edges: IntArray
    weight: FloatArray
    edge_class: IntArray
    curves: FloatArray
    arrow_positions: FloatArray
    arrow_angles: FloatArray
    size_keys: tuple[SizeKey, ...]
    width_classes: tuple[WidthClass, ...]
    title: str
    subtitle: str
    notes: tuple[str, ...]

    @property
    def colour_ticks(self) -> list[float] | None:
        """Where the colour bar needs ticks: at the only colour there is; None for free choice."""
        values = set(self.colour.tolist())
        return sorted(values) if len(values) == 1 else None

    @property
    def back_to_front(self) -> IntArray:
        """The nodes in the order to draw them: large ones first, global optima last."""
        return np.lexsort([-self.node_size, self.globals_])
