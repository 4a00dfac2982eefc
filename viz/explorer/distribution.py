"""How fitness is distributed, with the local optima marked below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from landscape.numbers import counted as plural
from landscape.numbers import share_text
from viz.explorer.look import BLUE, chart
from viz.explorer.numbers import page_number
from viz.look.look import theme_named
from viz.network.mlon_data import Behind, optima_text

if TYPE_CHECKING:
    from viz.explorer.saved import Saved

__all__ = ["distribution_data", "distribution_figure"]

_BINS = 60


def distribution_data(saved: Saved) -> pd.DataFrame:
    """Return one row a bin: columns `low`, `high`, `configurations`, `optima`.

    Infinite fitness is in no bin; the far worst, where there are such, are in the first. Of a
    sample, the configurations are its uniform starts.
    """
    finite, optima = (each[np.isfinite(each)] for each in (saved.values, saved.optima_fitness))
    floor = saved.low_end
    # Of a sample, optima may be better than any start.
    shown = np.concatenate([finite[finite >= floor], optima])
    ends = np.histogram_bin_edges(shown, _bins(finite))
    if len(finite) and finite.min() < floor:
        ends = np.insert(ends, 0, finite.min())
    return pd.DataFrame(
        {
            "low": ends[:-1],
            "high": ends[1:],
            "configurations": np.histogram(finite, ends)[0],
            "optima": np.histogram(optima, ends)[0],
        }
    )


def distribution_figure(saved: Saved, theme: str = "light") -> go.Figure:
    """Return a histogram of fitness and one tick a local optimum, which carries its number.

    Parameters
    ----------
    saved
        The landscape.
    theme
        ``"light"`` or ``"dark"``.
    """
    palette, floor = theme_named(theme), saved.low_end
    counted = "starts" if saved.is_sample else "configurations"
    table = distribution_data(saved)
    table = table[table["low"] >= floor]
    top = int(table["configurations"].max()) if len(table) else 1
    heights = saved.optima_fitness
    is_drawn = np.isfinite(heights)
    bars = go.Bar(
        x=(table["low"] + table["high"]) / 2,
        y=table["configurations"],
        width=table["high"] - table["low"],
        marker={"color": BLUE[theme], "line": {"width": 0}, "opacity": 0.75},
        hovertemplate=f"%{{y:,}} {counted} around %{{x:.6g}}<extra></extra>",
        name=counted,
        showlegend=False,
    )
    ticks = go.Scatter(
        x=heights[is_drawn],
        y=np.full(np.count_nonzero(is_drawn), -0.06 * top),
        mode="markers",
        marker={"symbol": "line-ns", "size": 14,
                "line": {"width": 1.6, "color": palette.best}, "color": palette.best},
        customdata=[page_number(index) for index in saved.optima[is_drawn].tolist()],
        hovertemplate="optimum %{customdata}: %{x:.6g}<extra></extra>",
        name="local optima",
        showlegend=False,
    )  # fmt: skip
    figure = chart(
        [bars, ticks],
        theme=theme,
        title="Fitness distribution",
        subtitle=_subtitle(saved),
        axes=(saved.fitness_label, counted),
    )
    figure.update_yaxes(range=[-0.14 * top, 1.05 * top])
    figure.update_layout(bargap=0, uirevision=f"{saved.key}")
    return figure


def _bins(finite: np.ndarray) -> int:
    """Return a number of bins: fewer where there are fewer values."""
    return int(np.clip(len(np.unique(finite[:100_000])), 1, _BINS))


def _subtitle(saved: Saved) -> str:
    values = saved.values
    endless = int(np.count_nonzero(np.isinf(values)))
    far = int(np.count_nonzero(values < saved.low_end)) - endless
    said = _counts(saved)
    if far > 0:
        said.append(f"{far:,} far worse {'one' if far == 1 else 'ones'} not shown")
    if endless:
        said.append(f"{endless:,} of fitness −∞ not shown")
    return ", ".join(said)


def _counts(saved: Saved) -> list[str]:
    if saved.is_sample:
        seen = plural(len(saved.optima), "optimum that was seen", "optima that were seen")
        return [f"{plural(len(saved.values), 'uniform start')}, {seen} as ticks"]
    landscape = saved.landscape
    optima = optima_text(landscape.n_optima, Behind(n_plateau_optima=landscape.n_plateau_optima))
    said = [f"{landscape.space.size:,} configurations, {optima} as ticks"]
    if landscape.n_missing:
        scored = share_text(landscape.scored_share)
        said.append(f"{landscape.n_missing:,} missing ({scored} scored)")
    return said
