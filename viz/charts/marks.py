"""What is drawn in a panel of a chart, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from landscape.display import short_repr

if TYPE_CHECKING:
    from landscape.arrays import FloatArray

__all__ = [
    "CROWDED",
    "GROUP",
    "INK",
    "INNER",
    "Bars",
    "Cells",
    "Line",
    "Mark",
    "Points",
    "Rule",
    "Spans",
]

INK = 6
"""Slot of the palette in the colour of text."""

INNER = 0.4
"""Width of an inner bar, of that which it stands in front of."""

GROUP = 0.82
"""Width of a group of bars, of which one begins at every whole number."""

CROWDED = ", few → many in one place"
"""Said of points in the legend whose colours show how crowded their places are."""


@dataclass(frozen=True, eq=False)
class Line:
    """A curve, with a band around it if `low` and `high` are given.

    Attributes
    ----------
    x, y
        Shape ``(n,)`` each; NaN interrupts the curve.
    low, high
        Shape ``(n,)`` each: the ends of the band.
    label
        In the legend; empty for none.
    slot
        Number of the colour, dash and marker in the palette.
    step
        Whether `y` stays as it is until the next `x`.
    end
        Where what it shows ended, by `x` and `y`: marked; None for no mark.
    """

    x: FloatArray
    y: FloatArray
    low: FloatArray | None = None
    high: FloatArray | None = None
    label: str = ""
    slot: int = 0
    step: bool = False
    end: tuple[float, float] | None = None

    __repr__ = short_repr


@dataclass(frozen=True, eq=False)
class Bars:
    """Groups of bars; group i stands at x = i.

    Attributes
    ----------
    values
        Shape ``(series, groups)``; NaN is no bar.
    labels
        One a series, in the legend.
    texts
        One a bar, by series, written at its end; None for none.
    lifted
        Shape ``(series, groups)``: where texts stand instead, clear of a line; NaN for at the end.
    low, high
        Shape ``(series, groups)`` each: the ends of an error bar.
    slots
        Of the palette, one a series.
    inner
        Shape ``(series, groups)``: a narrower bar in front of each, in the colour of text; NaN for
        none.
    inner_label
        What these are, in the legend.
    """

    values: FloatArray
    labels: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...] | None = None
    lifted: FloatArray | None = None
    low: FloatArray | None = None
    high: FloatArray | None = None
    slots: tuple[int, ...] = ()
    inner: FloatArray | None = None
    inner_label: str = ""

    __repr__ = short_repr

    @property
    def places(self) -> FloatArray:
        """Where the middles of the bars are, shape ``(series, groups)``."""
        count, groups = self.values.shape
        aside = (np.arange(count) - (count - 1) / 2) * GROUP / count
        middles: FloatArray = np.arange(groups) + aside[:, None]
        return middles


@dataclass(frozen=True, eq=False)
class Points:
    """Points, brighter where `values` are higher if these are given.

    Attributes
    ----------
    x, y
        Shape ``(n,)`` each.
    label
        In the legend; empty for none.
    hover
        What is known of each, lines separated by line feeds; empty for nothing.
    values
        Shape ``(n,)``, none negative; colours show their logarithm.
    slot, size, hollow
        Of the palette; diameter in points; whether only the rim is drawn.
    """

    x: FloatArray
    y: FloatArray
    label: str = ""
    hover: tuple[str, ...] = ()
    values: FloatArray | None = None
    slot: int = 0
    size: float = 4.0
    hollow: bool = False

    __repr__ = short_repr


@dataclass(frozen=True, eq=False)
class Spans:
    """Vertical ranges: from `low` to `high` at each `x`, shape ``(n,)`` each."""

    x: FloatArray
    low: FloatArray
    high: FloatArray
    slot: int = 0

    __repr__ = short_repr


@dataclass(frozen=True, eq=False)
class Cells:
    """A matrix with a number in each cell.

    Attributes
    ----------
    values
        Shape ``(rows, columns)``; NaN is an empty cell. The first row is on top.
    rows, columns
        What they are.
    texts
        What is written in the cells, by row.
    limits
        The values of the ends of the colour scale, which diverges from their mean.
    """

    values: FloatArray
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    limits: tuple[float, float] = (-1.0, 1.0)

    __repr__ = short_repr


@dataclass(frozen=True)
class Rule:
    """A dashed line across the panel: at y = `value`, or from x = 0 if `axis` is ``x``."""

    value: float
    label: str = ""
    axis: str = "y"


Mark: TypeAlias = Line | Bars | Points | Spans | Cells | Rule
