"""Work done by threads of this process: one a device, on a CPU one a core."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from landscape.engines.protocol import Chunk, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import TracebackType

    from landscape.engines.protocol import OnRows, Work

__all__ = ["Local", "Queue"]

_Answer = TypeVar("_Answer")
_AHEAD = 2
"""Chunks that are handed out for each thread: while rows are taken, nobody waits for the next."""


class Local:
    """Threads of this process.

    Parameters
    ----------
    devices
        What to work on, a thread each; the same one may be named several times. By default all
        that the work finds on this machine.

    Examples
    --------
    >>> from landscape.engines.local import Local
    >>> from landscape.engines.protocol import Work
    >>> class Squares(Work[int, int]):
    ...     def start(self, device):
    ...         return lambda number: number**2
    >>> found = {}
    >>> with Local(["cpu", "cpu"]) as engine:
    ...     engine.run(Squares(), range(5), found.__setitem__)
    >>> sorted(found.items())
    [(0, 0), (1, 1), (2, 4), (3, 9), (4, 16)]
    """

    name, is_local = "local", True

    def __init__(self, devices: Sequence[str] | None = None) -> None:
        self._devices = devices

    def count(self, work: Work[Chunk, Rows]) -> int:
        """Return how many chunks of some work are done at once."""
        return len(self._places(work))

    def ask(self, question: Callable[[], _Answer]) -> _Answer:
        """Return what a function returns here."""
        return question()

    def run(
        self, work: Work[Chunk, Rows], chunks: Iterable[Chunk], on_rows: OnRows[Chunk, Rows]
    ) -> None:
        """Do chunks side by side; see `landscape.engines.protocol.Engine.run`."""
        places, queue = self._places(work), Queue(chunks)
        do = _in_own_place(work, places)
        at_work: dict[Future[Rows], Chunk] = {}
        with ThreadPoolExecutor(len(places)) as pool:
            try:
                while True:
                    for chunk in queue.take(_AHEAD * len(places) - len(at_work)):
                        at_work[pool.submit(do, chunk)] = chunk
                    if not at_work:
                        return
                    for future in wait(at_work, return_when=FIRST_COMPLETED).done:
                        rows = future.result()
                        queue.add(on_rows(at_work.pop(future), rows))
            except BaseException:
                work.stop()
                _hand_in_the_others(at_work, on_rows)
                raise

    def _places(self, work: Work[Any, Any]) -> Sequence[str]:
        return self._devices or work.devices()

    def __enter__(self) -> Local:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        pass


def _hand_in_the_others(at_work: dict[Future[Rows], Chunk], on_rows: OnRows[Chunk, Rows]) -> None:
    """Hand in what is at work when something failed; what has not begun is left."""
    begun = [future for future in at_work if not future.cancel()]
    for future in wait(begun).done:
        if future.exception() is None:
            on_rows(at_work[future], future.result())


def _in_own_place(work: Work[Chunk, Rows], places: Sequence[str]) -> Callable[[Chunk], Rows]:
    """Return what does chunks, in each thread on a device of its own."""
    own, free = threading.local(), deque(places)

    def do(chunk: Chunk) -> Rows:
        if not hasattr(own, "do"):
            own.do = work.start(free.popleft())
        rows: Rows = own.do(chunk)
        return rows

    return do


class Queue(Generic[Chunk]):
    """Chunks that are still to be done: those that came back or came up first.

    Parameters
    ----------
    chunks
        Asked for no more than are taken.
    """

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        self._more: deque[Chunk] = deque()
        self._chunks = iter(chunks)

    def take(self, count: int) -> list[Chunk]:
        """Return the next chunks, at most so many."""
        ready = [self._more.popleft() for _ in range(min(count, len(self._more)))]
        return ready + list(islice(self._chunks, max(0, count - len(ready))))

    def add(self, chunks: Iterable[Chunk] | None) -> None:
        """Take more chunks."""
        self._more.extend(chunks or ())
