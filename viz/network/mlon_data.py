"""The data of a network figure: everything a renderer draws, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.display import short_repr
from landscape.numbers import number_text, numbers_text
from viz.drawn import Drawn
from viz.look.colour_scales import ColourScale
from viz.look.style import RIM, theme_named

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray, IntArray
    from viz.look.style import Theme
    from viz.network.behind import Behind
    from viz.network.bundles import Bundles
    from viz.network.edge_counts import EdgeCounts
    from viz.network.sizes import SizeKey
    from viz.network.widths import WidthClass

__all__ = ["Colouring", "MlonFigure"]

VALUE = ColourScale("value", np.zeros(0))
_SMALLEST_HOLE = 3.0  # diameter of a node in points below which a hole would not be seen


@dataclass(frozen=True, eq=False)
class Colouring:
    """One way to colour the ``n`` nodes of a figure.

    Attributes
    ----------
    label
        Heading of the legend.
    values
        Shape ``(n,)``: `measured` clamped to `range`; NaN where nothing was measured, which is
        drawn in the theme's colour ``unknown``.
    measured
        Shape ``(n,)``: as measured, -inf included.
    range
        Lowest and highest finite value.
    categories
        Empty, or what the values 0, 1, 2 ... stand for: kinds, coloured by the theme's
        ``categories`` in turn, those beyond them by its ``other``.
    scale
        How numbers become colours.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import mlon_figure
    >>> mlon = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2], metric="height").monotonic()
    >>> figure = mlon_figure(mlon, colours={"accuracy": [70, 80, 90, 95]})
    >>> [(each.label, each.values.tolist(), each.range) for each in figure.colourings[:2]]
    [('height', [3.0, 2.0], (2.0, 3.0)), ('accuracy', [70.0, 95.0], (70.0, 95.0))]
    """

    label: str
    values: FloatArray
    measured: FloatArray
    range: tuple[float, float]
    categories: tuple[str, ...] = ()
    scale: ColourScale = VALUE

    @property
    def heading(self) -> str:
        """Heading of the legend: the label, and what a reader has to know of the scale."""
        said = "all the same" if self.is_single else self.scale.note
        return f"{self.label}, {said}" if said else self.label

    @property
    def is_single(self) -> bool:
        """Whether there is one number only, so that colours have nothing to tell apart."""
        known = self.measured[~self.unknown]
        return len(known) > 0 and not self.categories and bool((known == known[0]).all())

    @property
    def places(self) -> FloatArray:
        """Shape ``(n,)``: where the values are on the scale; NaN where nothing was measured."""
        return self.scale.place(self.values)

    @property
    def span(self) -> tuple[float, float]:
        """Where the scale begins and ends, as `places` are; apart."""
        low, high = self.scale.place(np.array(self.range)).tolist()
        return (low, high) if low < high else (low - 0.5, low + 0.5)

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Place and text of the marks on the bar; at the only value there is, if there is one."""
        if self.is_single:
            known = np.flatnonzero(~self.unknown)[0]
            return ((float(self.places[known]), number_text(float(self.measured[known]))),)
        numbers = self.scale.ticks(*self.range)
        places = self.scale.place(np.array(numbers, dtype=np.float64))
        if self.scale.name == "rank":  # numbers as they come: three digits tell enough
            numbers = [float(f"{number:.3g}") for number in numbers]
        return tuple(zip(places.tolist(), numbers_text(numbers), strict=True))

    __repr__ = short_repr

    @property
    def unknown(self) -> BoolArray:
        """Shape ``(n,)``: nodes without a value."""
        return np.isnan(self.values)


@dataclass(frozen=True, eq=False)
class MlonFigure(Drawn):
    """A local optima network as it is drawn; ``n`` nodes, ``m`` edges.

    Attributes
    ----------
    kind
        ``"lon"``, ``"mlon"`` or ``"cmlon"``.
    space
        Name of the space; empty if unknown.
    layout
        Name of the layout the positions are of.
    theme
        ``"light"`` or ``"dark"``; None leaves it to who reads a page, and is light elsewhere.
    positions
        Shape ``(n, 2)``, in the unit square, second coordinate upwards.
    heights
        Shape ``(n,)``, 0 to 1: fitness, or in the layout ``"rank"`` its rank.
    node_size
        Shape ``(n,)``: diameters in points; the area grows linearly with `size_value`.
    size_value
        Shape ``(n,)``: incoming edges (members in a CMLON), or basin sizes.
    fitness
        Shape ``(n,)``: as measured, -inf included.
    colourings
        Ways to colour the nodes, different in label; the first is the one to draw.
    size_label, width_label
        Headings of the legends.
    names
        Architectures, one a node.
    indices
        Shape ``(n,)``: configuration numbers; -1 where unknown.
    basin
        Shape ``(n,)``: configurations whose climb ends in the node; -1 where unknown.
    funnel
        Shape ``(n,)``: number of the funnel, of the sinks of the compressed network the best
        first: 0 is a global one. Of a node that reaches several, the best; -1 if unknown.
    in_several
        Shape ``(n,)``: whether the node is in several funnels; False where unknown.
    global_funnel
        Shape ``(n,)``: whether a global optimum can be reached; False where unknown.
    hover
        What is known of each node, lines separated by line feeds; the first is the architecture.
    sinks, globals_
        Shape ``(n,)``: nodes no edge leaves towards a better optimum; nodes nothing is better than.
    labelled
        Shape ``(k,)``: nodes to number 1, 2, 3 ... in the picture, best first.
    behind
        Numbers of the landscape behind the network.
    edge_counts
        How many edges are drawn one by one, in bundles, and not at all.
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
    light
        Shape ``(l, 2)``: source and target of lighter edges, where there are too many to draw each.
    bundles
        The bundles that gather them.
    size_keys, width_classes
        Entries of the legends.
    title, subtitle
        Texts above the figure.
    notes
        What a reader has to know, one sentence each.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import mlon_figure
    >>> mlon = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2], metric="height").monotonic()
    >>> figure = mlon_figure(mlon, layout="fitness")
    >>> figure.heights.tolist(), figure.globals_.tolist(), figure.weight.tolist()
    ([1.0, 0.0], [True, False], [1.0])
    """

    kind: str
    space: str
    layout: str
    theme: str | None
    positions: FloatArray
    heights: FloatArray
    node_size: FloatArray
    size_value: IntArray
    fitness: FloatArray
    colourings: tuple[Colouring, ...]
    size_label: str
    width_label: str
    names: tuple[str, ...]
    indices: IntArray
    basin: IntArray
    funnel: IntArray
    in_several: BoolArray
    global_funnel: BoolArray
    hover: tuple[str, ...]
    sinks: BoolArray
    globals_: BoolArray
    labelled: IntArray
    behind: Behind
    edge_counts: EdgeCounts
    edges: IntArray
    weight: FloatArray
    edge_class: IntArray
    curves: FloatArray
    arrow_positions: FloatArray
    arrow_angles: FloatArray
    light: IntArray
    bundles: Bundles
    size_keys: tuple[SizeKey, ...]
    width_classes: tuple[WidthClass, ...]
    title: str
    subtitle: str
    notes: tuple[str, ...]

    __repr__ = short_repr

    @property
    def n_edges(self) -> int:
        """How many edges the network has, drawn or not."""
        return self.edge_counts.total

    @property
    def colouring(self) -> Colouring:
        """The first of the colourings: the one to draw."""
        return self.colourings[0]

    @property
    def colour(self) -> FloatArray:
        """Shape ``(n,)``: values of the first colouring."""
        return self.colouring.values

    @property
    def colour_range(self) -> tuple[float, float]:
        """Lowest and highest finite value of the first colouring."""
        return self.colouring.range

    @property
    def colour_label(self) -> str:
        """Label of the first colouring."""
        return self.colouring.label

    @property
    def stranded(self) -> BoolArray:
        """Shape ``(n,)``: nodes from which better and better edges lead to no global optimum."""
        return (self.funnel >= 0) & ~self.global_funnel

    @property
    def marked_stranded(self) -> BoolArray:
        """Shape ``(n,)``: the stranded nodes, but none where colours show funnels already."""
        return self.stranded & (len(self.colouring.categories) == 0)

    @property
    def hollow(self) -> BoolArray:
        """Shape ``(n,)``: those of `marked_stranded` large enough to show a hole."""
        return self.marked_stranded & (self.node_size >= _SMALLEST_HOLE)

    @property
    def rims(self) -> FloatArray:
        """Shape ``(n,)``: widths of rims in points, never so wide that they hide a small node."""
        widest = np.where(self.sinks, RIM, 0.5 * RIM)
        return np.minimum(widest, np.where(self.sinks, 0.3, 0.1) * self.node_size)

    @property
    def palette(self) -> Theme:
        """The colours of the theme."""
        return theme_named(self.theme or "light")

    @property
    def back_to_front(self) -> IntArray:
        """The nodes in the order to draw them: large ones first, global optima last."""
        return np.lexsort([-self.node_size, self.globals_])
