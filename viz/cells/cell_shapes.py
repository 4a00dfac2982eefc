"""How the edges of a drawn cell run, in pixels from the top left corner."""

from __future__ import annotations

from typing import TypeAlias

from viz.cells.cell_data import CellEdge

__all__ = ["RADIUS", "ROW", "Point", "Shape", "curved", "edge_of", "rows_height", "straight"]

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
