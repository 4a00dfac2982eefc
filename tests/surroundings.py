"""What a program may have set before it uses us: none of it is ours to follow, or to change."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import numpy as np
import torch

__all__ = ["FOLLOWS", "NUMPY", "TORCH", "seen"]


@contextmanager
def _set(setter: Callable[..., None], value: Any, back: Any) -> Iterator[None]:
    setter(value)
    try:
        yield
    finally:
        setter(back)


@contextmanager
def _attribute(place: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(place, name)
    setattr(place, name, value)
    try:
        yield
    finally:
        setattr(place, name, before)


def _default_dtype(dtype: torch.dtype) -> AbstractContextManager[None]:
    return _set(torch.set_default_dtype, dtype, torch.float32)


backends: Any = torch.backends
FOLLOWS = hasattr(backends.cuda.matmul, "fp32_precision")
"""Since PyTorch 2.9 each library has a switch of its own, which may follow another."""

_ROUNDED = (backends.cuda.matmul, backends.mkldnn.matmul) if FOLLOWS else ()
_FOLLOWED = (*_ROUNDED, backends.cudnn.conv, backends.mkldnn.conv) if FOLLOWS else ()


@contextmanager
def _precision(name: str) -> Iterator[None]:
    before = [each.fp32_precision for each in _ROUNDED]
    with _set(torch.set_float32_matmul_precision, name, "highest"):
        yield
    for each, value in zip(_ROUNDED, before, strict=True):
        each.fp32_precision = value  # "highest" is "ieee", where it was "none"


TORCH: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "float64 by default": lambda: _default_dtype(torch.float64),
    "float16 by default": lambda: _default_dtype(torch.float16),
    "another device": lambda: torch.device("meta"),
    "another device for good": lambda: _set(torch.set_default_device, "meta", None),
    "deterministic": lambda: _set(torch.use_deterministic_algorithms, True, False),
    "medium precision": lambda: _precision("medium"),
    "TF32 everywhere": lambda: _attribute(backends, "fp32_precision", "tf32"),
    "without oneDNN": lambda: _attribute(backends.mkldnn, "enabled", False),
    "without cuDNN": lambda: _attribute(backends.cudnn, "enabled", False),
    "cuDNN tries": lambda: _attribute(backends.cudnn, "benchmark", True),
    "autocast": lambda: torch.autocast("cpu", torch.bfloat16),
    "inference": torch.inference_mode,
    "without gradients": torch.no_grad,
    "denormals are zero": lambda: _set(torch.set_flush_denormal, True, False),
    "more threads": lambda: _set(torch.set_num_threads, 3, torch.get_num_threads()),
}
if not FOLLOWS:
    del TORCH["TF32 everywhere"]
"""Name → a context in which PyTorch is set so."""

NUMPY: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "numpy raises": lambda: np.errstate(all="raise"),
    "numpy prints little": lambda: np.printoptions(precision=1, threshold=1, floatmode="fixed"),
}


def seen() -> dict[str, Any]:
    """Return all of it, to be compared: global sources of chance, and how things are computed."""
    return {
        "chance": (random.getstate(), torch.get_rng_state().tolist(), _numpy_chance()),
        "dtype": torch.get_default_dtype(),
        "device": torch.empty(0).device,
        "deterministic": torch.are_deterministic_algorithms_enabled(),
        "gradients": (torch.is_grad_enabled(), torch.is_inference_mode_enabled()),
        "autocast": torch.is_autocast_enabled("cpu"),
        "precision": [each.fp32_precision for each in _FOLLOWED]
        or [torch.get_float32_matmul_precision(), backends.cudnn.allow_tf32],
        "libraries": (backends.mkldnn.enabled, backends.cudnn.enabled),
        "cuDNN": (backends.cudnn.benchmark, backends.cudnn.deterministic),
        "threads": torch.get_num_threads(),
        "numpy": (np.geterr(), np.get_printoptions()),
    }


def _numpy_chance() -> list[Any]:
    name, keys, *rest = np.random.get_state()  # noqa: NPY002 - that of others is watched
    return [name, keys.tolist(), *rest]
