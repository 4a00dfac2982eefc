"""The commands ``landscape space``."""

from __future__ import annotations

from landscape.cli.app import group_of
from landscape.options.space import FromTableOptions

__all__ = ["space"]


def _from_table(options: FromTableOptions) -> None:
    """Describe the space that columns of a table span."""
    from landscape.cli.console import show_lines, show_table
    from landscape.spaces.from_table import space_from_table  # what it needs is slow to import
    from landscape.spaces.space_file import written

    made = space_from_table(**options.arguments())
    if options.out is None:
        show_lines([written(made).rstrip()])
    else:
        show_table({**made.describe(), "results": str(options.out)})


space = group_of("space", "Spaces of your own.", {"from-table": _from_table})
