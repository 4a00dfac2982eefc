"""What a worker of a Dask cluster does: it builds the work that it was sent once, and does chunks.

What is here runs on the workers. Work comes in a `Parcel`, which the scheduler hands to every
worker that there is, and to those that come later or again.
"""

from __future__ import annotations

import pickle
import platform
import socket
import sys
import threading
import time
import traceback
from contextlib import nullcontext
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from distributed import WorkerPlugin, get_worker

from landscape.errors import LandscapeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from distributed import Worker

    from landscape.engines.protocol import Work
    from landscape.plugins import PluginFile

__all__ = ["Delivery", "Done", "Parcel", "answer", "difference", "do", "versions"]

_PACKAGES = ("torch", "numpy")


def versions() -> dict[str, str]:
    """Return the versions that results may depend on, as far as they tell them."""
    found = {"python": ".".join(platform.python_version_tuple()[:2])}
    for package in _PACKAGES:
        try:
            found[package] = version(package).partition("+")[0]  # for whichever device
        except PackageNotFoundError:
            found[package] = "missing"
    ours: str = sys.modules[__name__.partition(".")[0]].__version__  # importing it is a circle
    return {**found, "nas-landscape": ours}


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


class Done(NamedTuple):
    """What a worker has done of the chunks that it was given.

    Attributes
    ----------
    rows
        Of each chunk, up to the first that failed.
    seconds
        How long it took.
    error
        Why that one failed; None if none did.
    """

    rows: list[Any]
    seconds: float
    error: Exception | None = None


class _Bench:
    """Where a worker does the chunks of one piece of work, in as many threads as it has."""

    def __init__(self, parcel: Parcel, folder: Path) -> None:
        self._parcel, self._folder = parcel, folder
        self._lock, self._own = threading.Lock(), threading.local()
        self._work: Work[Any, Any] | None = None
        self._devices: Sequence[str] = ()
        self._turns: dict[str, AbstractContextManager[object]] = {}
        self._n_threads = 0

    def do(self, chunks: Sequence[Any]) -> Done:
        """Return what comes out of chunks, up to the first that fails."""
        if not hasattr(self._own, "do"):
            with self._lock:
                self._own.do, self._own.turn = self._begin()
        rows: list[Any] = []
        with self._own.turn:
            start = time.perf_counter()
            try:
                for chunk in chunks:
                    rows.append(self._own.do(chunk))
            except Exception as error:
                return Done(rows, time.perf_counter() - start, _told(error))
            return Done(rows, time.perf_counter() - start)

    def _begin(self) -> tuple[Callable[[Any], Any], AbstractContextManager[object]]:
        """Return what does chunks in this thread, and what is held meanwhile."""
        try:
            work = self._opened()
            device = self._devices[self._n_threads % len(self._devices)]
            self._n_threads += 1
            # A CPU has as many cores as its worker has threads; others do one thing at a time.
            turn = nullcontext() if device == "cpu" else self._turns[device]
            return work.start(device), turn
        except Exception as error:
            raise _told_of_place(error) from None

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
    except Exception as error:
        raise _told_of_place(error) from None


def do(name: str, chunks: bytes) -> bytes:
    """Return what is `Done` of chunks, of the work that is known by a name.

    Both are pickled: the scheduler, by whom they come, need not know of what they are.

    Raises
    ------
    LandscapeError
        If the worker cannot do such work.
    """
    bench = _BENCHES.get(name)
    if bench is None:
        raise LandscapeError(f"{_here()} has lost what it was sent: start it again")
    return pickle.dumps(bench.do(pickle.loads(chunks)))


def _told(error: Exception) -> Exception:
    """Return an error as it is told elsewhere: with where it was raised, and what to do."""
    at = traceback.format_exc()
    if isinstance(error, MemoryError):
        error = LandscapeError(
            f"{_here()} is out of memory: start fewer workers there, or give them more"
        )
    elif isinstance(error, OSError) and not isinstance(error, LandscapeError):
        error = LandscapeError(f"{_here()} failed ({error}): repair it, or do without it")
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever a stranger's error does there
        error = LandscapeError(f"{_here()} failed ({type(error).__name__}: {error})")
    error.add_note(f"{_here()}:\n{at}")
    return error


def _told_of_place(error: Exception) -> Exception:
    """Return why a worker cannot do what it is asked, with where that is."""
    if isinstance(error, ModuleNotFoundError):
        return error  # who asked says what to do about it
    return _told(type(error)(f"{_here()}: {error}") if isinstance(error, LandscapeError) else error)


def _here() -> str:
    return f"worker {get_worker().address} on {socket.gethostname()}"
