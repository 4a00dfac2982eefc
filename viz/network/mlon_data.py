"""The data of a network figure: everything a renderer draws, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landscape.display import short_repr
from landscape.network import COUNTS
from landscape.numbers import caution, counted, number_text, numbers_text, share_text
from viz.look.look import RIM, ColourScale, Drawn, theme_named

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.network import Network
    from landscape.spaces import Space
    from viz.look.look import Theme
    from viz.network.sizes import Bundles, SizeKey, WidthClass

__all__ = ["Behind", "Colouring", "EdgeCounts", "MlonFigure", "optima_text"]

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
    architectures
        The space, for drawings of nodes; None leaves that to the name.

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
    architectures: Space | None = None

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


class Marks(NamedTuple):
    """What nodes are called that are marked in a picture.

    Attributes
    ----------
    best
        The best there are.
    sink
        Those that no edge leaves for a better one.
    stranded
        Those from which better and better edges lead to none of the best; on two lines.
    """

    best: str
    sink: str
    stranded: str


_MARKS = Marks("global optimum", "sink", "cannot reach a\nglobal optimum")
_SEEN = Marks("best seen", "sink, as far as seen", "no way seen to\nthe best seen")


@dataclass(frozen=True)
class Behind:
    """Numbers of the landscape behind a network; None where they are not known.

    Attributes
    ----------
    n_configurations
        Of the space.
    n_scored
        Those that have a score.
    n_plateau_optima
        Connected sets of equal fitness with no better neighbour: what local optima are, where
        ties are not counted one by one.
    n_starts
        Starts that were climbed, where the network was sampled.
    """

    n_configurations: int | None = None
    n_scored: int | None = None
    n_plateau_optima: int | None = None
    n_starts: int | None = None

    @classmethod
    def of(cls, network: Network) -> Behind:
        """Return what a network says."""
        return cls(*(getattr(network, name) for name in COUNTS))

    @property
    def scored(self) -> str:
        """The share that is scored, such as ``60.4% scored``, or of how many starts it is a sample.

        Empty if all are scored, or nobody knows.
        """
        if self.n_starts is not None:
            return f"sampled from {counted(self.n_starts, 'start')}"
        if not self.n_configurations or self.n_scored in (None, self.n_configurations):
            return ""
        return f"{share_text((self.n_scored or 0) / self.n_configurations)} scored"

    @property
    def scored_of(self) -> str:
        """The same with the number of configurations."""
        whole = counted(self.n_configurations or 0, "configuration")
        return self.scored.replace("scored", f"of {whole} scored")

    @property
    def marks(self) -> Marks:
        """What nodes are called that are marked: of a sample, what was seen of them."""
        return _MARKS if self.n_starts is None else _SEEN

    @property
    def warning(self) -> str:
        """What a reader has to know where not all was seen, or hardly any is scored; else empty."""
        if self.n_starts is not None:
            return (
                f"Sampled from {counted(self.n_starts, 'start')}: optima and edges that were not "
                "met are missing, and weights count how often an edge was met."
            )
        if not self.scored or caution(self.n_scored or 0, self.n_configurations or 0) is None:
            return ""
        share = self.scored_of.removesuffix(" scored")
        return (
            f"Only {share} are scored: numbers of optima and edges are not those of the whole "
            "space."
        )


def optima_text(number: int, behind: Behind, noun: str = "local ") -> str:
    """Return a number of optima with that of their plateaus, as far as known.

    >>> optima_text(8, Behind(n_plateau_optima=1))
    '8 local optima (1 plateau)'
    """
    optima = counted(number, f"{noun}optimum", f"{noun}optima")
    plateaus = behind.n_plateau_optima
    if plateaus is None or plateaus > number:  # of a part of a network nothing is known
        return optima
    return f"{optima} ({counted(plateaus, 'plateau')})"


@dataclass(frozen=True)
class EdgeCounts:
    """The edges of a network, each counted once.

    Attributes
    ----------
    single
        Drawn one by one.
    bundled
        Drawn in bundles.
    below
        Not drawn: of a weight below `least`.
    close
        Not drawn: lighter than those drawn one by one, and too short for a bundle.
    loops
        Not drawn: from a node to itself.
    least
        The least weight that is drawn.
    """

    single: int
    bundled: int = 0
    below: int = 0
    close: int = 0
    loops: int = 0
    least: float = 0.0

    @property
    def total(self) -> int:
        """The number of edges of the network."""
        return self.single + self.bundled + self.below + self.close + self.loops

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a reader has to know, nothing where every edge is drawn one by one."""
        said = []
        if self.below:
            weighing = f"of a weight below {number_text(self.least)}"
            said.append(_not_drawn(self.below, weighing))
        if self.bundled:
            said.append(self._bundled())
        if self.close:
            lighter = "" if self.bundled else f"lighter than the heaviest {self.single:,} and "
            said.append(_not_drawn(self.close, f"{lighter}too short to be seen"))
        if self.loops:
            said.append(_not_drawn(self.loops, "from a node to itself"))
        return tuple(said)

    def _bundled(self) -> str:
        one_by_one = (
            f"The heaviest {counted(self.single, 'edge')} {_are(self.single)} drawn one by one, "
            f"{self.bundled:,} more"
            if self.single
            else f"{counted(self.bundled, 'edge')} {_are(self.bundled)} drawn"
        )
        return f"{one_by_one} as bundles between regions of the picture."


def _not_drawn(number: int, which: str) -> str:
    return f"{counted(number, 'edge')} {which} {_are(number)} not drawn."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
