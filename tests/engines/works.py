"""Work for engines to do, in a module that workers can import, too."""

from __future__ import annotations

import errno
import os
import signal
import threading
from pathlib import Path

import numpy as np

from landscape.engines.protocol import Work
from landscape.errors import DataError

ODD_BITS = np.array([0x7FF8000000000001, 0xFFF8DEADBEEF0000, 1 << 63], np.uint64).view(np.float64)


def rows_of(number: int) -> dict[str, np.ndarray]:
    """Return what comes out of a chunk, with numbers that a careless way would change."""
    return {"root": np.sqrt(np.arange(number + 1)), "odd": ODD_BITS * 1.0, "none": np.empty(0)}


class Roots(Work[int, dict]):
    """Takes roots."""

    def start(self, device):
        return rows_of


class Places(Work[int, tuple]):
    """Tells where a chunk was done, and how often what does it was made there."""

    def __init__(self):
        self.n_started = 0

    def start(self, device):
        self.n_started += 1
        return lambda number: (os.getpid(), threading.get_ident(), device, self.n_started)


class Failing(Work[int, int]):
    """Fails in one chunk, with an error of ours or of somebody else's."""

    ERRORS = (
        DataError("chunk 3 is damaged: expected better"),
        ValueError("strange", 3),
        MemoryError(),
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere"),
    )

    def __init__(self, which: int, at: int = 3):
        self.which, self.at = which, at

    def start(self, device):
        return self.do

    def do(self, number):
        if number == self.at:
            raise self.ERRORS[self.which]
        return -number


class Deadly(Work[int, int]):
    """Kills its worker in some chunks, as often as said."""

    def __init__(self, folder: Path, deadly: dict[int, int]):
        self.folder, self.deadly = folder, deadly

    def start(self, device):
        return self.do

    def do(self, number):
        tries = self.folder / str(number)
        with tries.open("a") as file:
            file.write("x")
        if len(tries.read_text()) <= self.deadly.get(number, 0):
            os.kill(os.getpid(), signal.SIGKILL)
        return -number

    def name(self, number):
        return f"number {number}"


class Unready(Work[int, int]):
    """Cannot be begun, for one of the reasons of `Failing`."""

    def __init__(self, which: int):
        self.which = which

    def start(self, device):
        raise Failing.ERRORS[self.which]


class Local(Work[int, int]):
    """Holds what only one process has."""

    def __init__(self):
        self.function = lambda number: number

    def start(self, device):
        return self.function


def seven():
    return 7


def failing():
    raise DataError("nobody knows")


def full():
    raise Failing.ERRORS[3]
