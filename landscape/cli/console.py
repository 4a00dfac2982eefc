"""What goes where: data on stdout, progress and messages on stderr."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from landscape.reporter import lines, show_progress_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from landscape.pace import Pace
    from landscape.reporter import Update

__all__ = ["set_verbosity", "show_columns", "show_lines", "show_table", "verbosity"]

_log = logging.getLogger("landscape")
_state = {"verbosity": 0}


def set_verbosity(level: int) -> None:
    """Show messages on stderr: warnings and news, and with `level` 1 what is done in detail."""
    _state["verbosity"] = level
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    _log.handlers = [handler]
    _log.setLevel(logging.DEBUG if level else logging.INFO)
    show_progress_by(_bar if sys.stderr.isatty() else lines)


def verbosity() -> int:
    """Return how often ``-v`` was given."""
    return _state["verbosity"]


def show_lines(lines: Iterable[object]) -> None:
    """Print lines on stdout, such as the names of files that were written."""
    import typer

    for line in lines:
        typer.echo(line)


def show_table(rows: Mapping[str, str]) -> None:
    """Print labels and values in two columns on stdout."""
    import typer

    width = max(map(len, rows))
    for label, value in rows.items():
        typer.echo(f"{label:<{width}}  {value}".rstrip())


def show_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], numbers: str | Collection[str] = ""
) -> None:
    """Print rows of cells under a header on stdout, in columns two spaces apart.

    Parameters
    ----------
    header, rows
        As many cells each.
    numbers
        Names of the columns that are aligned at the right; a text has spaces between them.
    """
    import typer

    names = numbers.split() if isinstance(numbers, str) else numbers
    right = [name in names for name in header]
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = (
            f"{cell:>{width}}" if at_right else f"{cell:<{width}}"
            for cell, width, at_right in zip(row, widths, right, strict=True)
        )
        typer.echo("  ".join(cells).rstrip())


@contextmanager
def _bar(pace: Pace, what: str) -> Iterator[Update]:
    """Show work as a bar on the terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[left]} left{task.fields[more]}"),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task(
            what, total=pace.total, completed=pace.done, rate=pace.rate, left=pace.left, more=""
        )

        def update(n_done: int, more: str = "") -> None:
            pace.done = n_done
            more = f", {more}" if more else ""
            bar.update(task, completed=n_done, rate=pace.rate, left=pace.left, more=more)

        yield update
