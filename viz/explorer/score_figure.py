"""The fitness of one landscape against that of another, optima of both marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from landscape.analysis.spearman import rank_correlation
from landscape.numbers import counted
from viz.explorer.look import BLUE, GREEN, chart
from viz.explorer.numbers import page_number
from viz.explorer.saved import SavedSample
from viz.look.look import theme_named
from viz.screen.network import markup

if TYPE_CHECKING:
    from viz.explorer.saved import Saved

__all__ = ["MOST_POINTS", "score_data", "score_figure"]

MOST_POINTS = 20_000
"""Points that are drawn; where there are more, a sample."""

_FEW = 10  # starts, below which ranks tell nothing


def score_data(
    first: Saved, second: Saved, *, most: int = MOST_POINTS, seed: int = 0
) -> pd.DataFrame:
    """Return one row a configuration: `index`, `first`, `second` and whose optimum it is.

    Columns `optimum_of_first` and `optimum_of_second` tell that. Of a sample starts and optima are
    known. Configurations without finite
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
    table = _both(first, second)
    table = table[np.isfinite(table["first"]) & np.isfinite(table["second"])]
    is_first, is_second = (np.isin(table["index"], one.optima) for one in (first, second))
    table["optimum_of_first"], table["optimum_of_second"] = is_first, is_second
    if len(table) > most:
        is_shown = is_first | is_second
        is_shown[np.random.default_rng(seed).choice(len(table), most, replace=False)] = True
        table = table[is_shown]
    drawn: pd.DataFrame = table.reset_index(drop=True)
    return drawn


def _both(first: Saved, second: Saved) -> pd.DataFrame:
    """Return the configurations whose fitness both know: `index`, `first`, `second`."""
    (there, own), (others, its) = first.known(), second.known()
    index, *rows = np.intersect1d(there, others, assume_unique=True, return_indices=True)
    return pd.DataFrame({"index": index, "first": own[rows[0]], "second": its[rows[1]]})


def score_figure(
    first: Saved,
    second: Saved,
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
        _points(table[of_second], _optima_of(second), _mark(GREEN[theme], "diamond-open")),
        _points(table[of_first], _optima_of(first), _mark(palette.best, "circle-open")),
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
        figure.layout[axis].range = _range(saved)
    return figure.update_layout(uirevision=f"{first.key} {second.key}")


def _optima_of(saved: Saved) -> str:
    return f"optima {'seen ' if saved.is_sample else ''}of {saved.title}"


def _range(saved: Saved) -> tuple[float, float] | None:
    """Return the ends of an axis; None where all there is fits."""
    if saved.is_sample:
        return None
    finite = saved.values[np.isfinite(saved.values)]
    low, high = saved.low_end, float(finite.max(initial=-np.inf))
    if not len(finite) or low == finite.min() or low == high:
        return None
    return low - 0.06 * (high - low), high + 0.06 * (high - low)


def _mark(colour: str, symbol: str) -> dict[str, object]:
    return {"size": 10, "symbol": symbol, "color": colour, "line": {"width": 2, "color": colour}}


def _points(table: pd.DataFrame, name: str, marker: dict[str, object]) -> go.Scattergl:
    return go.Scattergl(
        x=table["first"].to_numpy(),
        y=table["second"].to_numpy(),
        customdata=[
            page_number(index) for index in table["index"].tolist()
        ],  # a click does not tell the values of a packed array
        mode="markers",
        marker=marker,
        name=markup(name, 60),
        showlegend=name != "configurations",
        hovertemplate="configuration %{customdata}<br>%{x:.6g} · %{y:.6g}<extra></extra>",
    )


def _subtitle(first: Saved, second: Saved, shown: int) -> str:
    if first.is_sample or second.is_sample:
        return _seen_text(first, second, shown)
    one, other = first.values, second.values
    known = np.isfinite(one) & np.isfinite(other)
    total = int(np.count_nonzero(known))
    scored, size = int(np.count_nonzero(~(np.isnan(one) | np.isnan(other)))), len(one)
    said = [counted(total, "configuration")]
    if scored < size:
        said = [f"{scored:,} of {size:,} configurations have both scores"]
    if shown < total:
        drawn = f"{shown:,} of {total:,} configurations drawn: a random sample and all optima"
        said = [*said[: scored < size], drawn]
    if _range(first) or _range(second):
        said.append("far worse ones outside the axes")
    rho = rank_correlation(one[known], other[known])
    if np.isfinite(rho):
        said.append(f"Spearman ρ {rho:.3f}".replace("-", "−"))
    return ", ".join(said)


def _seen_text(first: Saved, second: Saved, shown: int) -> str:
    """Return what is said of samples: how many both know, and the ranks at starts of both alone.

    Optima are no uniform draw.
    """
    table = _both(first, second)
    starts = [one.content.starts for one in (first, second) if isinstance(one, SavedSample)]
    of_both = table[np.logical_and.reduce([np.isin(table["index"], some) for some in starts])]
    said = [f"{counted(shown, 'configuration')} that both know, starts and optima"]
    rho = rank_correlation(of_both["first"].to_numpy(), of_both["second"].to_numpy())
    if len(of_both) >= _FEW and np.isfinite(rho):
        told = f"Spearman ρ {rho:.3f}".replace("-", "−")
        said.append(f"{told} at {counted(len(of_both), 'start')} of both (an estimate)")
    return ", ".join(said)
