"""Choose a device, and live within its memory."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import torch

from landscape.errors import LandscapeError, OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.arrays import IntArray

__all__ = ["choose_device", "free_memory", "in_halves", "one_thread_each"]

Item = TypeVar("Item")
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
    work: Callable[[Item], Result],
    items: Sequence[Item],
    device: torch.device,
    on_done: Callable[[Item, Result], None],
) -> None:
    """Do `work` on items, side by side on a CPU's cores.

    Small operations parallelise badly, and threads that wait for each other after every one of
    them crawl as soon as the machine has other work. So each core takes an item of its own, for
    which PyTorch uses a single thread; the result does not depend on the number of cores.

    Parameters
    ----------
    work, items, device
        What to do, with what, and where.
    on_done
        Given each item and its result as soon as it is there, in the calling thread. It is also
        given what is at work when something fails, or on Ctrl-C; what has not begun is left.
    """
    if device.type != "cpu":
        for item in items:
            on_done(item, work(item))
        return
    cores = torch.get_num_threads()
    try:
        with ThreadPoolExecutor(cores, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            _hand_in({pool.submit(work, item): item for item in items}, on_done)
    finally:
        torch.set_num_threads(cores)


def _hand_in(futures: dict[Future[Result], Item], on_done: Callable[[Item, Result], None]) -> None:
    """Hand in results as they come; when one fails, those that are at work, too."""
    try:
        for future in as_completed(futures):
            result = future.result()
            on_done(futures.pop(future), result)
    except BaseException:
        at_work = [future for future in futures if not future.cancel()]
        for future in wait(at_work).done:
            if future.exception() is None:
                on_done(futures[future], future.result())
        raise


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
