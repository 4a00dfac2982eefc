"""What long work tells while it goes on: messages, and how far it is.

Messages are those of the log ``landscape``, which are shown on stderr, unless a program has set up
where its log goes. Progress is shown by whoever `show_progress_by` named last.
"""

from __future__ import annotations

import logging
import sys
import time
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "Pace",
    "Show",
    "Update",
    "bar",
    "detail",
    "lines",
    "progress",
    "quietly",
    "say",
    "show_progress_by",
    "warn",
]

_log = logging.getLogger("landscape")
_SECONDS_A_LINE = 30
_SECONDS_A_PICTURE = 0.2


class Update(Protocol):
    """Takes how much is done so far, and what else there is to say."""

    def __call__(self, n_done: int, more: str = "") -> None:
        """Take how much is done so far, and what else there is to say."""


class Show(Protocol):
    """Shows how work goes while its block runs."""

    def __call__(self, pace: Pace, what: str) -> AbstractContextManager[Update]:
        """Return a context that yields what takes updates."""


def say(message: str) -> None:
    """Tell what is going on."""
    if _state["quiet"]:
        detail(message)
    else:
        _tell(message)


def _tell(message: str) -> None:
    _set_up()
    _log.info(message)


def warn(message: str) -> None:
    """Tell what to beware of."""
    _set_up()
    _log.warning(message)


def detail(message: str) -> None:
    """Tell what is done, to who asked for details."""
    _log.debug(message)


@contextmanager
def progress(
    total: int,
    done: int,
    what: str = "scoring",
    unit: str = "networks",
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Update]:
    """Show how work goes.

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

    Examples
    --------
    >>> with progress(2, 0, "counting", "sheep") as update:
    ...     update(1)
    ...     update(2)
    """
    show = _shown["by"] or (_in_place if _display() else lines)
    if _state["quiet"]:
        show = _not_shown
    with show(Pace(total, done, unit, clock), what) as update:
        yield update


_shown: dict[str, Show | None] = {"by": None}
_state = {"quiet": 0}


@contextmanager
def quietly() -> Iterator[None]:
    """Keep what is said inside the block for who asks for details, and show no progress there.

    It is for work that is made of many pieces of other work, and tells of itself.
    """
    _state["quiet"] += 1
    try:
        yield
    finally:
        _state["quiet"] -= 1


@contextmanager
def _not_shown(pace: Pace, what: str) -> Iterator[Update]:
    """Take updates, and show nothing."""

    def update(n_done: int, more: str = "") -> None:
        pace.done = n_done

    yield update


def show_progress_by(show: Show | None) -> None:
    """Let somebody else show how work goes; None is a line in a notebook, else in the log."""
    _shown["by"] = show


@contextmanager
def bar(pace: Pace, what: str) -> Iterator[Update]:
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


@contextmanager
def lines(pace: Pace, what: str) -> Iterator[Update]:
    """Tell of work every half a minute in the log, which may be that of a batch job."""
    told = pace.clock()

    def update(n_done: int, more: str = "") -> None:
        nonlocal told
        pace.done = n_done
        if pace.clock() - told >= _SECONDS_A_LINE:
            told = pace.clock()
            _tell(_line(pace, what, more))

    yield update


@contextmanager
def _in_place(pace: Pace, what: str) -> Iterator[Update]:
    """Tell of work in a line of a notebook, which is written anew; it is gone when all is done."""
    display = _display()
    handle = display({"text/plain": f"{what} …"}, raw=True, display_id=True)
    told = pace.clock()

    def update(n_done: int, more: str = "") -> None:
        nonlocal told
        pace.done = n_done
        if pace.clock() - told >= _SECONDS_A_PICTURE:
            told = pace.clock()
            handle.update({"text/plain": _line(pace, what, more)}, raw=True)

    yield update
    handle.update({"text/plain": ""}, raw=True)


def _line(pace: Pace, what: str, more: str) -> str:
    return ", ".join(filter(None, (f"{what}: {pace.line}", more)))


def _display() -> Any:
    """Return what displays something in a notebook; None where there is none."""
    if "ipykernel" not in sys.modules:
        return None
    from IPython import get_ipython
    from IPython.display import display

    return display if hasattr(get_ipython(), "kernel") else None


def _set_up() -> None:
    """Show messages on stderr, unless somebody has said where they go."""
    if not _log.hasHandlers():
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        _log.addHandler(handler)
        _log.setLevel(logging.INFO)


_UNKNOWN = "-:--:--"


class Pace:
    """The mean pace of work since it began here.

    Parameters
    ----------
    total, done
        How much there is to do, and how much is done already.
    unit
        What is counted, in the plural.
    clock
        Tells the seconds.
    """

    def __init__(self, total: int, done: int, unit: str, clock: Callable[[], float]) -> None:
        self.total, self.done, self.unit = total, done, unit
        self.clock = clock
        self._start, self._done_before = clock(), done

    @property
    def rate(self) -> str:
        """The pace in words, such as ``41 networks/s``; empty if nothing is done yet."""
        per_second = self._per_second
        for per, seconds in (("s", 1), ("min", 60), ("h", 3600)):
            if per_second * seconds >= 1:
                return f"{_short(per_second * seconds)} {self.unit}/{per}"
        return f"{per_second * 86400:.1f} {self.unit}/day" if per_second else ""

    @property
    def left(self) -> str:
        """The time that the rest takes at this pace, as ``0:03:20``."""
        if not self._per_second:
            return _UNKNOWN
        minutes, seconds = divmod(round((self.total - self.done) / self._per_second), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}"

    @property
    def line(self) -> str:
        """All of it in one line."""
        parts = [f"{self.done:,} of {self.total:,} {self.unit}", self.rate, f"{self.left} left"]
        return ", ".join(filter(None, parts))

    @property
    def _per_second(self) -> float:
        taken = self.clock() - self._start
        return (self.done - self._done_before) / taken if taken > 0 else 0.0


def _short(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
