"""Pieces of work on one device of this process, which can be ended."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Stopped", "Workers"]


class Stopped(Exception):  # noqa: N818 - no error: somebody else failed, or wants to stop
    """Raised in a training that is to end because another one did."""


class Workers:
    """Does pieces of work on a device, one a core where that is a CPU.

    A piece has one core, so that its arithmetic, to the last bit, is the same however many there
    are; on a GPU one piece follows the other. Who gives `stop` can end it.
    """

    def __init__(self, device: torch.device, stop: threading.Event | None = None) -> None:
        self._on_cpu = device.type == "cpu"
        self._stop = stop or threading.Event()

    @property
    def count(self) -> int:
        """How many pieces are done at once."""
        return torch.get_num_threads() if self._on_cpu else 1

    def check(self) -> None:
        """Raise `Stopped` if the work is to end; to be called often."""
        if self._stop.is_set():
            raise Stopped

    def run(self, work: Callable[[int], None], items: Sequence[int]) -> None:
        """Do the work on all items; what one of them raises, or Ctrl-C, ends the others."""
        self._stop.clear()
        if not self._on_cpu:
            for item in items:
                work(item)
            return
        cores = self.count
        try:
            with ThreadPoolExecutor(
                cores, initializer=torch.set_num_threads, initargs=(1,)
            ) as pool:
                futures = [pool.submit(work, item) for item in items]
                try:
                    for future in as_completed(futures):
                        future.result()
                except BaseException:
                    self._stop.set()
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise
        finally:
            torch.set_num_threads(cores)
