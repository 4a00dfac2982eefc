"""``landscape plot`` of a search: the average course of its trials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from landscape.errors import OptionError
from viz import save
from viz.charts.kinds.trends import trends_chart
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from search.runs.saved import SearchRun
    from viz.look.look import Look

__all__ = ["draw_trends", "redraw_search"]


def redraw_search(
    run: SearchRun,
    files: Mapping[str, Path],
    *,
    look: Look = DEFAULT_LOOK,
    **options: Any,
) -> None:
    """Draw the average trend of a search, and print the names of the files.

    Parameters
    ----------
    run
        A finished search.
    files
        ``png``, ``html``, ``pdf`` or ``svg`` → the file to write, whose name ends in it; without
        any, the pictures in its folder are drawn again.
    look
        Width, letters and theme.
    options
        Of `viz.charts.kinds.trends.trends_chart`, such as ``over`` and ``band``.

    Raises
    ------
    OptionError
        If the name of a file ends in something else, or there is nothing to draw.
    """
    for kind, file in files.items():
        if file.suffix.lower() != f".{kind}":
            raise OptionError(f"--{kind} {file}: expected a name that ends in .{kind}")
    for file in draw_trends(run, list(files.values()), look=look, **options):
        typer.echo(file)


def draw_trends(
    run: SearchRun, files: list[Path] | None = None, *, look: Look = DEFAULT_LOOK, **options: Any
) -> list[Path]:
    """Draw the average trend of a search; by default as a page and a picture in its folder."""
    of = f", {run.dataset}" if run.dataset else ""
    title = f"{run.label} on {run.space.title}{of}"
    chart = trends_chart([run], title=title, look=look, **options)
    return [save(chart, file) for file in files or default_files(run.folder)]


def default_files(folder: Path) -> list[Path]:
    """Return the pictures that a search leaves in its folder."""
    return [folder / "trends.html", folder / "trends.png"]
