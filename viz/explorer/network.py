"""The local optima network of a saved landscape, drawn so that its nodes can be clicked."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from viz.explorer.numbers import page_number
from viz.explorer.redrawn import redrawn
from viz.network.colourings import FUNNEL, by_number
from viz.network.mlon import mlon_figure
from viz.screen.network import PIXELS, markup, to_plotly

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from landscape.arrays import FloatArray, IntArray
    from landscape.network import Kind
    from viz.explorer.saved import Saved
    from viz.network.mlon_data import MlonFigure

__all__ = [
    "KINDS",
    "LAYOUTS",
    "Layout",
    "clickable",
    "edge_data",
    "network_drawing",
    "network_figure",
    "node_data",
    "node_of_optimum",
    "places",
    "with_notes",
]

_NOTE_WIDTH = 95  # characters, in two thirds of a page
_LINE = 16  # pixels
_EYE = {"x": 1.5, "y": -1.7, "z": 0.75}  # far enough for the axis and its title

Layout = Literal["force", "fitness", "rank", "3d"]
KINDS: tuple[Kind, ...] = ("mlon", "cmlon", "lon")
LAYOUTS: tuple[Layout, ...] = ("force", "fitness", "rank", "3d")


@lru_cache(maxsize=64)
def _drawn(saved: Saved, kind: Kind, layout: Layout) -> MlonFigure:
    """Return the figure with all its edges; where nodes are is what takes long."""
    return mlon_figure(
        saved.network(kind),
        lon=saved.network("lon"),
        title=f"{kind.upper()} of {saved.full_title}",
        fitness_label=saved.fitness_label,
        layout=layout,
        remark=saved.run.captions.get("remark"),
    )


def network_drawing(
    saved: Saved,
    *,
    kind: Kind = "mlon",
    layout: Layout = "force",
    colour: Saved | Literal["funnel"] | None = None,
    least: float = 0,
    theme: str = "light",
) -> MlonFigure:
    """Return the network as the data of a figure.

    Parameters
    ----------
    saved
        The landscape.
    kind, layout
        Of `KINDS` and `LAYOUTS`.
    colour
        Whose fitness colours the nodes, or ``"funnel"``; by default the landscape's own.
    least
        The least weight of an edge that is drawn; nodes stay where they are.
    theme
        ``"light"`` or ``"dark"``.
    """
    figure = redrawn(_drawn(saved, kind, layout), least=least)
    ways = figure.colourings
    if colour == "funnel":
        ways = tuple(way for way in ways if way.label == FUNNEL) or ways
    elif colour is not None and colour is not saved:
        nodes = colour.fitness_of(figure.indices)
        ways = (by_number(_label(colour), nodes),)
    return replace(figure, colourings=ways[:1], theme=theme)


def network_figure(drawing: MlonFigure) -> go.Figure:
    """Return the figure; the nodes carry their configuration numbers."""
    figure = with_notes(clickable(to_plotly(drawing), drawing), drawing, _NOTE_WIDTH)
    if drawing.layout == "3d":
        figure.update_layout(scene={"camera": {"eye": _EYE}})
    return figure.update_layout(height=None, autosize=True)


def with_notes(figure: go.Figure, drawing: MlonFigure, width: int) -> go.Figure:
    """Break the notes below a figure into lines of `width` characters, and make room for them."""
    (note,) = (one for one in figure.layout.annotations if one.y == 0)
    before = note.text.count("<br>")
    note.text = markup(" ".join(drawing.notes), width)
    more = note.text.count("<br>") - before
    return figure.update_layout(margin={"b": figure.layout.margin.b + _LINE * more})


def _label(saved: Saved) -> str:
    """Return the heading of a legend: what is measured, of which run."""
    known = saved.fitness_label in saved.title
    return saved.title if known else f"{saved.fitness_label} ({saved.title})"


def clickable(figure: go.Figure, drawing: MlonFigure) -> go.Figure:
    """Put configuration numbers on the nodes, in place of whatever they carry."""
    indices = [page_number(index) for index in drawing.indices.tolist()]
    numbers = dict(zip(drawing.names, indices, strict=True))
    for trace in figure.data:
        if trace.customdata is not None and len(trace.customdata):
            trace.customdata = [numbers[_name(value)] for value in trace.customdata]
    return figure


def _name(carried: Any) -> str:
    """Return the architecture a node carries: an escaped text, alone or first of several."""
    return unescape(carried if isinstance(carried, str) else str(carried[0]))


def node_of_optimum(saved: Saved, kind: Kind) -> IntArray:
    """Return the node that stands for each optimum: one for several in a compressed network."""
    if kind == "cmlon":
        return saved.network("lon").components()[1]
    return np.arange(len(saved.optima))


def places(saved: Saved, kind: Kind, layout: Layout) -> FloatArray:
    """Return where each optimum is drawn and how large, shape ``(n_optima, 4)``.

    The third column is the diameter of its node on the screen, in pixels; the fourth is its height
    in the layout ``"3d"``.
    """
    drawing = _drawn(saved, kind, layout)
    sized = np.column_stack([drawing.positions, drawing.node_size * PIXELS, drawing.heights])
    return sized[node_of_optimum(saved, kind)]


def node_data(drawing: MlonFigure) -> pd.DataFrame:
    """Return one row a node, as it is drawn."""
    return pd.DataFrame(
        {
            "arch": drawing.names,
            "index": drawing.indices,
            "fitness": drawing.fitness,
            drawing.colour_label: drawing.colour,
            drawing.size_label.lower(): drawing.size_value,
            "basin": drawing.basin,
            "sink": drawing.sinks,
            "is_global": drawing.globals_,
            "x": drawing.positions[:, 0],
            "y": drawing.positions[:, 1],
        }
    )


def edge_data(drawing: MlonFigure) -> pd.DataFrame:
    """Return one row an edge that is drawn: the numbers of its ends, and its weight."""
    source, target = drawing.indices[drawing.edges].T
    return pd.DataFrame({"source": source, "target": target, "weight": drawing.weight})
