"""``landscape explore``."""

from __future__ import annotations

from contextlib import suppress

from landscape.cli.console import show_lines
from landscape.options.explore import ExploreOptions
from landscape.reporter import say

__all__ = ["explore"]


def explore(options: ExploreOptions) -> None:
    """Look at saved runs in the browser: networks, fitness, basins, searches walking on them."""
    from viz import explore as explored  # what it needs is slow to import

    # Ctrl-C is the usual way to end it, and no failure.
    with explored(**options.arguments()) as explorer, suppress(KeyboardInterrupt):
        show_lines([explorer.url])
        say("Ctrl-C ends it")
        explorer.wait()
