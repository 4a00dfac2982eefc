"""``landscape reproduce``."""

from __future__ import annotations

import landscape
from landscape.cli.console import show_columns, show_lines, show_table
from landscape.options.reproduce import ReproduceOptions

__all__ = ["reproduce"]


def reproduce(options: ReproduceOptions) -> None:
    """Make figures and tables of a paper again, ours beside what was published."""
    found = landscape.reproduce(**options.arguments())
    counts = found.counts()
    header = list(map(str, counts))
    rows = [[str(cell) for cell in row] for row in counts.to_numpy().tolist()]
    show_columns(header, rows, header[1:])
    for need, parts in found.missing.items():
        show_lines(["", f"missing in {', '.join(parts)}: {need}"])
    show_lines([""])
    show_table({"report": str(found.folder / "report.html")})
