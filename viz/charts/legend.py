"""What the legend of a chart says, whichever panel it is drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from viz.charts.marks import INK, Bars, Line, Points, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from viz.charts.chart import Chart
    from viz.charts.marks import Mark

__all__ = ["Key", "legend_keys"]

Shape: TypeAlias = Literal["line", "bar", "inner", "point", "ring", "cloud", "rule"]


@dataclass(frozen=True)
class Key:
    """An entry: how it is drawn, its label, and its place in the palette."""

    shape: Shape
    label: str
    slot: int = 0


def legend_keys(chart: Chart) -> list[Key]:
    """Return the entries of all panels, each once, in the order in which they come up."""
    keys = (key for panel in chart.panels for mark in panel.marks for key in _keys(mark))
    return list(dict.fromkeys(key for key in keys if key.label))


def _keys(mark: Mark) -> Iterator[Key]:
    if isinstance(mark, Line):
        yield Key("line", mark.label, mark.slot)
    elif isinstance(mark, Points):
        shape: Shape = "ring" if mark.hollow else "point"
        yield Key("cloud" if mark.values is not None else shape, mark.label, mark.slot)
    elif isinstance(mark, Rule):
        yield Key("rule", mark.label)
    elif isinstance(mark, Bars):
        for i, label in enumerate(mark.labels):
            yield Key("bar", label, mark.slots[i] if mark.slots else i)
        if mark.inner is not None:
            yield Key("inner", mark.inner_label, INK)
