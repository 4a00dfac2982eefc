"""What goes where: data on stdout, progress and messages on stderr."""

from __future__ import annotations

import logging
import math
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any, Literal

from landscape.reporter import bar, lines, show_progress_by

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from landscape.catalogue import Catalogue
    from landscape.options.shared import DryRunOptions

__all__ = [
    "set_verbosity",
    "show_catalogue",
    "show_columns",
    "show_dry_run",
    "show_lines",
    "show_shard",
    "show_table",
    "verbosity",
]

_log = logging.getLogger("landscape")
_state = {"verbosity": 0}
_LEAST = 10  # letters of a line of a column that is wrapped


def set_verbosity(level: int) -> None:
    """Show messages on stderr: warnings and news, and with `level` 1 what is done in detail."""
    _state["verbosity"] = level
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    _log.handlers = [handler]
    _log.setLevel(logging.DEBUG if level else logging.INFO)
    show_progress_by(bar if sys.stderr.isatty() else lines)


def verbosity() -> int:
    """Return how often ``-v`` was given."""
    return _state["verbosity"]


def show_lines(lines: Iterable[object]) -> None:
    """Print lines on stdout, such as the names of files that were written."""
    import typer

    for line in lines:
        typer.echo(line)


def show_table(rows: Mapping[str, str]) -> None:
    """Print labels and values in two columns on stdout; a terminal's width is kept to."""
    width = max(map(len, rows))
    room = _room() - width - 2
    for label, value in rows.items():
        first, *others = [value] if len(value) <= room else _words(value, int(room))
        show_lines([f"{label:<{width}}  {first}".rstrip()])
        show_lines(f"{'':<{width}}  {line}" for line in others)


def _words(text: str, width: int) -> list[str]:
    """Return the lines of a text; what is copied, such as a path, stays whole."""
    return textwrap.wrap(text, max(width, 1), break_long_words=False, break_on_hyphens=False) or [
        text
    ]


def show_shard(run: Any) -> None:
    """Print how much of what shards score is there, unless they are joined already."""
    show_table({**getattr(run, "in_words", dict)(), "results": str(run.folder)})


def show_catalogue(found: Catalogue) -> None:
    """Print the rows of a catalogue on stdout."""
    show_columns(found.header, found.cells(), found.numbers)


def show_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], numbers: str | Collection[str] = ""
) -> None:
    """Print rows of cells under a header on stdout, in columns two spaces apart.

    Where stdout is a terminal that rows are too wide for, columns of text are wrapped; the first
    column and those of numbers are not, and nothing is if these do not fit.

    Parameters
    ----------
    header, rows
        As many cells each.
    numbers
        Names of the columns that are aligned at the right; a text has spaces between them.
    """
    names = numbers.split() if isinstance(numbers, str) else numbers
    right = [name in names for name in header]
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    room = _room() - 2 * (len(widths) - 1)
    whole = [place == 0 or at_right for place, at_right in enumerate(right)]
    least = [width if one else min(width, _LEAST) for width, one in zip(widths, whole, strict=True)]
    if sum(least) <= room < sum(widths):
        _show_wrapped(header, rows, right, whole)
        return
    for row in (header, *rows):
        cells = (
            f"{cell:>{width}}" if at_right else f"{cell:<{width}}"
            for cell, width, at_right in zip(row, widths, right, strict=True)
        )
        show_lines(["  ".join(cells).rstrip()])


def show_dry_run(command: Callable[..., object], options: DryRunOptions) -> None:
    """Print what a command with these options would take and leave."""
    from landscape.api.dry_run import dry_run

    plan = dry_run(command, **options.asked())
    show_table(plan.in_words())
    if len(plan.work) > 1:
        show_lines([""])
        header, *rows = plan.cells()
        show_columns(header, rows, header[1:])


def _room() -> float:
    """Return how many letters fit in a line of stdout; any number where it is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else math.inf


def _show_wrapped(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[bool],
    whole: Sequence[bool],
) -> None:
    """Print rows in the width of the terminal; `whole` columns are not wrapped."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="")
    for name, at_right, is_whole in zip(header, right, whole, strict=True):
        side: Literal["left", "right"] = "right" if at_right else "left"
        table.add_column(Text(name), justify=side, no_wrap=is_whole, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(width=int(_room()), highlight=False)
    with console.capture() as shown:
        console.print(table)
    show_lines(line.rstrip() for line in shown.get().splitlines())
