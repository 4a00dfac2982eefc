"""A Dask cluster on this machine: a scheduler in this process, and workers in processes of theirs.

Workers are started as commands. Those of Dask's own `LocalCluster` run the program that started
them once more, which a script must have been written for.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import dask
import psutil
from distributed import LocalCluster

from landscape.errors import LandscapeError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["GPU", "LocalWorkers", "local_places"]

GPU = "GPU"
"""The resource that workers with a GPU declare, as ``dask worker --resources GPU=1`` does."""

_MOST_CORES = 4

_UNWATCHED = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}
"""Dask looks every 10 ms what a worker does, for pages that a run of ours does not show."""

_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(64 << 20), "MALLOC_MMAP_THRESHOLD_": str(32 << 20)}
"""What glibc arrives at by itself. Dask would have its workers give back every 64 KiB at once,
and PyTorch then takes up to twice the time: each tensor's pages are cleared anew."""


def local_places(count: int | None, device: str) -> list[str | None]:
    """Return for each worker to start the GPU that it is to have, None for none of its own.

    Parameters
    ----------
    count
        How many; by default one a GPU, or one a core, up to 4.
    device
        As it was asked for: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
    """
    gpus = [] if device == "cpu" else _gpus()
    if not gpus:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return [None] * (count or min(_MOST_CORES, cores or 1))
    if device.startswith("cuda:"):  # the workers look for it by its number
        return [None] * (count or 1)
    return [gpus[n % len(gpus)] for n in range(count or len(gpus))]


def _gpus() -> list[str]:
    """Return the names under which CUDA knows the GPUs that this process sees."""
    import torch

    found = torch.cuda.device_count()
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    return named.split(",")[:found] if named else [str(n) for n in range(found)]


class LocalWorkers:
    """A scheduler, and processes that work for it with one thread each.

    A worker that is killed is started again. All are gone when this process is.

    Parameters
    ----------
    places
        See `local_places`.

    Attributes
    ----------
    address
        Of the scheduler.
    count
        How many workers there are to be.
    """

    def __init__(self, places: Sequence[str | None]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="landscape-workers-")
        with dask.config.set(temporary_directory=self._folder.name):
            self._cluster = LocalCluster(
                n_workers=0,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                silence_logs=False,  # it would silence handlers of others, too
            )
        # Every death is told to us, and we count.
        self._cluster.scheduler.allowed_failures = 0
        self.address: str = self._cluster.scheduler_address
        self.count = len(places)
        self._processes: list[subprocess.Popen[bytes]] = []
        try:
            for number, gpu in enumerate(places):
                self._processes.append(self._start(number, gpu))
        except OSError as error:
            self.close()
            raise LandscapeError(f"no worker can be started ({error}): ask for fewer") from error

    @property
    def alive(self) -> int:
        """How many of them are there, or still being started."""
        return sum(process.poll() is None for process in self._processes)

    def check(self) -> None:
        """Make sure that a worker may still come.

        Raises
        ------
        LandscapeError
            If the processes of all of them have ended.
        """
        if not self.alive:
            raise LandscapeError(
                f"the workers on this machine have ended ({self.said}): start fewer, or repair "
                "what they need"
            )

    @property
    def said(self) -> str:
        """What one of them said last."""
        lines = self._log.read_text(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")

    def close(self) -> None:
        """End the workers, who have nothing to lose, then the scheduler."""
        for process in self._processes:
            _kill(process)
        for process in self._processes:
            process.wait()
        self._cluster.close()
        self._folder.cleanup()

    @property
    def _log(self) -> Path:
        return Path(self._folder.name) / "workers.log"

    def _start(self, number: int, gpu: str | None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "distributed.cli.dask_worker", self.address]
        command += ["--nworkers", "1", "--nthreads", "1", "--memory-limit", "0", "--no-dashboard"]
        command += ["--name", f"landscape-{number}", "--local-directory", self._folder.name]
        command += ["--death-timeout", "60"] + (["--resources", f"{GPU}=1"] if gpu else [])
        here = str(Path(__file__).parents[2])
        paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = _MEMORY | _UNWATCHED | os.environ
        environment |= {"PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}
        if gpu:
            environment["CUDA_VISIBLE_DEVICES"] = gpu
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us: what is at work is asked for first
            )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a worker: what watches over it, and all that this has started."""
    with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:  # Windows has no groups of processes
            family = psutil.Process(process.pid).children(recursive=True)
            for each in (*family, process):
                each.kill()
