"""Engines of every kind; the cluster is started once."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from landscape.engines.dask import Dask
from landscape.engines.local import Local

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")  # workers take a tenth of a core even if nobody asks them
def cluster():
    """Two workers in processes of their own."""
    with Dask(workers=2, device="cpu") as engine:
        yield engine


@pytest.fixture(params=["local", "two devices", "dask"])
def engine(request):
    """Each kind of engine."""
    if request.param == "dask":
        return request.getfixturevalue("cluster")
    return Local(["cpu", "cpu"] if request.param == "two devices" else None)


class Scheduler:
    """A scheduler in a process of its own, with workers as users start them."""

    def __init__(self, folder: Path):
        self.file, self._processes = folder / "scheduler.json", []
        self._log = (folder / "log").open("wb")
        self.process = self._start(
            "dask_scheduler", "--port", "0", "--host", "127.0.0.1", "--dashboard-address",
            "127.0.0.1:0", "--scheduler-file", self.file,
        )  # fmt: skip
        while not self.file.exists():
            assert self.process.poll() is None, self.log
            time.sleep(0.05)

    @property
    def log(self):
        return Path(self._log.name).read_text()

    def add_worker(self, *arguments, preload=None):
        """Start a worker; `preload` runs in it first."""
        also = [] if preload is None else ["--preload", preload]
        return self._start(
            "dask_worker", "--scheduler-file", self.file, "--nthreads", "1", "--no-nanny",
            "--no-dashboard", "--local-directory", self.file.parent, *also, *arguments,
        )  # fmt: skip

    def close(self):
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._log.close()

    def _start(self, name, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", f"distributed.cli.{name}", *map(str, arguments)],
            env=os.environ
            | {
                "PYTHONPATH": str(ROOT),
                "OMP_NUM_THREADS": "1",
                "DASK_TEMPORARY_DIRECTORY": str(self.file.parent),
            },
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        self._processes.append(process)
        return process


@pytest.fixture
def scheduler(tmp_path):
    """A scheduler without workers."""
    running = Scheduler(tmp_path)
    yield running
    running.close()
