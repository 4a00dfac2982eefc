"""The fitness of a walk over its moves: one panel, or one more for trained networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from landscape.numbers import counted
from viz.explorer.look import BLUE, chart
from viz.look.look import theme_named
from viz.screen.network import markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray, IntArray
    from viz.explorer.parts import Part
    from viz.explorer.walk import Walk

__all__ = ["walk_figure"]

_TRAINED_FROM = 0.72  # of the width, where the second panel begins
_GAP = 0.19  # for the numbers and the name of its axis, also where the window is 1280 pixels wide
_HIGH = 20  # characters along an axis upwards


def walk_figure(walk: Walk, theme: str = "light") -> go.Figure:
    """Return current and best fitness over the moves; points carry configuration numbers.

    Lines end where what is measured changes. Where both untrained and trained networks were
    compared, these are in a panel of their own at the right.
    """
    figure = chart(
        [] if walk.has_panels else _panel(walk, theme, trained=None),
        theme=theme,
        title=walk.title,
        subtitle=_subtitle(walk),
        axes=("move", "what the search measured"),
    )
    if _measured(walk.parts):
        figure.update_yaxes(title={"text": markup(_measured(walk.parts), _HIGH)})
    if walk.has_panels:
        _add_panels(walk, figure, theme)
    elif any(part.rung for part in walk.parts):
        figure.update_xaxes(_rungs(walk.parts))
    return figure.update_layout(uirevision=markup(walk.title, 200))


def _add_panels(walk: Walk, figure: go.Figure, theme: str) -> None:
    """Draw the trained networks in a panel of their own, the others in the first."""
    first, second = ([part for part in walk.parts if part.trained == which]
                     for which in (False, True))  # fmt: skip
    figure.add_traces([*_panel(walk, theme, trained=False), *_panel(walk, theme, trained=True)])
    across, up = (getattr(figure.layout, axis).to_plotly_json() for axis in ("xaxis", "yaxis"))
    figure.update_layout(
        xaxis={"domain": [0, _TRAINED_FROM - _GAP]},
        xaxis2={**across, "domain": [_TRAINED_FROM, 1], "anchor": "y2"},
        yaxis2={**up, "anchor": "x2"},
    )
    figure.update_layout(xaxis2=_rungs(second))
    for axis, parts in (("yaxis", first), ("yaxis2", second)):
        figure.layout[axis].title.text = markup(_measured(parts), _HIGH)


def _rungs(parts: Sequence[Part]) -> dict[str, Any]:
    """Return the ticks of moves that are rungs each, and room at their sides."""
    room = [parts[0].start - 0.6, parts[-1].stop - 0.4]
    if not all(part.rung for part in parts):
        return {"range": room}
    texts = [str(part.rung) for part in parts]
    ticks = {"tickvals": [part.start for part in parts], "ticktext": texts, "tickangle": 0}
    return {"range": room, **ticks, "title": {"text": "epochs"}}


def _measured(parts: Sequence[Part]) -> str:
    """Return what all parts measure, rungs apart; nothing if that differs."""
    names = {part.measure.partition(" after ")[0] if part.rung else part.measure for part in parts}
    return names.pop() if len(names) == 1 else ""


def _subtitle(walk: Walk) -> str:
    said = f"{counted(len(walk), 'move')}; a click goes to a move"
    if any(part.relative for part in walk.parts):
        return f"{said}; fitness is relative to what a move compared, so that moves do not compare"
    if walk.has_panels:
        return f"{said}; right: trained networks"
    return said


def _panel(walk: Walk, theme: str, *, trained: bool | None) -> list[go.Scattergl]:
    """Return the traces of one panel, of all parts if `trained` is None."""
    parts = [part for part in walk.parts if trained in (None, part.trained)]
    steps = np.concatenate([np.arange(0), *(np.arange(part.start, part.stop) for part in parts)])
    gaps = np.cumsum([part.stop - part.start for part in parts], dtype=np.int64)[:-1]
    axes = {"xaxis": "x2", "yaxis": "y2"} if trained else {}
    hover = "%{text}, move %{x}: %{y:.6g}<extra></extra>"
    look = {"showlegend": not trained, "hovertemplate": hover, **axes}
    text = np.insert(np.array(walk.measures, dtype=object)[steps], gaps, "")
    across = np.insert(steps.astype(np.float64), gaps, np.nan)

    def line(name: str, values: FloatArray, who: IntArray, **style: Any) -> go.Scattergl:
        return go.Scattergl(
            x=across, y=np.insert(_finite(values)[steps], gaps, np.nan), name=name,
            customdata=np.insert(who[steps], gaps, -1).tolist(), connectgaps=False,
            text=[markup(word, 60) for word in text], legendgroup=name, **style, **look,
        )  # fmt: skip

    apart = any(part.rung for part in parts)  # points that no line joins have to be seen
    marks = {"size": 8 if apart else 3, "color": BLUE[theme]}
    thin = {"color": BLUE[theme], "width": 1}
    if any(part.relative for part in parts):
        marks["size"] = 5
        return [line("current", walk.fitness, walk.configurations, mode="markers", marker=marks)]
    current = line("current", walk.fitness, walk.configurations, mode="lines+markers",
                   marker=marks, line=thin)  # fmt: skip
    best = theme_named(theme).best
    ring = {"symbol": "circle-open", "size": 14, "color": best, "line": {"width": 2}}
    few = {"mode": "lines+markers", "marker": ring} if apart else {"mode": "lines"}
    return [current, line("best so far", walk.best, walk.best_configurations, **few,
                          line={"color": best, "width": 2})]  # fmt: skip


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, np.nan)
