"""Drawn architectures as plain data: as the record of their space says, else their variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from landscape.lazy import load_object
from landscape.spaces import FunctionalSpace, Subspace, VariableSpace, record_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.spaces import Space

__all__ = [
    "RADIUS",
    "ROW",
    "WIDTH",
    "CellDrawing",
    "CellEdge",
    "CellNode",
    "CellRow",
    "Point",
    "Shape",
    "cell_drawing",
    "curved",
    "edge_of",
    "node_width",
    "rows_height",
    "straight",
]

WIDTH = 300
"""Of every drawing, in pixels."""


@dataclass(frozen=True)
class CellNode:
    """A vertex: its centre in pixels, its label, and the operation it stands for, if any."""

    x: float
    y: float
    label: str
    operation: str = ""


@dataclass(frozen=True)
class CellEdge:
    """An edge from one node to another.

    Attributes
    ----------
    source, target
        Positions among the nodes.
    path
        The ``d`` of an SVG path.
    x, y
        Where the label goes, in pixels.
    operation
        What the edge computes; empty where it only passes on.
    live
        Whether it is on a path from input to output.
    """

    source: int
    target: int
    path: str
    x: float
    y: float
    operation: str = ""
    live: bool = True


@dataclass(frozen=True)
class CellRow:
    """A variable and its option; `share` is the length of its bar, None for no bar."""

    label: str
    text: str
    share: float | None = None


@dataclass(frozen=True)
class CellDrawing:
    """One architecture: a graph, rows of text where the space is no cell, or a picture.

    Attributes
    ----------
    title
        The architecture, in the space's own notation.
    height
        In pixels; the width is `WIDTH`.
    nodes, edges
        The graph; empty for rows.
    rows
        The variables; empty for a graph.
    svg
        The text of a picture that is scaled to the width, in place of all that; else empty.
    """

    title: str
    height: float
    nodes: tuple[CellNode, ...] = ()
    edges: tuple[CellEdge, ...] = ()
    rows: tuple[CellRow, ...] = ()
    svg: str = ""


def node_width(label: str) -> float:
    """Return how wide the box around the label of a node is, in pixels.

    >>> node_width("x"), node_width("conv")
    (18.0, 39.2)
    """
    return max(18.0, 6.8 * len(label) + 12) if len(label) > 1 else 18.0


def cell_drawing(space: Space, architecture: int | str) -> CellDrawing | None:
    """Return the drawing of an architecture, or None for a space without cells or variables.

    A pure function of its arguments.

    Parameters
    ----------
    space
        One whose record has a drawing, see `landscape.spaces.SpaceRecord`; any other space of
        variables, which is a list of these and their options; or a functional space or part of
        one.
    architecture
        Its configuration number, or its text in any notation of the space. A text of
        NAS-Bench-101 is drawn as it stands, which needs none of that space's tables.

    Raises
    ------
    ArchitectureError
        If it names no configuration of the space.
    LandscapeError
        If the drawing of a record is none, see `viz.cells.own.own_drawing`.
    """
    if isinstance(space, FunctionalSpace):  # a network is drawn as its canonical configuration
        return cell_drawing(space.base, int(space.representatives[space.parse(architecture)]))
    record = record_of(space)
    draw = load_object(record.drawing)
    # Another space that happens to have its name has other cells.
    if draw is not None and (not isinstance(record.make, type) or isinstance(space, record.make)):
        return _drawn(draw, space, architecture)
    if isinstance(space, Subspace):
        return cell_drawing(space.base, int(space.configurations[space.parse(architecture)]))
    if not isinstance(space, VariableSpace):
        return None
    index = space.parse(architecture)
    rows = tuple(CellRow(name, option) for name, option in space.chosen(index).items())
    return CellDrawing(space.format(index), rows_height(len(rows)), rows=rows)


def _drawn(draw: Callable[..., Any], space: Space, architecture: int | str) -> CellDrawing | None:
    """Return what the function of a record draws; ours draw a `CellDrawing` themselves."""
    if str(getattr(draw, "__module__", "")).startswith("viz.cells."):
        drawing: CellDrawing | None = draw(space, architecture)
        return drawing
    # What takes other pictures, too, draws with this: followed when it is asked for.
    own: CellDrawing = load_object("viz.cells.own:own_drawing")(draw, space, architecture)
    return own


Point: TypeAlias = tuple[float, float]
"""A place in pixels."""

Shape: TypeAlias = tuple[str, float, float]
"""Path of an edge, and where its label goes."""

ROW = 22
"""Height of a row of text."""

RADIUS = 13.0
"""Of a node, and some room for the arrowhead."""


def rows_height(rows: int) -> float:
    """Return the height of that many rows of text."""
    return 8.0 + ROW * rows


def edge_of(ends: tuple[int, int], shape: Shape, operation: str, live: bool) -> CellEdge:
    """Return an edge between two nodes."""
    (source, target), (path, x, y) = ends, shape
    return CellEdge(source, target, path, x, y, operation, live)


def straight(start: Point, end: Point, gap: float) -> Shape:
    """Return a line that ends `gap` before either place."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = (across**2 + down**2) ** 0.5
    x, y = across / length * gap, down / length * gap
    a, b = (start[0] + x, start[1] + y), (end[0] - x, end[1] - y)
    path = f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"
    return path, round((a[0] + b[0]) / 2, 1), round((a[1] + b[1]) / 2, 1)


def curved(start: Point, first: Point, second: Point, end: Point) -> Shape:
    """Return a cubic curve between two places, by its two control points."""
    points = (start, first, second, end)
    path = "M{} {}C{} {} {} {} {} {}".format(*(f"{value:.1f}" for at in points for value in at))
    x, y = ((start[axis] + 3 * first[axis] + 3 * second[axis] + end[axis]) / 8 for axis in (0, 1))
    return path, round(x, 1), round(y, 1)
