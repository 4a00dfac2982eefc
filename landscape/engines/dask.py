"""Work done by the workers of a Dask cluster, one of the user's or one started on this machine.

Dask decides who does what. Here chunks are put together to tasks of a second or more, as few at a
time as there are workers, so that a worker that dies takes no more with it than it was doing; what
it takes is done again, and who breaks worker after worker is named.
"""

from __future__ import annotations

import pickle
import queue
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from landscape.engines.local import Queue
from landscape.engines.protocol import Chunk, Rows
from landscape.errors import LandscapeError, OptionError
from landscape.reporter import warn

try:
    from distributed import KilledWorker

    from landscape.engines.dask_cluster import Cluster
    from landscape.engines.dask_local import local_places
    from landscape.engines.dask_worker import answer, do
except ImportError as error:
    if (error.name or "").partition(".")[0] not in ("distributed", "dask"):
        raise
    raise OptionError(
        "--engine dask needs Dask, which is not installed: pip install dask distributed, or in a "
        'clone of the repository pip install -e ".[cluster]"'
    ) from error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import TracebackType

    from distributed import Future

    from landscape.engines.dask_worker import Done
    from landscape.engines.protocol import OnRows, Work

__all__ = ["Dask"]

_Answer = TypeVar("_Answer")

_MOST_DEATHS = 3
"""How often a chunk is done again when the worker has died that did it."""

_SECONDS_A_TASK = 1.0
_SECONDS_A_TASK_AND_WORKER = 0.02  # for the scheduler and for us: a thousand workers do not queue
_SECONDS_AT_THE_END = 5.0
_MOST_CHUNKS = 1024


class Dask:
    """The workers of a Dask cluster.

    Nothing is started or connected with before there is something to do.

    Parameters
    ----------
    scheduler
        Address of a scheduler, or the file that it wrote; None starts one on this machine.
    workers
        How many workers to start on this machine; by default one a GPU, or one a core, up to 4.
    device
        What workers on this machine are for: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.

    Raises
    ------
    OptionError
        If there are to be fewer workers than one, or Dask is not installed.

    Examples
    --------
    >>> from landscape.engines.dask import Dask
    >>> from operator import add
    >>> from functools import partial
    >>> with Dask(workers=1, device="cpu") as engine:
    ...     engine.ask(partial(add, 1, 2))
    3
    """

    name, is_local = "dask", False

    def __init__(
        self, scheduler: str | None = None, workers: int | None = None, *, device: str = "auto"
    ) -> None:
        if workers is not None and workers < 1:
            raise OptionError(f"--workers {workers}: expected at least 1")
        self._scheduler, self._workers, self._device = scheduler, workers, device
        self._cluster: Cluster | None = None

    def count(self, work: Work[Chunk, Rows]) -> int:
        """Return how many chunks of some work are done at once: one a worker's thread, or GPU."""
        return max(1, self._connected().slots)

    def ask(self, question: Callable[[], _Answer]) -> _Answer:
        """Return what a function of a module returns on a worker."""
        cluster = self._connected()
        done = queue.SimpleQueue[Any]()
        future = cluster.submit(done, answer, pickle.dumps(question))
        while not cluster.next(done):
            pass
        if future.status != "finished":
            raise cluster.error_of(future)
        found: _Answer = pickle.loads(cluster.results([future])[0])
        return found

    def run(
        self, work: Work[Chunk, Rows], chunks: Iterable[Chunk], on_rows: OnRows[Chunk, Rows]
    ) -> None:
        """Have chunks done; see `landscape.engines.protocol.Engine.run`."""
        _Run(self._connected(), work, Queue(chunks), on_rows).go()

    def _connected(self) -> Cluster:
        if self._cluster is None:
            is_here = self._scheduler is None
            places = local_places(self._workers, self._device) if is_here else ()
            self._cluster = Cluster(self._scheduler, places)
        return self._cluster

    def __enter__(self) -> Dask:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None


@dataclass(frozen=True)
class _Task(Generic[Chunk]):
    """Chunks that a worker does one after the other, and how often one died of them."""

    chunks: Sequence[Chunk]
    n_deaths: int = 0


class _Run(Generic[Chunk, Rows]):
    """Some work being done."""

    def __init__(
        self,
        cluster: Cluster,
        work: Work[Chunk, Rows],
        chunks: Queue[Chunk],
        on_rows: OnRows[Chunk, Rows],
    ) -> None:
        self._cluster, self._work, self._chunks, self._on_rows = cluster, work, chunks, on_rows
        self._name = cluster.deliver(work)
        self._first: deque[_Task[Chunk]] = deque()  # before other chunks
        self._at_work: dict[Future, _Task[Chunk]] = {}
        self._done = queue.SimpleQueue[Any]()
        self._size, self._seconds_a_chunk = 1, 0.0

    def go(self) -> None:
        """Have all chunks done."""
        try:
            while self._hand_out() or self._at_work:
                self._take(self._cluster.next(self._done))
        except BaseException:
            self._work.stop()
            self._end()
            raise

    def _hand_out(self) -> bool:
        """Give every worker something to do; tell whether something is left."""
        while (task := self._next()) is not None:
            if len(self._at_work) >= self._cluster.slots:
                self._first.appendleft(task)
                return True
            packed = pickle.dumps(task.chunks)
            future = self._cluster.submit(self._done, do, self._name, packed)
            self._at_work[future] = task
        return False

    def _next(self) -> _Task[Chunk] | None:
        if self._first:
            return self._first.popleft()
        chunks = self._chunks.take(self._size)
        return _Task(chunks) if chunks else None

    def _take(self, futures: Sequence[Future]) -> None:
        """Hand in what came out of tasks, and see why others failed."""
        finished = [future for future in futures if future.status == "finished"]
        for future, packed in zip(finished, self._cluster.results(finished), strict=True):
            self._hand_in(self._at_work.pop(future), packed)
        for future in futures:
            if future not in finished:
                self._do_again(self._at_work.pop(future), self._cluster.error_of(future))

    def _hand_in(self, task: _Task[Chunk], packed: bytes) -> None:
        """Hand in the rows of a task; raise what a chunk raised, after the rows of those before."""
        done: Done = pickle.loads(packed)
        self._take_rows(task, done)
        if done.error is not None:
            raise done.error
        self._pace(len(task.chunks), done.seconds)

    def _take_rows(self, task: _Task[Chunk], done: Done) -> None:
        for chunk, rows in zip(task.chunks, done.rows, strict=False):
            self._chunks.add(self._on_rows(chunk, rows))

    def _pace(self, count: int, seconds: float) -> None:
        """Choose how many chunks a task has, by the time that so many took."""
        wanted = max(_SECONDS_A_TASK, _SECONDS_A_TASK_AND_WORKER * self._cluster.slots)
        mean = seconds / count
        self._seconds_a_chunk = (self._seconds_a_chunk or mean) / 2 + mean / 2
        fitting = int(wanted / max(self._seconds_a_chunk, 1e-6))
        # Those ahead may take longer.
        self._size = max(1, min(fitting, 2 * count, _MOST_CHUNKS))

    def _do_again(self, task: _Task[Chunk], error: BaseException) -> None:
        """Have chunks done again whose worker died, each for itself; raise what else happened."""
        if not isinstance(error, KilledWorker):
            raise error
        n_deaths = task.n_deaths + 1 + error.allowed_failures
        name = self._work.name(task.chunks[0])
        if n_deaths > _MOST_DEATHS:
            raise LandscapeError(
                f"{n_deaths} workers died while they did {name}: it may need more memory than they "
                "have; leave it out, or give them more"
            ) from error
        self._cluster.look()  # there is one less, until it is started again
        warn(f"a worker died while it did {name}: it is done again")
        self._first.extend(_Task([chunk], n_deaths) for chunk in task.chunks)

    def _end(self) -> None:
        """Hand in what is at work and ends soon, and have the rest ended."""
        if not self._cluster.stands:
            return
        deadline = time.monotonic() + _SECONDS_AT_THE_END
        while time.monotonic() < deadline and not all(future.done() for future in self._at_work):
            time.sleep(0.02)
        finished = [future for future in self._at_work if future.status == "finished"]
        for future, packed in zip(finished, self._cluster.results(finished), strict=True):
            self._take_rows(self._at_work.pop(future), pickle.loads(packed))
        self._cluster.drop(list(self._at_work))
