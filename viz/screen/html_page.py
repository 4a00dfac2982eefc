"""One HTML file that needs no network: figure, script, style and plotly.js in it."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import asdict, replace
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from plotly.offline import get_plotlyjs
from plotly.utils import PlotlyJSONEncoder

from landscape.errors import ArchitectureError
from landscape.spaces import get_space, is_known_space
from viz.cells.cell_data import cell_drawing
from viz.cells.cell_svg import BAR_COLOURS, NOTHING, OPERATION_COLOURS, data_url
from viz.look.look import SCALES, THEMES
from viz.network.colourings import by_number
from viz.network.sizes import arrows, curves
from viz.screen.network import colour_heading, colour_marker, to_plotly

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from landscape.spaces import Space
    from viz.cells.cell_data import CellDrawing
    from viz.network.mlon_data import Colouring, MlonFigure

__all__ = ["page_cells", "page_json", "to_html"]

_SCRIPTS = ("data.js", "cell.js", "stack.js", "traces.js", "panel.js", "network.js")
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def to_html(figure: MlonFigure, *, also: Sequence[MlonFigure] = ()) -> str:
    """Return a page to explore a network in any browser, offline, at any window size.

    It follows the reader's choice of light or dark, unless the figure is dark. The page forbids
    the browser to fetch anything.

    Parameters
    ----------
    figure
        What to draw.
    also
        Other networks to switch to, such as the LON and the CMLON of an MLON. A node that the
        first figure has too stands where it stands there.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import mlon_figure, to_html
    >>> square = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2], metric="height")
    >>> page = to_html(mlon_figure(square.monotonic()), also=[mlon_figure(square.lon())])
    >>> page.startswith("<!DOCTYPE html>"), "<title>MLON · product · height" in page
    (True, True)
    """
    parts = {
        "title": escape(figure.title or "Local optima network"),
        "style": _read("network.css"),
        "plotly": get_plotlyjs(),
        "data": page_json(figure, also),
        "script": "\n".join(map(_read, _SCRIPTS)),
    }
    # In one pass, so that nothing filled in is taken for a slot.
    return _SLOT.sub(lambda slot: parts[slot[1]], _read("network.html"))


def _read(name: str) -> str:
    return (files("viz") / "page" / name).read_text(encoding="utf-8")


def page_json(figure: MlonFigure, also: Sequence[MlonFigure] = ()) -> str:
    """Return the content of a page as JSON that can stand inside a script element.

    Parameters
    ----------
    figure
        The network to show first.
    also
        Further networks to switch to. Nodes they share with the first stand where it has them.
    """
    figures = [figure, *(_aligned(other, figure) for other in also)]
    kinds = [each.kind for each in figures]
    told_apart = len(set(kinds)) == len(kinds)
    content = {
        "themes": {name: asdict(theme) for name, theme in THEMES.items()},
        "theme": figure.theme,
        "figures": [
            _figure(each, each.kind.upper() if told_apart else each.title) for each in figures
        ],
    }
    # Inside a script element nothing but "<" can end it or begin anything else.
    text = json.dumps(content, cls=PlotlyJSONEncoder, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _aligned(other: MlonFigure, first: MlonFigure) -> MlonFigure:
    """Return a figure with the positions of another, if that has all its nodes."""
    place = {name: at for at, name in enumerate(first.names)}
    alike = other.layout == first.layout and not len(other.bundles.edges)
    if not alike or not all(name in place for name in other.names):
        return other
    positions = first.positions[[place[name] for name in other.names]]
    at, angle = arrows(positions, other.edges[: len(other.arrow_positions)])
    return replace(
        other,
        positions=positions,
        curves=curves(positions, other.edges),
        arrow_positions=at,
        arrow_angles=angle,
    )


def _figure(figure: MlonFigure, label: str) -> dict[str, Any]:
    drawing = to_plotly(replace(figure, theme="light"), texts=False)
    drawing.update_layout(height=None, autosize=True)
    return {
        "label": label,
        "title": figure.title,
        "subtitle": figure.subtitle,
        "notes": _notes(figure),
        "drawing": drawing.to_dict(),
        "order": _packed(figure.back_to_front, *_WHOLE),
        "nodes": _nodes(figure),
        "marks": figure.behind.marks._asdict(),
        "edges": {
            "source": _packed(figure.edges[:, 0], *_WHOLE),
            "target": _packed(figure.edges[:, 1], *_WHOLE),
            "weight": _packed(figure.weight, *_WHOLE),
            "rank": _packed(figure.edge_class, *_WHOLE),
        },
        "colours": [_colours(figure, way) for way in figure.colourings],
        "cells": page_cells(figure),
    }


def _notes(figure: MlonFigure) -> dict[str, Any]:
    """Return the footnote: what depends on which edges are shown apart, and what it counts."""
    counts = figure.edge_counts
    return {
        "always": [note for note in figure.notes if note not in counts.sentences],
        "edges": counts.sentences,
        "total": counts.total,
        "bundled": counts.bundled,
    }


def _nodes(figure: MlonFigure) -> dict[str, Any]:
    """Return the columns of the nodes; a mark is 1 where a node has it."""
    return {
        "name": figure.names,
        "index": _packed(figure.indices, *_WHOLE),
        "basin": _packed(figure.basin, *_WHOLE),
        "funnel": _packed(figure.funnel, *_WHOLE),
        "several": _packed(figure.in_several, "i1"),
        "reaches": _packed(figure.global_funnel, "i1"),
        "sink": _packed(figure.sinks, "i1"),
        "best": _packed(figure.globals_, "i1"),
        "x": _packed(figure.positions[:, 0], "f4"),
        "y": _packed(figure.positions[:, 1], "f4"),
        "height": _packed(figure.heights, "f4"),
    }


def _colours(figure: MlonFigure, way: Colouring) -> dict[str, Any]:
    """Return one way to colour the nodes, in the order in which they are drawn, on each scale."""
    scales = {way.scale.name: way}
    if not way.categories and not way.is_single:
        others = {name: by_number(way.label, way.measured, name) for name in SCALES}
        scales = others | scales
    return {
        "label": way.label,
        "measured": _packed(way.measured, "f8"),
        "kinds": bool(way.categories),
        "scale": way.scale.name,
        "markers": {name: _marker(figure, each) for name, each in scales.items()},
    }


def _marker(figure: MlonFigure, way: Colouring) -> dict[str, Any]:
    theme = THEMES["light"]
    marker = colour_marker(way, theme)
    marker["color"] = _packed(marker["color"][figure.back_to_front], "f4")
    marker["colorbar"] |= {"title": colour_heading(way.heading, theme)}
    return marker


_WHOLE = ("u1", "u2", "i2", "i4", "f8")


def _packed(values: npt.ArrayLike, *dtypes: str) -> dict[str, str]:
    """Return an array as plotly writes them: its type, and its bytes in base 64.

    The type is the first of `dtypes` that holds every value.
    """
    array = np.asarray(values)
    dtype = next(
        (each for each in dtypes[:-1] if (array.astype(f"<{each}") == array).all()), dtypes[-1]
    )
    little = array.astype(f"<{dtype}")
    return {"dtype": dtype, "bdata": base64.b64encode(little.tobytes()).decode()}


class _Numbers(dict[Any, int]):
    """Gives everything it is asked for a number, the next one when it is new."""

    def __missing__(self, key: Any) -> int:
        self[key] = len(self)
        return self[key]


def page_cells(figure: MlonFigure) -> dict[str, Any] | None:
    """Return the drawings of all nodes for the page's script; None without drawings.

    A cell is a list of whole numbers: its shape, then of its nodes the labels and the operations,
    then of its edges the operations, doubled, plus 1 where they are live; of rows the labels, the
    texts and the bars in percent, -1 for none; of a picture its address. Texts are positions in
    ``texts``. A node that is no architecture of the space has no drawing.
    """
    space = figure.architectures
    if space is None:
        if not is_known_space(figure.space):
            return None
        space = get_space(figure.space)
    shapes, texts = _Numbers(), _Numbers()
    cells: list[list[int] | None] = []
    for index, name in zip(figure.indices.tolist(), figure.names, strict=True):
        drawing = _drawing(space, index, name)
        cells.append(None if drawing is None else _compact(drawing, shapes, texts))
    return {
        "shapes": [_shape(*shape) for shape in shapes],
        "texts": list(texts),
        "cells": cells,
        "colours": OPERATION_COLOURS,
        "bars": BAR_COLOURS,
        "nothing": NOTHING,
    }


def _drawing(space: Space, index: int, name: str) -> CellDrawing | None:
    """Return the drawing of what is written; a bare number may be of another numbering."""
    if space.is_number(name) and index < 0:
        return None
    try:
        return cell_drawing(space, index if space.is_number(name) else name)
    except ArchitectureError:  # a network made elsewhere may call its nodes anything
        return None


def _compact(drawing: CellDrawing, shapes: _Numbers, texts: _Numbers) -> list[int]:
    places = tuple((node.x, node.y) for node in drawing.nodes)
    lines = tuple((edge.path, edge.x, edge.y) for edge in drawing.edges)
    cell = [shapes[drawing.height, places, lines, len(drawing.rows), bool(drawing.svg)]]
    cell += [texts[data_url(drawing.svg)]] if drawing.svg else []
    cell += [texts[node.label] for node in drawing.nodes]
    cell += [texts[node.operation] for node in drawing.nodes]
    cell += [2 * texts[edge.operation] + edge.live for edge in drawing.edges]
    cell += [texts[row.label] for row in drawing.rows]
    cell += [texts[row.text] for row in drawing.rows]
    cell += [-1 if row.share is None else round(100 * row.share) for row in drawing.rows]
    return cell


def _shape(height: float, nodes: object, edges: object, rows: int, picture: bool) -> dict[str, Any]:
    shape = {"height": height, "nodes": nodes, "edges": edges, "rows": rows}
    return shape | ({"picture": True} if picture else {})
