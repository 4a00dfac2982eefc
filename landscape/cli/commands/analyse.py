"""``landscape analyse``."""

from __future__ import annotations

from landscape.options.analyse import AnalyseOptions

__all__ = ["analyse"]


def analyse(options: AnalyseOptions) -> None:
    """Describe the landscapes of saved runs by numbers, and leave them as profile.json."""
    from landscape.analysis.analyse import analyse as analysed  # what it needs is slow to import
    from landscape.cli.console import show_columns, show_lines

    found = analysed(**options.arguments())
    header, rows = found.cells()
    show_columns(header, rows, numbers=header[1:])
    show_lines(found.reasons())
