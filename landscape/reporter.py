"""What long work tells while it goes on: messages, and how far it is.

Messages are those of the log ``landscape``, which are shown on stderr, unless a program has set up
where its log goes. Progress is shown by whoever `show_progress_by` named last.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from html import escape
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
    "worded",
]

_log = logging.getLogger("landscape")
_SECONDS_A_LINE = 30
_SECONDS_A_PICTURE = 0.2


_WORDING: ContextVar[Callable[[str], str]] = ContextVar("wording", default=str)
"""How messages are worded for who called."""


@contextmanager
def worded(wording: Callable[[str], str]) -> Iterator[None]:
    """Word what is said and warned of in the block as a function does."""
    before = _WORDING.set(wording)
    try:
        yield
    finally:
        _WORDING.reset(before)


class Update(Protocol):
    """Takes how much is done so far, and what else there is to say."""

    def __call__(self, n_done: int, more: str = "", share: float | None = None) -> None:
        """Take how much is done so far, and what else there is to say.

        Parameters
        ----------
        n_done
            How many are done.
        more
            What else there is to say.
        share
            How much of all the work that is, from 0 to 1, where some cost more than others. None
            if all cost the same, as far as anybody knows.
        """


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
    _log.info(_WORDING.get()(message))


def warn(message: str) -> None:
    """Tell what to beware of."""
    _set_up()
    _log.warning(_WORDING.get()(message))


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
    share: float | None = None,
) -> Iterator[Update]:
    """Show how work goes.

    Parameters
    ----------
    total, done
        How much there is to do, 0 if nobody knows; and how much is done already.
    what
        What is done.
    unit
        What is counted, in the plural.
    clock
        Tells the seconds.
    share
        How much of the work is done already, if that is not the share of what is counted.

    Yields
    ------
    callable
        Takes how much is done so far, and what else there is to say; see `Update`.

    Examples
    --------
    >>> with progress(2, 0, "counting", "sheep") as update:
    ...     update(1)
    ...     update(2)

    The second sheep is nine times as heavy as the first:

    >>> with progress(2, 0, "weighing", "sheep") as update:
    ...     update(1, share=0.1)
    ...     update(2, share=1)
    """
    show = _shown["by"] or (_in_place if _display() else lines)
    if _state["quiet"]:
        show = _not_shown
    with show(Pace(total, done, unit, clock, share), what) as update:
        yield update


_shown: dict[str, Show | None] = {"by": None}
_state = {"quiet": 0}
_told: dict[str, Callable[[str], None]] = {"to": lambda line: None}


@contextmanager
def quietly(tell: Callable[[str], None] = lambda line: None) -> Iterator[None]:
    """Keep what is said inside the block for who asks for details, and show no progress there.

    It is for work that is made of many pieces of other work, and tells of itself.

    Parameters
    ----------
    tell
        Takes how a piece goes, in a line, now and then.

    Examples
    --------
    >>> told = []
    >>> with quietly(told.append), progress(2, 0, "counting", "sheep") as update:
    ...     update(1)
    >>> [line.partition(" of ")[0] for line in told]
    ['counting: 1']
    """
    before, _told["to"] = _told["to"], tell
    _state["quiet"] += 1
    try:
        yield
    finally:
        _state["quiet"] -= 1
        _told["to"] = before


@contextmanager
def _not_shown(pace: Pace, what: str) -> Iterator[Update]:
    """Take updates, and tell of them who is interested."""
    tell, told = _told["to"], -float("inf")

    def update(n_done: int, more: str = "", share: float | None = None) -> None:
        nonlocal told
        pace.take(n_done, share)
        if pace.clock() - told >= _SECONDS_A_PICTURE:
            told = pace.clock()
            tell(_line(pace, what, more))

    yield update


def show_progress_by(show: Show | None) -> None:
    """Let somebody else show how work goes; None is a line in a notebook, else in the log."""
    _shown["by"] = show


@contextmanager
def bar(pace: Pace, what: str) -> Iterator[Update]:
    """Show work as a bar on the terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    # The texts are asked for whenever the bar is drawn, so that the time left runs down.
    with Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace].rate}"),
        TextColumn("{task.fields[pace].to_go}{task.fields[more]}"),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task(what, total=pace.total or None, completed=pace.done, pace=pace, more="")

        def update(n_done: int, more: str = "", share: float | None = None) -> None:
            pace.take(n_done, share)
            bar.update(task, completed=n_done, more=f", {more}" if more else "")

        yield update


@contextmanager
def lines(pace: Pace, what: str) -> Iterator[Update]:
    """Tell of work every half a minute in the log, which may be that of a batch job.

    Also while nothing gets done: who reads the log sees that the work is alive.
    """
    told, also, one_at_a_time = pace.clock(), "", threading.Lock()

    def tell() -> float:
        """Tell, if it is time to; return the seconds until it is again."""
        nonlocal told
        with one_at_a_time:
            if pace.clock() - told >= _SECONDS_A_LINE:
                told = pace.clock()
                _tell(_line(pace, what, also))
            return told + _SECONDS_A_LINE - pace.clock()

    def update(n_done: int, more: str = "", share: float | None = None) -> None:
        nonlocal also
        also = more
        pace.take(n_done, share)
        tell()

    with _called_when_due(tell):
        yield update


@contextmanager
def _called_when_due(tell: Callable[[], float], wait: float = _SECONDS_A_LINE) -> Iterator[None]:
    """Call `tell` beside the block: after `wait` seconds, and then after those that it returns."""
    is_over = threading.Event()

    def watch(seconds: float) -> None:
        while not is_over.wait(seconds):
            seconds = max(tell(), _SECONDS_A_PICTURE)

    watching = threading.Thread(target=watch, args=(wait,), name="landscape-progress", daemon=True)
    watching.start()
    try:
        yield
    finally:
        is_over.set()
        watching.join()


@contextmanager
def _in_place(pace: Pace, what: str) -> Iterator[Update]:
    """Show work as a bar in a notebook, which is drawn anew; it is gone when all is done."""
    display = _display()
    handle = display(_picture(pace, what, f"{what} …"), raw=True, display_id=True)
    shown = pace.clock()

    def update(n_done: int, more: str = "", share: float | None = None) -> None:
        nonlocal shown
        pace.take(n_done, share)
        if pace.clock() - shown >= _SECONDS_A_PICTURE:
            shown = pace.clock()
            handle.update(_picture(pace, what, _line(pace, what, more)), raw=True)

    yield update
    handle.update({"text/plain": ""}, raw=True)


def _picture(pace: Pace, what: str, text: str) -> dict[str, str]:
    """Return a bar with a line for a notebook, and the line alone for what shows no HTML."""
    far = f'value="{pace.done}" max="{pace.total}" ' if pace.total else ""
    bar = f'<progress {far}aria-label="{escape(what)}">'
    return {"text/html": f"{bar}</progress> {escape(text)}", "text/plain": text}


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
_WINDOW = 300.0
"""Seconds at least that the pace is the mean of, if it has gone on for so long."""


class Pace:
    """The pace of work: the mean since it began here, of long work that of its last half.

    Parameters
    ----------
    total, done
        How much there is to do, 0 if nobody knows; and how much is done already.
    unit
        What is counted, in the plural.
    clock
        Tells the seconds.
    share
        How much of the work is done already, from 0 to 1, where some of what is counted costs more
        than others. None if all cost the same, as far as anybody knows.
    """

    def __init__(
        self,
        total: int,
        done: int,
        unit: str,
        clock: Callable[[], float],
        share: float | None = None,
    ) -> None:
        self.total, self.done, self.unit = total, done, unit
        self.clock = clock
        self._share = share
        self._start = self._taken = clock()
        self._marks, self._longest = [(self._start, done, self.share)], 0.0

    def take(self, done: int, share: float | None = None) -> None:
        """Take how much is done now, and how much of the work that is; see `Pace`."""
        now = self.clock()
        self.done, self._share = done, share
        self._longest, self._taken = max(self._longest, now - self._taken), now
        if now - self._marks[-1][0] >= 1:
            self._marks.append((now, done, self.share))
            oldest = now - max(_WINDOW, (now - self._start) / 2)
            while len(self._marks) > 2 and self._marks[1][0] <= oldest:
                del self._marks[0]

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1."""
        if self._share is not None:
            return self._share
        return self.done / self.total if self.total else 0.0

    @property
    def rate(self) -> str:
        """The pace in words, such as ``41 networks/s``; empty if nothing is done yet."""
        since, done, _ = self._marks[0]
        taken = self.clock() - since
        per_second = (self.done - done) / taken if taken > 0 else 0.0
        for per, seconds in (("s", 1), ("min", 60), ("h", 3600)):
            if per_second * seconds >= 1:
                return f"{_short(per_second * seconds)} {self.unit}/{per}"
        return f"{per_second * 86400:.1f} {self.unit}/day" if per_second else ""

    @property
    def left(self) -> str:
        """The time that the rest takes at this pace, as ``0:03:20``."""
        seconds = self.seconds_left
        return _UNKNOWN if seconds is None else clock_text(seconds)

    @property
    def seconds_left(self) -> float | None:
        """The seconds that the rest takes at this pace; None if nothing is done yet.

        They run down until more is done; if that takes longer than ever, they grow.
        """
        now, (since, _, before) = self.clock(), self._marks[0]
        gained = self.share - before
        if gained <= 0 or now <= since:
            return None
        waited = now - self._taken
        if self._taken > since and waited <= self._longest:
            left = (1 - self.share) * (self._taken - since) / gained
            return max(left - waited, 0.0)
        return (1 - self.share) * (now - since) / gained

    @property
    def to_go(self) -> str:
        """The time that is left, in words; empty if nobody knows how much there is to do."""
        return f"{self.left} left" if self.total else ""

    @property
    def line(self) -> str:
        """All of it in one line."""
        of = f" of {self.total:,}" if self.total else ""
        return ", ".join(filter(None, (f"{self.done:,}{of} {self.unit}", self.rate, self.to_go)))


def clock_text(seconds: float) -> str:
    """Return seconds as ``0:03:20``: hours, minutes and seconds.

    >>> clock_text(3723.4)
    '1:02:03'
    """
    minutes, whole = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02}"


def _short(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
