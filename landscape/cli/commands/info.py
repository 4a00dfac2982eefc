"""``landscape info``."""

from __future__ import annotations

from landscape.options.info import InfoOptions

__all__ = ["info"]


def info(options: InfoOptions) -> None:
    """Say what a space is, or show an architecture in every notation."""
    from landscape.cli.console import show_lines, show_table
    from landscape.spaces.info import info as found  # what it needs is slow to import

    told = found(**options.arguments())
    show_table(told.rows)
    if told.drawing:
        show_lines(["", told.drawing])
