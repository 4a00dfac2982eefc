"""``landscape plot``."""

from __future__ import annotations

from landscape.cli.console import show_lines
from landscape.options.plot import PlotOptions

__all__ = ["plot"]


def plot(options: PlotOptions) -> None:
    """Redraw the network of a saved run; without a file, the pictures in its folder."""
    from viz import plot as plotted  # what it needs is slow to import

    show_lines(plotted(**options.arguments()).files)
