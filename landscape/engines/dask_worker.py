"""What a worker of a Dask cluster does: it builds the work that it was sent once, and does chunks.

What is here runs on the workers. Work comes in a `Parcel`, which the scheduler hands to every
worker that there is, and to those that come later or again.
"""

from __future__ import annotations

import pickle
import platform
import socket
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin, get_worker

import landscape
from landscape.errors import LandscapeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from distributed import Worker

    from landscape.engines.protocol import Work
    from landscape.plugins import PluginFile

__all__ = ["Delivery", "Parcel", "answer", "difference", "do", "versions"]

_PACKAGES = ("torch", "numpy")


def versions() -> dict[str, str]:
    """Return the versions that results may depend on, as far as they tell them."""
    found = {"python": ".".join(platform.python_version_tuple()[:2])}
    for package in _PACKAGES:
        try:
            found[package] = version(package).partition("+")[0]  # for whichever device
        except PackageNotFoundError:
            found[package] = "missing"
    return {**found, "nas-landscape": landscape.__version__}


def difference(here: Mapping[str, str], there: Mapping[str, str]) -> str | None:
    """Return in words how the versions of a worker differ from those here; None if they do not."""
    differ = [
        f"{package} is {there.get(package)}, here it is {wanted}"
        for package, wanted in here.items()
        if there.get(package) != wanted
    ]
    return "; ".join(differ) or None


@dataclass(frozen=True)
class Parcel:
    """What a worker needs to do chunks.

    Attributes
    ----------
    work
        The pickled `landscape.engines.protocol.Work`.
    files
        Loaded before it is unpickled.
    versions
        Those of who sent it.
    """

    work: bytes
    files: tuple[PluginFile, ...]
    versions: Mapping[str, str]


class Delivery(WorkerPlugin):  # type: ignore[misc] # Dask is half typed: see pyproject.toml
    """Brings a parcel to every worker.

    Parameters
    ----------
    name
        What the parcel is known by.
    parcel
        What is brought.
    """

    def __init__(self, name: str, parcel: Parcel) -> None:
        self.name, self.parcel = name, parcel

    def setup(self, worker: Worker) -> None:
        """Keep the parcel; it is opened when there is a chunk to do."""
        _BENCHES[self.name] = _Bench(self.parcel, Path(worker.local_directory))

    def teardown(self, worker: Worker) -> None:
        """Let go of the parcel, and of what was made of it."""
        _BENCHES.pop(self.name, None)


class _Bench:
    """Where a worker does the chunks of one piece of work, in as many threads as it has."""

    def __init__(self, parcel: Parcel, folder: Path) -> None:
        self._parcel, self._folder = parcel, folder
        self._lock, self._own = threading.Lock(), threading.local()
        self._work: Work[Any, Any] | None = None
        self._devices: Sequence[str] = ()
        self._turns: dict[str, AbstractContextManager[object]] = {}
        self._n_threads = 0

    def do(self, chunks: Sequence[Any]) -> tuple[list[Any], float]:
        """Return what comes out of chunks, and the seconds that they took."""
        if not hasattr(self._own, "do"):
            with self._lock:
                self._own.do, self._own.turn = self._begin()
        with self._own.turn:
            start = time.perf_counter()
            return [self._own.do(chunk) for chunk in chunks], time.perf_counter() - start

    def _begin(self) -> tuple[Callable[[Any], Any], AbstractContextManager[object]]:
        """Return what does chunks in this thread, and what is held meanwhile."""
        try:
            work = self._opened()
            device = self._devices[self._n_threads % len(self._devices)]
            self._n_threads += 1
            # A CPU has as many cores as its worker has threads; others do one thing at a time.
            turn = nullcontext() if device == "cpu" else self._turns[device]
            return work.start(device), turn
        except LandscapeError as error:
            raise type(error)(f"{_here()}: {error}") from error

    def _opened(self) -> Work[Any, Any]:
        if self._work is None:
            differ = difference(self._parcel.versions, versions())
            if differ is not None:
                raise LandscapeError(f"{differ}; install the same versions everywhere")
            for file in self._parcel.files:
                file.load(self._folder)
            self._work = pickle.loads(self._parcel.work)
            self._devices = self._work.devices()
            self._turns = {device: threading.Lock() for device in self._devices}
        return self._work


_BENCHES: dict[str, _Bench] = {}


def answer(question: bytes) -> bytes:
    """Return what a function returns here, both pickled."""
    try:
        return pickle.dumps(pickle.loads(question)())
    except LandscapeError as error:
        raise type(error)(f"{_here()}: {error}") from error


def do(name: str, chunks: bytes) -> tuple[bytes, float]:
    """Do chunks of the work that is known by a name, and say how many seconds they took.

    Chunks and what comes out are pickled: the scheduler, by whom they come, need not know of what.

    Raises
    ------
    Exception
        What a chunk raises.
    LandscapeError
        If the worker cannot do it: it lacks memory, disk, or something that it was to have.
    """
    bench = _BENCHES.get(name)
    if bench is None:
        raise LandscapeError(f"{_here()} has lost what it was sent: start it again")
    try:
        rows, seconds = bench.do(pickle.loads(chunks))
        return pickle.dumps(rows), seconds
    except LandscapeError:
        raise
    except MemoryError as error:
        raise LandscapeError(
            f"{_here()} is out of memory: start fewer workers there, or give them more"
        ) from error
    except OSError as error:
        raise LandscapeError(f"{_here()} failed ({error}): repair it, or do without it") from error


def _here() -> str:
    return f"worker {get_worker().address} on {socket.gethostname()}"
