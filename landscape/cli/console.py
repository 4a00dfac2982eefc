"""What goes where: data on stdout, progress and messages on stderr."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from landscape.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

__all__ = [
    "Update",
    "detail",
    "progress",
    "say",
    "set_verbosity",
    "show_columns",
    "show_table",
    "verbosity",
    "warn",
]

_log = logging.getLogger("landscape")
_state = {"verbosity": 0}
_SECONDS_A_LINE = 30


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


def warn(message: str) -> None:
    """Tell the user what to beware of, on stderr."""
    _log.warning(message)


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


class Update(Protocol):
    """What `progress` yields."""

    def __call__(self, n_done: int, more: str = "") -> None:
        """Take how much is done so far, and what else there is to say."""


@contextmanager
def progress(
    total: int,
    done: int,
    what: str = "scoring",
    unit: str = "networks",
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Update]:
    """Show on stderr how work goes: on a terminal a bar, elsewhere a line every half a minute.

    Parameters
    ----------
    total, done
        How much there is to do, and how much is done already.
    what
        What is done.
    unit
        What is counted, in the plural.
    clock
        Tells the seconds.

    Yields
    ------
    callable
        Takes how much is done so far, and what else there is to say.
    """
    pace = Pace(total, done, unit, clock)
    if not sys.stderr.isatty():
        yield _lines(pace, what, clock)
        return
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
            what, total=total, completed=done, rate=pace.rate, left=pace.left, more=""
        )

        def update(n_done: int, more: str = "") -> None:
            pace.done = n_done
            more = f", {more}" if more else ""
            bar.update(task, completed=n_done, rate=pace.rate, left=pace.left, more=more)

        yield update


def _lines(pace: Pace, what: str, clock: Callable[[], float]) -> Update:
    """Return what tells of work in lines, which end up in the log of a batch job."""
    told = clock()

    def update(n_done: int, more: str = "") -> None:
        nonlocal told
        pace.done = n_done
        if clock() - told >= _SECONDS_A_LINE:
            told = clock()
            say(", ".join(filter(None, (f"{what}: {pace.line}", more))))

    return update
