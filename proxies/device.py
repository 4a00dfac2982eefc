"""Choose a device, and live within its memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import torch

from landscape.errors import LandscapeError, OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.arrays import IntArray

__all__ = ["choose_device", "free_memory", "in_halves", "one_thread_each"]

Result = TypeVar("Result")


def choose_device(name: str) -> torch.device:
    """Return the device called `name`, as `Settings` admits it; ``auto`` is CUDA if there is one.

    Raises
    ------
    OptionError
        If the machine has no such device.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    device = torch.device(name)
    found = torch.cuda.device_count()
    if device.type == "cuda" and (device.index or 0) >= found:
        raise OptionError(
            f"no device {name!r}: PyTorch sees {found} CUDA device(s); use --device auto or cpu"
        )
    return device


def free_memory(device: torch.device) -> int | None:
    """Return the free memory of a CUDA device in bytes; None for the CPU, which can swap."""
    return torch.cuda.mem_get_info(device)[0] if device.type == "cuda" else None


def one_thread_each(
    work: Callable[[IntArray], Result], batches: Sequence[IntArray], device: torch.device
) -> list[Result]:
    """Return the results of `work` on batches, in order: side by side on a CPU's cores.

    Small operations parallelise badly, and threads that wait for each other after every one of
    them crawl as soon as the machine has other work. So each core takes a batch of its own, for
    which PyTorch uses a single thread; the result does not depend on the number of cores.
    """
    if device.type != "cpu":
        return [work(batch) for batch in batches]
    cores = torch.get_num_threads()
    try:
        with ThreadPoolExecutor(cores, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            return list(pool.map(work, batches))
    finally:
        torch.set_num_threads(cores)


def in_halves(work: Callable[[IntArray], Result], indices: IntArray) -> list[Result]:
    """Return the results of `work` on `indices`, halved as often as memory runs out.

    Raises
    ------
    LandscapeError
        If the memory is too small for a single architecture.
    """
    try:
        return [work(indices)]
    except RuntimeError as error:
        if not _is_out_of_memory(error):
            raise
        if len(indices) == 1:
            raise LandscapeError(
                "not enough memory to evaluate one architecture: close other programs, "
                "or use --device cpu"
            ) from error
    # Outside the handler, so that the failed attempt's tensors are gone.
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    return [result for half in np.array_split(indices, 2) for result in in_halves(work, half)]


def _is_out_of_memory(error: RuntimeError) -> bool:
    told = ("can't allocate memory", "not enough memory")  # by the CPU's allocators
    return isinstance(error, torch.OutOfMemoryError) or any(text in str(error) for text in told)
