"""The fitness of one landscape against that of another, optima of both marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from landscape.analysis.spearman import rank_correlation
from landscape.numbers import counted
from viz.explorer.look import BLUE, GREEN, chart
from viz.explorer.low_end import low_end
from viz.look.look import theme_named
from viz.screen.network import markup

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray
    from landscape.landscape import Landscape
    from viz.explorer.saved import SavedLandscape

__all__ = ["MOST_POINTS", "score_data", "score_figure"]

MOST_POINTS = 20_000
"""Points that are drawn; where there are more, a sample."""


def score_data(
    first: SavedLandscape, second: SavedLandscape, *, most: int = MOST_POINTS, seed: int = 0
) -> pd.DataFrame:
    """Return one row a configuration: `index`, `first`, `second` and whose optimum it is.

    Columns `optimum_of_first` and `optimum_of_second` tell that. Configurations without finite
    fitness in both are left out; of more than `most`, a sample without replacement is returned,
    and all optima.

    Parameters
    ----------
    first, second
        Landscapes of the same space.
    most
        Number of rows, beyond which only optima are added.
    seed
        Of the sample.
    """
    one, other = first.landscape, second.landscape
    known = np.flatnonzero(np.isfinite(one.fitness) & np.isfinite(other.fitness))
    is_first, is_second = _is_optimum(one.space.size, one.optima), _is_optimum(
        one.space.size, other.optima
    )  # fmt: skip
    if len(known) > most:
        chosen = np.random.default_rng(seed).choice(known, most, replace=False)
        optima = known[(is_first | is_second)[known]]
        known = np.union1d(chosen, optima)
    return pd.DataFrame(
        {
            "index": known,
            "first": one.fitness[known],
            "second": other.fitness[known],
            "optimum_of_first": is_first[known],
            "optimum_of_second": is_second[known],
        }
    )


def score_figure(
    first: SavedLandscape,
    second: SavedLandscape,
    theme: str = "light",
    *,
    most: int = MOST_POINTS,
) -> go.Figure:
    """Return a scatter plot whose points carry their configuration numbers.

    Parameters
    ----------
    first, second
        Across and up.
    theme
        ``"light"`` or ``"dark"``.
    most
        Points to draw.
    """
    table, palette = score_data(first, second, most=most), theme_named(theme)
    of_first, of_second = table["optimum_of_first"], table["optimum_of_second"]
    everyone = {"size": 4, "color": BLUE[theme], "opacity": 0.35}
    traces = [
        _points(table, "configurations", everyone),
        _points(table[of_second], f"optima of {second.title}", _mark(GREEN[theme], "diamond-open")),
        _points(table[of_first], f"optima of {first.title}", _mark(palette.best, "circle-open")),
    ]
    figure = chart(
        traces,
        theme=theme,
        title=f"{first.title} against {second.title}",
        subtitle=_subtitle(first, second, len(table)),
        axes=(first.fitness_label, second.fitness_label),
        above=84,
    )
    for axis, saved in (("xaxis", first), ("yaxis", second)):
        figure.layout[axis].range = _range(saved.landscape)
    return figure.update_layout(uirevision=f"{first.key} {second.key}")


def _range(landscape: Landscape) -> tuple[float, float] | None:
    """Return the ends of an axis; None where all there is fits."""
    finite = landscape.fitness[np.isfinite(landscape.fitness)]
    low, high = low_end(landscape), float(finite.max(initial=-np.inf))
    if not len(finite) or low == finite.min() or low == high:
        return None
    return low - 0.06 * (high - low), high + 0.06 * (high - low)


def _is_optimum(size: int, optima: IntArray) -> BoolArray:
    mask = np.zeros(size, dtype=np.bool_)
    mask[optima] = True
    return mask


def _mark(colour: str, symbol: str) -> dict[str, object]:
    return {"size": 10, "symbol": symbol, "color": colour, "line": {"width": 2, "color": colour}}


def _points(table: pd.DataFrame, name: str, marker: dict[str, object]) -> go.Scattergl:
    return go.Scattergl(
        x=table["first"].to_numpy(),
        y=table["second"].to_numpy(),
        customdata=table["index"].tolist(),  # a click does not tell the values of a packed array
        mode="markers",
        marker=marker,
        name=markup(name, 60),
        showlegend=name != "configurations",
        hovertemplate="configuration %{customdata}<br>%{x:.6g} · %{y:.6g}<extra></extra>",
    )


def _subtitle(first: SavedLandscape, second: SavedLandscape, shown: int) -> str:
    one, other = first.landscape.fitness, second.landscape.fitness
    known = np.isfinite(one) & np.isfinite(other)
    total = int(np.count_nonzero(known))
    scored, size = int(np.count_nonzero(~(np.isnan(one) | np.isnan(other)))), len(one)
    said = [counted(total, "configuration")]
    if scored < size:
        said = [f"{scored:,} of {size:,} configurations have both scores"]
    if shown < total:
        drawn = f"{shown:,} of {total:,} configurations drawn: a random sample and all optima"
        said = [*said[: scored < size], drawn]
    if _range(first.landscape) or _range(second.landscape):
        said.append("far worse ones outside the axes")
    rho = rank_correlation(one[known], other[known])
    if np.isfinite(rho):
        said.append(f"Spearman ρ {rho:.3f}".replace("-", "−"))
    return ", ".join(said)
