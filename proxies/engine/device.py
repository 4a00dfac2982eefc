"""Choose a device, live within its memory, and compute there as in a program that has set nothing.

A program may have chosen other numbers, devices, algorithms or roundings for work of its own:
``torch.set_float32_matmul_precision("medium")`` alone, which trainers recommend, changes scores by
factors. It finds them as it left them.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import torch

from landscape.arrays import usual_errors
from landscape.errors import LandscapeError, OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from landscape.arrays import IntArray

__all__ = [
    "choose_device",
    "device_and_memory",
    "devices_of",
    "free_memory",
    "in_halves",
    "known_state",
    "threads_kept",
]

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


def devices_of(device: torch.device) -> list[str]:
    """Return a name for each piece of work that this machine does at once on a device.

    Small operations parallelise badly, and threads that wait for each other after every one of
    them crawl as soon as the machine has other work. So each core of a CPU takes a piece of its
    own, for which PyTorch uses a single thread; the result does not depend on the number of cores.
    CUDA without a number is all GPUs that PyTorch sees.
    """
    if device.type == "cpu":
        return ["cpu"] * torch.get_num_threads()
    if str(device) == "cuda":
        return [f"cuda:{n}" for n in range(torch.cuda.device_count())]
    return [str(device)]


def device_and_memory(name: str) -> tuple[torch.device, int]:
    """Return the device called `name`, and how many bytes are free on all that it stands for.

    Of a CPU, which can swap, the latter is 0.

    Raises
    ------
    OptionError
        See `choose_device`.
    """
    device = choose_device(name)
    return device, min(free_memory(torch.device(each)) or 0 for each in devices_of(device))


@contextmanager
def threads_kept() -> Iterator[None]:
    """Put back how many threads PyTorch has: one that a thread chooses counts for others, too."""
    threads = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(threads)


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


@contextmanager
def known_state(*, exact: bool = True) -> Iterator[None]:
    """Compute as a program does that has set nothing; what is set is back at the end.

    Holds for the thread that enters and for threads that begin while it lasts.

    Parameters
    ----------
    exact
        Whether float32 products are that on every device; otherwise convolutions on a GPU are
        rounded to TF32, which has three digits, as PyTorch does unless told.
    """
    with _SWITCHES.held(exact), ExitStack() as stack:
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(torch.enable_grad())
        stack.enter_context(_no_autocast())
        if torch.empty(0).device.type != "cpu":  # else it would slow every operation down
            stack.enter_context(torch.device("cpu"))
        stack.enter_context(usual_errors())
        yield


@contextmanager
def _no_autocast() -> Iterator[None]:
    """Let numbers have the type they have: autocast is a switch of each thread and device."""
    cast = [kind for kind in ("cpu", "cuda") if torch.is_autocast_enabled(kind)]
    try:
        for kind in cast:
            torch.set_autocast_enabled(kind, False)
        yield
    finally:
        for kind in cast:
            torch.set_autocast_enabled(kind, True)


class _Switches:
    """Switches of the whole process: set by the first who needs them, put back by the last.

    Two scorers may work side by side; who is done first must not leave the other without. Exact
    products, once somebody needs them, stay until nobody is left.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._put_back: Callable[[], None] = lambda: None

    @contextmanager
    def held(self, exact: bool) -> Iterator[None]:
        """Hold the switches where scores need them."""
        with self._lock:
            if not self._users:
                self._put_back = _set(exact)
            elif exact:
                _give(_roundings(exact))
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    self._put_back()


_SWITCHES = _Switches()


def _set(exact: bool) -> Callable[[], None]:
    """Set all switches of the process, and return what puts them back."""
    flags = [*_FLAGS, *_roundings(exact)]
    before = [(place, name, _own(place, name, parent)) for place, name, _, parent in flags]
    dtype = torch.get_default_dtype()
    is_deterministic = torch.are_deterministic_algorithms_enabled()
    only_warns = torch.is_deterministic_algorithms_warn_only_enabled()
    _give(flags)
    torch.set_default_dtype(torch.float32)
    _switch_deterministic(False, False)

    def put_back() -> None:
        torch.set_default_dtype(dtype)
        _switch_deterministic(is_deterministic, only_warns)
        for place, name, value in before:
            setattr(place, name, value)

    return put_back


def _switch_deterministic(on: bool, warn_only: bool) -> None:
    """Choose algorithms, unless they are so already: for that PyTorch loads its whole compiler."""
    now = (
        torch.are_deterministic_algorithms_enabled(),
        torch.is_deterministic_algorithms_warn_only_enabled(),
    )
    if now != (on, warn_only):
        torch.use_deterministic_algorithms(on, warn_only=warn_only)


_Flag: TypeAlias = tuple[Any, str, bool | str, Any]
"""Whose it is, its name, its value, and the one it follows where it is ``"none"``."""

_FLAGS: tuple[_Flag, ...] = (
    (torch.backends.cudnn, "enabled", True, None),
    (torch.backends.cudnn, "benchmark", False, None),
    (torch.backends.cudnn, "deterministic", False, None),
    (torch.backends.mkldnn, "enabled", True, None),
)


def _give(flags: Iterable[_Flag]) -> None:
    for place, name, value, _ in flags:
        setattr(place, name, value)


def _roundings(exact: bool) -> list[_Flag]:
    """Return the switches by which float32 products are rounded."""
    backends: Any = torch.backends
    cudnn, mkldnn, matmul = backends.cudnn, backends.mkldnn, backends.cuda.matmul
    if not hasattr(matmul, "fp32_precision"):  # PyTorch before 2.9
        return [(_Products(), "precision", "highest", None), (cudnn, "allow_tf32", not exact, None)]
    # The newer switches alone: the two must not be mixed.
    name = "fp32_precision"
    return [
        (matmul, name, "ieee", cudnn),
        (cudnn.conv, name, "ieee" if exact else "tf32", None),
        (mkldnn.matmul, name, "ieee", mkldnn),
        (mkldnn.conv, name, "ieee", mkldnn),
    ]


class _Products:
    """How PyTorch before 2.9 rounds products of matrices, as an attribute."""

    @property
    def precision(self) -> str:
        return torch.get_float32_matmul_precision()

    @precision.setter
    def precision(self, name: str) -> None:
        torch.set_float32_matmul_precision(name)


def _own(place: Any, name: str, parent: Any) -> Any:
    """Return what a switch is set to: ``"none"`` where it only follows another."""
    value = getattr(place, name)
    return "none" if parent is not None and value == getattr(parent, name) else value
