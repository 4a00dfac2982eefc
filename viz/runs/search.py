"""The picture of a search: the average course of its trials."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from landscape.runs.labels import whose_numbers
from viz.charts.kinds.trends import trends_chart
from viz.export import save
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from pathlib import Path

    from search.runs.saved import SearchRun
    from viz.charts.chart import Chart
    from viz.look.look import Look

__all__ = ["default_files", "draw_trends", "search_chart"]


def search_chart(run: SearchRun, *, look: Look = DEFAULT_LOOK, **options: Any) -> Chart:
    """Return the average trend of a search.

    Parameters
    ----------
    run
        A finished search.
    look
        Width, letters and theme.
    options
        Of `viz.charts.kinds.trends.trends_chart`, such as ``over`` and ``band``.

    Raises
    ------
    OptionError
        If there is nothing to draw.
    """
    of = f", {run.dataset}" if run.dataset else ""
    title = f"{run.label} on {run.space.title}{of}"
    chart = trends_chart([run], title=title, look=look, **options)
    return replace(chart, notes=(*chart.notes, *whose_numbers([run])))


def draw_trends(run: SearchRun) -> list[Path]:
    """Draw the average trend of a search as a page and a picture in its folder."""
    chart = search_chart(run)
    return [save(chart, file) for file in default_files(run.folder)]


def default_files(folder: Path) -> list[Path]:
    """Return the pictures that a search leaves in its folder."""
    return [folder / "trends.html", folder / "trends.png"]
