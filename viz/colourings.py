"""What the nodes of a network can be coloured by: fitness, other numbers, funnels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from landscape.names import find_name
from viz.mlon_data import Colouring

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from landscape.arrays import BoolArray, FloatArray, IntArray

__all__ = ["FUNNEL", "by_funnel", "by_number", "colourings", "finite_range"]

FUNNEL = "Funnel"
"""Label of the colouring by funnels."""

_MOST_FUNNELS = 6  # with a colour of their own


def colourings(
    first: Colouring,
    colours: Mapping[str, npt.ArrayLike],
    indices: IntArray,
    last: Colouring | None,
    chosen: str | None,
) -> tuple[Colouring, ...]:
    """Return all colourings of a figure, the chosen one first.

    Parameters
    ----------
    first
        By fitness.
    colours
        Label → one number a node, or one a configuration of the space; NaN is not measured.
    indices
        Shape ``(n,)``: the configuration number of each node, -1 if unknown.
    last
        By funnels, where they are known.
    chosen
        Label of the one to draw; None for `first`.

    Raises
    ------
    OptionError
        If an array of `colours` has another length.
    UnknownNameError
        If there is no colouring of the label `chosen`.
    """
    found = {first.label: first}
    for label, values in colours.items():
        found[label] = by_number(label, _of_nodes(label, values, indices))
    if last is not None:
        found.setdefault(last.label, last)
    chosen = first.label if chosen is None else chosen
    return (found.pop(find_name("colour", chosen, found)), *found.values())


def by_number(label: str, measured: FloatArray) -> Colouring:
    """Return the colouring by one number a node; infinities are clamped to the finite ends."""
    low, high = finite_range(measured)
    values = np.clip(measured, low, high)
    seen = np.unique(values[~np.isnan(values)])
    ticks = tuple(seen.tolist()) if len(seen) == 1 else None
    return Colouring(label, values, measured, (low, high), ticks)


def finite_range(values: FloatArray) -> tuple[float, float]:
    """Return the lowest and highest finite value, moved apart where they are equal."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        margin = abs(low) * 0.01 or 1.0
        return low - margin, high + margin
    return low, high


def by_funnel(funnel: IntArray, is_global: BoolArray) -> Colouring:
    """Return the colouring by funnels: those with most nodes have a colour each, global first.

    Parameters
    ----------
    funnel
        Shape ``(n,)``: number of each node's funnel, 0 the best; -1 unknown.
    is_global
        Shape ``(n,)``: whether that funnel ends in a global optimum.
    """
    measured = np.where(funnel < 0, np.nan, funnel)
    number, first, size = np.unique(funnel[funnel >= 0], return_index=True, return_counts=True)
    best = is_global[funnel >= 0][first]
    order = np.lexsort([number, -size, ~best])
    shown = order[:_MOST_FUNNELS]
    rank = np.full(int(number.max(initial=-1)) + 1, len(shown))
    rank[number[shown]] = np.arange(len(shown))
    names = [
        f"global funnel ({size[at]:,})" if best[at] else f"funnel {number[at] + 1:,} ({size[at]:,})"
        for at in shown
    ]
    rest = len(order) - len(shown)
    if rest:
        names.append(f"{rest:,} more funnels ({size[order[len(shown) :]].sum():,})")
    values = np.where(funnel < 0, np.nan, rank[funnel] if len(rank) else np.nan)
    return Colouring(
        FUNNEL, values, measured, (0.0, float(max(len(names) - 1, 1))), None, tuple(names)
    )


def _of_nodes(label: str, values: npt.ArrayLike, indices: IntArray) -> FloatArray:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.shape == indices.shape:
        return numbers
    if numbers.ndim == 1 and len(numbers) > indices.max(initial=0):
        return np.where(indices >= 0, numbers[indices], np.nan)
    raise OptionError(
        f"the colour {label!r} has values of shape {numbers.shape}: expected one a node "
        f"({len(indices):,}) or one a configuration of the space"
    )
