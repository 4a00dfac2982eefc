"""Architectures as a function of the user's draws them: by SVG, or as a graph of networkx."""

from __future__ import annotations

import inspect
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from landscape.errors import LandscapeError
from landscape.reason import reason, shown
from viz.cells.cell_data import WIDTH, CellDrawing, CellNode, edge_of, node_width
from viz.cells.layered import layered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.spaces import Space
    from viz.cells.cell_data import Point

__all__ = ["own_drawing"]

_TALLEST = 2000.0
_LINE = 12.0  # labels that are closer stand in one line
_BARE, _LABELLED = 44.0, 72.0  # from one row of a graph to the next


def own_drawing(draw: Callable[..., Any], space: Space, architecture: int | str) -> CellDrawing:
    """Return what a function draws of an architecture.

    Parameters
    ----------
    draw
        Function of a `landscape.spaces.Configuration`, or of space and architecture, that returns a
        `CellDrawing`; SVG, as text; or a directed acyclic graph of networkx, whose nodes may have
        the attributes ``label`` and ``operation``, and its edges ``operation``.
    space, architecture
        What it is asked to draw.

    Raises
    ------
    LandscapeError
        If it raises, or returns anything else.

    Examples
    --------
    >>> import networkx
    >>> from landscape import ProductSpace, Variable
    >>> def chain(chosen):
    ...     graph = networkx.DiGraph()
    ...     graph.add_edge("input", "output", operation=chosen["between"])
    ...     return graph
    >>> space = ProductSpace([Variable("between", ("conv", "pool"))])
    >>> drawing = own_drawing(chain, space, 1)
    >>> [node.label for node in drawing.nodes], [edge.operation for edge in drawing.edges]
    (['input', 'output'], ['pool'])
    """
    by_configuration = _takes_one(draw)
    index = space.parse(architecture) if by_configuration else None
    title = str(architecture) if index is None else space.format(index)
    try:
        given = draw(space, architecture) if index is None else draw(space.chosen(index))
    except LandscapeError:
        raise
    except Exception as error:  # a stranger's
        raise LandscapeError(
            f"the drawing of {title} failed ({type(error).__name__}: {reason(error)}): repair the "
            f"function of {space.title} that draws; -vv shows where it failed"
        ) from error
    if isinstance(given, CellDrawing):
        return given
    if isinstance(given, str):
        return _of_svg(title, given)
    if hasattr(given, "is_directed") and hasattr(given, "adj"):
        return _of_graph(title, given)
    raise LandscapeError(
        f"the drawing of {title} is {shown(given)}: expected SVG as text, a directed graph of "
        "networkx, or a CellDrawing"
    )


def _takes_one(draw: Callable[..., Any]) -> bool:
    """Tell whether a function has a single parameter that has to be given."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    needed = [
        parameter
        for parameter in inspect.signature(draw).parameters.values()
        if parameter.kind in kinds and parameter.default is inspect.Parameter.empty
    ]
    return len(needed) == 1


def _of_svg(title: str, text: str) -> CellDrawing:
    try:
        element = ET.fromstring(text)
    except ET.ParseError as error:
        raise LandscapeError(f"the drawing of {title} is no SVG ({error}): repair it") from error
    if element.tag.rpartition("}")[2] != "svg":
        raise LandscapeError(f"the drawing of {title} is an element {element.tag}: expected svg")
    box = [float(number) for number in re.findall(r"-?[\d.]+", element.get("viewBox", ""))]
    width, height = box[2:] if len(box) == len("xywh") else map(_length, (element, element), "wh")
    if not (width > 0 and height > 0):
        raise LandscapeError(
            f"the drawing of {title} does not say how large it is: expected an svg with a viewBox, "
            "or width and height"
        )
    if "}" not in element.tag:  # an image has to say what it is
        text = text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return CellDrawing(title, min(_TALLEST, round(height * WIDTH / width, 1)), svg=text)


def _length(element: ET.Element, of: str) -> float:
    found = re.match(r"[\d.]+", element.get({"w": "width", "h": "height"}[of], ""))
    return float(found[0]) if found else 0.0


def _of_graph(title: str, graph: Any) -> CellDrawing:
    import networkx

    if not graph.is_directed() or not networkx.is_directed_acyclic_graph(graph):
        raise LandscapeError(
            f"the drawing of {title} is a graph with circles, or without directions: expected a "
            "directed acyclic one, networkx.DiGraph"
        )
    order = list(networkx.lexicographical_topological_sort(graph, key=[*graph].index))
    if not order:
        raise LandscapeError(f"the drawing of {title} is a graph without nodes: expected some")
    place = {node: k for k, node in enumerate(order)}
    edges = [(place[a], place[b], data) for a, b, data in graph.edges(data=True)]
    labels = [str(data.get("operation", data.get("label", ""))) for _, _, data in edges]
    layer = _LABELLED if any(labels) else _BARE
    places, shapes, height = layered(len(order), [(a, b) for a, b, _ in edges], layer)
    nodes = tuple(
        CellNode(
            *at, _fitting(str(data.get("label", node)), at, places), str(data.get("operation", ""))
        )
        for at, (node, data) in zip(
            places, ((node, graph.nodes[node]) for node in order), strict=True
        )
    )
    lines = [
        edge_of((a, b), shape, label, live=True)
        for (a, b, _), shape, label in zip(edges, shapes, labels, strict=True)
    ]
    middles = [(edge.x, edge.y) for edge in lines if edge.operation]
    lines = [
        replace(e, operation=_fitting(e.operation, (e.x, e.y), middles, _text_width)) for e in lines
    ]
    return CellDrawing(title, height, nodes, tuple(lines))


def _text_width(text: str) -> float:
    return 6.2 * len(text)


def _fitting(
    label: str,
    at: Point,
    places: Sequence[Point],
    width: Callable[[str], float] = node_width,
) -> str:
    """Return a label, with its middle left out where it would touch its neighbours or the rim."""
    apart = [abs(x - at[0]) - 4 for x, y in places if abs(y - at[1]) < _LINE and x != at[0]]
    room = min(2 * at[0] - 2, 2 * (WIDTH - at[0]) - 2, *apart)
    kept = len(label)
    short = label
    while kept > 1 and width(short) > room:
        kept -= 1
        short = f"{label[: (kept + 1) // 2]}…{label[len(label) - kept // 2 :]}"
    return short
