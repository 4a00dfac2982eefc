"""What goes where: data on stdout, progress and messages on stderr."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

__all__ = [
    "detail",
    "progress",
    "say",
    "set_verbosity",
    "show_columns",
    "show_table",
    "verbosity",
]

_log = logging.getLogger("landscape")
_state = {"verbosity": 0}


def set_verbosity(level: int) -> None:
    """Show messages on stderr: warnings and news, and with `level` 1 what is done in detail."""
    _state["verbosity"] = level
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    _log.handlers = [handler]
    _log.setLevel(logging.DEBUG if level else logging.INFO)


def verbosity() -> int:
    """Return how often ``-v`` was given."""
    return _state["verbosity"]


def say(message: str) -> None:
    """Tell the user what is going on, on stderr."""
    _log.info(message)


def detail(message: str) -> None:
    """Tell the user who asked with ``-v`` what is done, on stderr."""
    _log.debug(message)


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
def progress(total: int, done: int, what: str = "scoring") -> Iterator[Callable[[int], None]]:
    """Show a bar with rate and time left on stderr if that is a terminal.

    Parameters
    ----------
    total, done
        How many architectures there are, and how many are done already.
    what
        What is done with them.

    Yields
    ------
    callable
        Takes the number of architectures done so far.
    """
    if not sys.stderr.isatty():
        yield lambda n_done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    with Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeLeft(),
        TextColumn("left"),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task(what, total=total, completed=done, rate="")
        bar.advance(task, 0)  # the clock runs from here: the first chunk already has a rate

        def update(n_done: int) -> None:
            bar.update(task, completed=n_done)
            speed = bar.tasks[0].speed
            bar.update(task, rate=f"{speed:,.0f} architectures/s" if speed else "")

        yield update
