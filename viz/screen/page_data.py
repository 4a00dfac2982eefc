"""What the script of a page has to know of its networks, as JSON."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from plotly.utils import PlotlyJSONEncoder

from viz.cells.page_cells import page_cells
from viz.look.colour_scales import SCALES
from viz.look.style import THEMES
from viz.network.colourings import by_number
from viz.network.curves import arrows, curves
from viz.screen.colours import colour_marker
from viz.screen.network import colour_heading, to_plotly

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from viz.network.mlon_data import Colouring, MlonFigure

__all__ = ["page_json"]


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
