"""Marks on a screen, as traces of plotly."""

from __future__ import annotations

from functools import singledispatch
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from plotly.colors import sequential

from viz.charts.marks import (
    CROWDED,
    GROUP,
    INK,
    INNER,
    Bars,
    Cells,
    Line,
    Mark,
    Points,
    Rule,
    Spans,
)
from viz.look.palette import INKS, slot_of

if TYPE_CHECKING:
    from viz.look.look import Look
    from viz.look.palette import Slot

__all__ = ["DIVERGING", "PIXELS", "markup", "traces"]

PIXELS = 1.7
"""Of a point of print."""

_KEY = 9  # pixels of a point in the legend
_UPRIGHT = 24  # bars from which on their numbers stand upright
MANY = 5_000  # points from which on WebGL draws them
DIVERGING, SEQUENTIAL = "RdBu", "Viridis"
_SYMBOLS = {
    "o": "circle", "s": "square", "^": "triangle-up", "D": "diamond", "v": "triangle-down",
    "P": "cross", "X": "x", "*": "star", "<": "triangle-left", ">": "triangle-right",
    "h": "hexagon",
}  # fmt: skip
_PATTERNS = {
    "": "", "///": "/", "...": ".", "\\\\\\": "\\", "xxx": "x", "---": "-", "++": "+", "oo": ".",
}  # fmt: skip


def markup(text: str) -> str:
    """Return a text for plotly to show as it is: nothing in it is read as markup."""
    return "<br>".join(escape(line, quote=False) for line in text.split("\n"))


@singledispatch
def traces(mark: Mark, look: Look) -> list[Any]:
    """Return the traces of a mark, without axes."""
    raise TypeError(f"no way to draw {mark!r}")


@traces.register(Line)
def _line(mark: Line, look: Look) -> list[Any]:
    slot = slot_of(mark.slot, look.theme)
    shape = "hv" if mark.step else "linear"
    drawn = []
    if mark.low is not None and mark.high is not None:
        edge = {"mode": "lines", "x": mark.x, "hoverinfo": "skip", "showlegend": False}
        edge |= {"line": {"width": 0, "shape": shape}, "legendgroup": _group("line", mark.label)}
        fill = {"fill": "tonexty", "fillcolor": _faded(slot.colour, 0.16)}
        drawn = [go.Scatter(y=mark.low, **edge), go.Scatter(y=mark.high, **edge, **fill)]
    dash = ",".join(f"{2 * length:g}px" for length in slot.dash) or "solid"
    line = {"color": slot.colour, "width": 2, "dash": dash, "shape": shape}
    hover = "%{x:,.6g}: %{y:,.6g}<extra>" + markup(mark.label).replace("%", "&#37;") + "</extra>"
    named = _named("line", mark.label)
    drawn.append(
        go.Scatter(x=mark.x, y=mark.y, mode="lines", line=line, hovertemplate=hover, **named)
    )
    if mark.end is not None:
        marker = {"size": 9, "color": slot.colour, "symbol": _SYMBOLS[slot.marker]}
        marker["line"] = {"width": 1, "color": INKS[look.theme].paper}
        about = {"marker": marker, "hovertemplate": hover, **named, "showlegend": False}
        drawn.append(go.Scatter(x=mark.end[:1], y=mark.end[1:], mode="markers", **about))
    return drawn


@traces.register(Bars)
def _bars(mark: Bars, look: Look) -> list[Any]:
    drawn = []
    for i, (values, label) in enumerate(zip(mark.values, mark.labels, strict=True)):
        slot = slot_of(mark.slots[i] if mark.slots else i, look.theme)
        texts = _bar_texts(mark, i)
        drawn.append(
            go.Bar(
                x=np.arange(len(values)), y=values, text=texts, textposition="outside",
                textangle=-90 if mark.values.size > _UPRIGHT else 0, cliponaxis=False,
                marker=_filled(slot, look), error_y=_errors(mark, i),
                hovertemplate="%{y:,.6g}<extra>" + markup(label).replace("%", "&#37;") + "</extra>",
                **_named("bar", label),
            )
        )  # fmt: skip
    return [*drawn, *_inner_bars(mark, look)]


def _inner_bars(mark: Bars, look: Look) -> list[Any]:
    """Return the bars in front of others, each at the place of its own."""
    if mark.inner is None:
        return []
    width, named = GROUP / len(mark.values) * INNER, _named("bar", mark.inner_label)
    marker = {"color": slot_of(INK, look.theme).colour}
    marker["line"] = {"color": INKS[look.theme].paper, "width": 0.8}  # type: ignore[assignment]
    said = markup(mark.inner_label).replace("%", "&#37;")
    return [
        go.Bar(
            x=np.arange(len(values)), y=values, width=width, offset=places[0] - width / 2,
            marker=marker, hovertemplate="%{y:,.6g}<extra>" + said + "</extra>",
            **{**named, "showlegend": number == 0},
        )
        for number, (values, places) in enumerate(zip(mark.inner, mark.places, strict=True))
    ]  # fmt: skip


def _bar_texts(mark: Bars, series: int) -> list[str] | None:
    """Return what is written at bars; empty letters lift it clear of a line across them."""
    if mark.texts is None:
        return None
    is_upright = mark.values.size > _UPRIGHT
    lines = (text.replace("\n", " ") if is_upright else text for text in mark.texts[series])
    texts = [markup(text) for text in lines]
    if mark.lifted is None:
        return texts
    is_lifted = np.isfinite(mark.lifted[series]).tolist()
    space = "&nbsp;" * 3 + "{}" if is_upright else "{}<br>&nbsp;"
    return [space.format(t) if up else t for t, up in zip(texts, is_lifted, strict=True)]


def _filled(slot: Slot, look: Look) -> dict[str, Any]:
    pattern: dict[str, Any] = {
        "shape": _PATTERNS[slot.hatch],
        "fgcolor": INKS[look.theme].paper,
        "size": 8,
    }
    pattern["fillmode"] = "overlay"  # else the bar itself has no colour
    return {"color": slot.colour, "line": {"width": 0}, "pattern": {**pattern, "solidity": 0.25}}


def _errors(mark: Bars, series: int) -> dict[str, Any] | None:
    if mark.low is None or mark.high is None:
        return None
    values = mark.values[series]
    ends = {"array": mark.high[series] - values, "arrayminus": values - mark.low[series]}
    return {"type": "data", "symmetric": False, "thickness": 1, "width": 3, **ends}


@traces.register(Points)
def _points(mark: Points, look: Look) -> list[Any]:
    slot, many = slot_of(mark.slot, look.theme), len(mark.x) > MANY
    marker: dict[str, Any] = {"size": mark.size * PIXELS, "color": slot.colour}
    marker["symbol"] = _SYMBOLS[slot.marker] + ("-open" if mark.hollow else "")
    if mark.hollow:
        marker["line"] = {"width": min(1.6, mark.size * 0.4)}
    if mark.values is not None:
        marker |= {"color": np.log1p(mark.values), "colorscale": SEQUENTIAL, "showscale": False}
    draw = go.Scattergl if many else go.Scatter
    texts = [markup(text) for text in mark.hover]
    about = {"text": texts, "hovertemplate": "%{text}<br>%{x:,.6g}, %{y:,.6g}<extra></extra>"}
    if not texts:
        about = {"hovertemplate": "%{x:,.6g}, %{y:,.6g}<extra></extra>"}
    shape = "cloud" if mark.values is not None else "ring" if mark.hollow else "point"
    named = _named(shape, mark.label)
    keys: list[Any] = []
    if mark.label and len(mark.x):
        named["showlegend"] = False
        keys = [_point_key(marker, named)]
    if mark.values is not None and keys:
        keys = [_cloud_key(*key, named, slot) for key in zip(("few", "many"), (0, -1), strict=True)]
    return [draw(x=mark.x, y=mark.y, mode="markers", marker=marker, **about, **named), *keys]


def _point_key(marker: dict[str, Any], named: dict[str, Any]) -> Any:
    """Return an entry of the legend: large enough to be told apart, however small points are."""
    about: dict[str, Any] = {**named, "showlegend": True, "mode": "markers"}
    look = {
        "color": marker["color"],
        "symbol": marker["symbol"],
        "size": _KEY,
        "line": {"width": 1.6},
    }
    return go.Scatter(x=[None], y=[None], marker=look, **about)


def _cloud_key(said: str, end: int, named: dict[str, Any], slot: Slot) -> Any:
    """Return an entry of the legend: the colour at one end of the scale of crowded places."""
    colour = getattr(sequential, SEQUENTIAL)[end]
    marker = {"size": 8, "color": colour, "symbol": _SYMBOLS[slot.marker]}
    name = f"{named['name'].removesuffix(CROWDED)}: {said} in one place"
    about = {**named, "name": name, "showlegend": True}
    return go.Scatter(x=[None], y=[None], mode="markers", marker=marker, **about)


@traces.register(Spans)
def _spans(mark: Spans, look: Look) -> list[Any]:
    gaps = np.full(len(mark.x), np.nan)
    x = np.stack([mark.x, mark.x, gaps], axis=1).ravel()
    y = np.stack([mark.low, mark.high, gaps], axis=1).ravel()
    line = {"color": _faded(slot_of(mark.slot, look.theme).colour, 0.45), "width": 4}
    return [go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)]


@traces.register(Cells)
def _cells(mark: Cells, look: Look) -> list[Any]:
    texts = [[markup(text) for text in row] for row in mark.texts]
    low, high = mark.limits
    return [
        go.Heatmap(
            z=mark.values, text=texts, texttemplate="%{text}", colorscale=DIVERGING, zmin=low,
            zmax=high, showscale=False, xgap=1, ygap=1,
            colorbar={"thickness": 14, "outlinewidth": 0, "len": 0.9},
            customdata=[[f"{markup(r)}, {markup(c)}" for c in mark.columns] for r in mark.rows],
            hovertemplate="%{customdata}: %{z:.4f}<extra></extra>",
        )
    ]  # fmt: skip


@traces.register(Rule)
def _rule(mark: Rule, look: Look) -> list[Any]:
    """Return only what the legend shows: the line itself is a shape, across whatever is seen."""
    line = {"color": INKS[look.theme].ink, "width": 1.5, "dash": "6px,3px"}
    return [go.Scatter(x=[None], y=[None], mode="lines", line=line, **_named("rule", mark.label))]


def _named(shape: str, label: str) -> dict[str, Any]:
    """Return what puts a trace into the legend, and switches all of one name together."""
    return {
        "name": markup(label), "legendgroup": _group(shape, label), "showlegend": bool(label),
    }  # fmt: skip


def _group(shape: str, label: str) -> str:
    return f"{shape} {label}"


def _faded(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"
