"""The connection with a Dask cluster: who works there, what they have, whether it still stands."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
import pickle
import queue
import re
import time
import warnings
from collections import OrderedDict
from concurrent.futures import CancelledError
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

from distributed import Client, Future
from distributed.comm import CommClosedError
from distributed.versions import VersionMismatchWarning

from landscape.disk.files import read_bytes
from landscape.engines.dask_local import GPU, LocalWorkers
from landscape.engines.dask_worker import Delivery, Parcel, difference, versions
from landscape.errors import DataError, DataMissingError, LandscapeError, OptionError
from landscape.numbers import counted
from landscape.plugins import loaded_files
from landscape.reporter import say, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from landscape.engines.protocol import Work

__all__ = ["Cluster"]

_SECONDS_TO_CONNECT = 10.0
_SECONDS_A_LOOK = 2.0
_SECONDS_ALONE = 5.0
_SECONDS_A_TRY, _TRIES = 0.5, 20
_PARCELS_KEPT = 4
_LOST = (CommClosedError, CancelledError, TimeoutError, OSError)
_TALKATIVE = ("distributed", "distributed.client")


class Cluster:
    """A scheduler and its workers.

    Parameters
    ----------
    scheduler
        Its address, or the file that it wrote; None to start one here.
    places
        The workers to start with it; see `local_places`.

    Raises
    ------
    DataMissingError, DataError
        If there is no such file, or it is none of a scheduler.
    LandscapeError
        If no scheduler answers, or workers are not fit for the work.
    """

    def __init__(self, scheduler: str | None, places: Sequence[str | None] = ()) -> None:
        self._local: LocalWorkers | None = None
        self._levels = {name: logging.getLogger(name).level for name in _TALKATIVE}
        for name in _TALKATIVE:  # what they have to say, we say in one line
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._delivered: OrderedDict[str, None] = OrderedDict()
        self._slots, self._resources = 0, dict[str, float]()
        self._looked = self._seen = -float("inf")
        self._told, self._versions = False, versions()
        self._client: Client | None = None
        try:
            if scheduler is None:
                self._local = LocalWorkers(places)
            self.address = self._local.address if self._local else _address(str(scheduler))
            self._client = _connected(self.address)
            self._welcome()
        except BaseException:
            self.close()
            raise

    @property
    def slots(self) -> int:
        """How many tasks are done at once: one a worker's thread, or a GPU that it declares."""
        if time.monotonic() - self._looked > _SECONDS_A_LOOK:
            self.look()
        return self._slots

    def submit(
        self, done: queue.SimpleQueue[Future], function: Callable[..., Any], *of: Any
    ) -> Future:
        """Have a worker call a function of a module; its future is put into `done` when it is."""
        with self._standing():
            future: Future = self.client.submit(
                function, *of, pure=False, retries=0, resources=self._resources or None
            )
        future.add_done_callback(done.put)
        return future

    def next(self, done: queue.SimpleQueue[Future]) -> list[Future]:
        """Return what is done, once there is something; nothing after a while without."""
        found = []
        with contextlib.suppress(queue.Empty):
            found.append(done.get(timeout=_SECONDS_A_LOOK))
            while True:
                found.append(done.get_nowait())
        if not found:
            self.look()
        return found

    def results(self, futures: Sequence[Future]) -> list[Any]:
        """Return what came out of tasks that are finished."""
        with self._standing():
            found: list[Any] = self.client.gather(list(futures))
        return found

    def error_of(self, future: Future) -> BaseException:
        """Return why a task failed."""
        with self._standing():
            if future.cancelled():
                raise CancelledError
            error = future.exception()
        if isinstance(error, ModuleNotFoundError):
            return LandscapeError(
                f"a worker of {self.address} lacks a package ({error}): install the same everywhere"
            )
        return error or LandscapeError(f"{self.address} lost what was done: try again")

    def deliver(self, work: Work[Any, Any]) -> str:
        """Bring some work to all workers, those that come later included; return its name there.

        Raises
        ------
        OptionError
            If it is made of things that are nowhere but in this program.
        """
        pickled = _pickled(work)
        parcel = Parcel(pickled, tuple(loaded_files()), self._versions)
        name = f"landscape-{hashlib.sha256(pickle.dumps(parcel)).hexdigest()[:16]}"
        if name not in self._delivered:
            self._register(Delivery(name, parcel))
            if len(self._delivered) >= _PARCELS_KEPT:
                self._take_back(next(iter(self._delivered)))
        self._delivered[name] = None
        self._delivered.move_to_end(name)
        return name

    def _register(self, delivery: Delivery) -> None:
        """Bring a delivery to all workers; one may die meanwhile, and is left out then."""
        for left in reversed(range(_TRIES)):
            try:
                self.client.register_plugin(delivery, name=delivery.name)
                return
            except _LOST:
                if not (left and self.stands):
                    break
                time.sleep(_SECONDS_A_TRY)
        with self._standing():
            raise CommClosedError("it did not take what it was sent")

    def drop(self, futures: Sequence[Future]) -> None:
        """Have tasks ended that nobody waits for any more, as far as that can still be done."""
        with contextlib.suppress(*_LOST):
            self.client.cancel(list(futures))

    def close(self) -> None:
        """Let go of the cluster; workers that were started here end."""
        try:
            if self._client is not None:
                for name in list(self._delivered):
                    self._take_back(name)
                with contextlib.suppress(*_LOST):
                    self._client.close(timeout=_SECONDS_A_LOOK)
            if self._local is not None:
                self._local.close()
        finally:
            for name, level in self._levels.items():
                logging.getLogger(name).setLevel(level)

    @property
    def stands(self) -> bool:
        """Whether the scheduler is there, as far as is known."""
        return self._client is not None and self._client.status == "running"

    @property
    def client(self) -> Client:
        """What talks with the scheduler."""
        assert self._client is not None
        return self._client

    def _welcome(self) -> None:
        """Wait for a worker, and make sure that all that are there are fit for the work."""
        # Of those that are started here one may die of it: the others do without.
        while self._slots < (1 if self._local is None else max(1, self._local.alive)):
            self.look()
            time.sleep(0.05)
        if self._local is not None and self._local.alive < self._local.count:
            n_ended = self._local.count - self._local.alive
            warn(
                f"{n_ended} of {self._local.count} workers on this machine ended as they were "
                f"started ({self._local.said}): the others do the work"
            )
        with self._standing():
            found: dict[str, Any] = {"scheduler": self._scheduler_versions()}
            workers = self.client.run(versions, on_error="return")
        found |= {f"worker {address}": answer for address, answer in workers.items()}
        unfit = [told for who, answer in found.items() if (told := self._unfit(who, answer))]
        if unfit:
            more = f" ({len(unfit) - 1} more are unfit)" if len(unfit) > 1 else ""
            raise LandscapeError(f"{unfit[0]}{more}: install the same versions everywhere")
        where = f"of {self.address}" if self._local is None else "on this machine"
        say(f"Dask: {counted(len(workers), 'worker')} {where}{self._dashboard()}")

    def _scheduler_versions(self) -> Any:
        try:
            return self.client.run_on_scheduler(versions)
        except ModuleNotFoundError as error:
            return error

    def _unfit(self, who: str, answer: Any) -> str | None:
        """Return why a worker, or the scheduler, cannot do; None if it can."""
        at = f"{who} of {self.address}"
        if isinstance(answer, _LOST):  # it is gone: who comes in its place is looked at there
            return None
        if isinstance(answer, BaseException):
            return f"{at} has not all of nas-landscape {self._versions['nas-landscape']} ({answer})"
        wanted = self._versions
        if who == "scheduler":  # hands on what it need not understand
            wanted = {name: wanted[name] for name in ("python", "nas-landscape")}
        differ = difference(wanted, answer)
        return None if differ is None else f"{at} does not fit: {differ}"

    def _dashboard(self) -> str:
        with self._standing():
            packages = self.client.get_versions(packages=["bokeh"])["scheduler"]["packages"]
            has_pages = (
                packages.get("bokeh") is not None
                and "dashboard" in (self.client.scheduler_info()["services"])
            )
        return f"; see {self.client.dashboard_link}" if has_pages else ""

    def look(self) -> None:
        """See who works, and tell if nobody does; raises `LandscapeError` if nobody will."""
        with self._standing():
            if not self.stands:
                raise CommClosedError
            workers = self.client.scheduler_info()["workers"].values()
        gpus = int(sum(worker.get("resources", {}).get(GPU, 0) for worker in workers))
        self._resources = {GPU: 1} if gpus else {}
        self._slots = gpus or sum(worker["nthreads"] for worker in workers)
        self._looked = time.monotonic()
        if self._slots:
            self._seen, self._told = self._looked, False
            return
        self._seen = max(self._seen, self._looked - 2 * _SECONDS_ALONE)
        if self._local is not None:
            self._local.check()
        elif not self._told and self._looked - self._seen > _SECONDS_ALONE:
            self._told = True
            say(f"waiting for a worker of {self.address}: dask worker {self.address} starts one")

    def _take_back(self, name: str) -> None:
        self._delivered.pop(name, None)
        with contextlib.suppress(*_LOST):
            if self.stands:
                self.client.unregister_worker_plugin(name)

    @contextlib.contextmanager
    def _standing(self) -> Iterator[None]:
        """Turn what is raised when the scheduler, or a worker, is gone into one line."""
        try:
            yield
        except _LOST as error:
            if self.stands:
                raise LandscapeError(
                    f"a worker of {self.address} is gone ({error}): the same command goes on from "
                    "what is done"
                ) from error
            raise LandscapeError(
                f"the Dask scheduler at {self.address} is gone: what is done is kept; start it "
                "again, and the same command goes on from there"
            ) from error


def _address(scheduler: str) -> str:
    """Return the address of a scheduler, which may be in the file that it wrote."""
    if "://" in scheduler or re.fullmatch(r"[^/\\]+:\d+", scheduler):
        return scheduler
    path = Path(scheduler).expanduser()
    try:
        address = json.loads(read_bytes(path))["address"]
    except DataMissingError as error:
        raise DataMissingError(
            f"no scheduler file {path}: expected what dask scheduler --scheduler-file wrote, or an "
            "address such as tcp://host:8786"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path} is not the file of a scheduler: expected what dask scheduler "
            "--scheduler-file wrote"
        ) from error
    return str(address)


class _Client(Client):  # type: ignore[misc] # Dask is half typed: see pyproject.toml
    """A client that is gone where it could not connect.

    Dask's own closes itself where nobody answered, and not where an address means nothing, or asks
    for TLS that is not set up: such a one holds up the end of the program, and complains there.
    """

    async def _start(self, *of: Any, **how: Any) -> Any:
        try:
            return await super()._start(*of, **how)
        except Exception:
            await self._close()
            raise


def _connected(address: str) -> Client:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VersionMismatchWarning)  # we look ourselves
            return _Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (*_LOST, ValueError, TypeError, ImportError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise LandscapeError(
            f"no Dask scheduler answers at {address} ({reason}): start one with dask scheduler, or "
            "give the address or file of one that runs"
        ) from error


class _Pickler(pickle.Pickler):
    """Refuses what only this program has."""

    def reducer_override(self, value: Any) -> Any:
        """Look at a value before it is pickled, and leave how to pickle."""
        is_code = isinstance(value, type | FunctionType)
        if is_code and value.__module__ == "__main__":
            raise OptionError(
                f"{value.__qualname__} is defined in the running program, and workers do not have "
                "it: put it in a file, and load that with --load FILE or landscape.load_plugin"
            )
        return NotImplemented


def _pickled(work: Work[Any, Any]) -> bytes:
    content = io.BytesIO()
    try:
        _Pickler(content, pickle.HIGHEST_PROTOCOL).dump(work)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise OptionError(
            f"this cannot be sent to workers ({error}): define what it is made of at the top of a "
            "file, and load that with --load FILE or landscape.load_plugin"
        ) from error
    return content.getvalue()
