"""The data of a drawn architecture: shapes and texts, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["WIDTH", "CellDrawing", "CellEdge", "CellNode", "CellRow"]

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
    """One architecture: a graph, or rows of text where the space is no cell.

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
    """

    title: str
    height: float
    nodes: tuple[CellNode, ...] = ()
    edges: tuple[CellEdge, ...] = ()
    rows: tuple[CellRow, ...] = ()
