"""``landscape figure``."""

from __future__ import annotations

from landscape.cli.console import show_lines
from landscape.options.figure import FigureOptions

__all__ = ["figure"]


def figure(options: FigureOptions) -> None:
    """Draw a figure of several runs, as a page, for print, or its numbers as a table."""
    from viz import figure as drawn  # what it needs is slow to import

    show_lines(drawn(**options.arguments()).files)
