"""Build the module of a configuration, from the same random numbers whenever it is asked for."""

from __future__ import annotations

import hashlib
import inspect
import threading
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn.modules.conv import _ConvNd

from landscape.errors import LandscapeError, OptionError
from landscape.lazy import load_object
from landscape.reason import reason
from landscape.spaces import record_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from landscape.datasets import Dataset
    from landscape.spaces import Configuration, Space
    from proxies.engine.weights import WeightBank

__all__ = ["build_module", "build_twice", "call_builder", "initialise", "seeded"]

# The generator that networks draw their weights from is one for the whole process.
_ONE_AT_A_TIME = threading.Lock()


def build_module(space: Space, index: int, task: Dataset, *, seed: str) -> nn.Module:
    """Return the module of a configuration, with the weights that its builder draws.

    PyTorch's global generator is set for it, and left as it was.

    Parameters
    ----------
    space
        A space whose record has a `network`.
    index
        The configuration.
    task
        Classes and size, for builders that take two parameters.
    seed
        Picks the random numbers: any text.

    Raises
    ------
    LandscapeError
        If the builder raises, or returns no module; or one with weights on a device that is not
        the processor.

    Examples
    --------
    >>> from torch import nn
    >>> from landscape import ProductSpace, register_space
    >>> from landscape.spaces import SPACES
    >>> from proxies import build_module, get_dataset
    >>> space = ProductSpace([3], name="lines")
    >>> record = register_space(space, network=lambda chosen, task: nn.Linear(2, task.classes))
    >>> build_module(space, 0, get_dataset("cifar10"), seed="0")
    Linear(in_features=2, out_features=10, bias=True)
    >>> SPACES.remove("lines")
    """
    network = load_object(record_of(space).network)
    if not callable(network):
        raise OptionError(
            f"{space.title} has no function that builds a network, but {network!r}: expected one "
            "of a configuration, see landscape.register_space"
        )
    chosen = space.chosen(index)
    with seeded(seed):
        try:
            module = call_builder(network, chosen, task)
        except LandscapeError:
            raise
        except Exception as error:  # a stranger's
            raise LandscapeError(
                f"the network of {chosen} could not be built ({reason(error)}): repair its "
                "builder; -vv shows where it failed"
            ) from error
    if not isinstance(module, nn.Module):
        raise LandscapeError(
            f"the network of {chosen} is {module!r}: expected its builder to return a "
            "torch.nn.Module"
        )
    _check_device(module, str(chosen))
    return module


def call_builder(builder: Callable[..., Any], chosen: Configuration, task: Dataset) -> Any:
    """Return what a function makes of a configuration, or of that and a task if it takes two."""
    return builder(chosen, task) if _takes_two(builder) else builder(chosen)


@contextmanager
def seeded(seed: str, device: torch.device | None = None) -> Iterator[None]:
    """Set PyTorch's global generators for a block, which no other thread enters at the same time.

    Parameters
    ----------
    seed
        Picks the random numbers: any text.
    device
        A device whose generator is set as well, besides the processor's.
    """
    devices = [device] if device is not None and device.type == "cuda" else []
    digest = hashlib.blake2b(seed.encode(), digest_size=8).digest()
    with _ONE_AT_A_TIME, torch.random.fork_rng(devices=devices):
        torch.manual_seed(int.from_bytes(digest, "little") >> 1)
        yield


@lru_cache(maxsize=32)
def _takes_two(network: Callable[..., Any]) -> bool:
    """Tell whether a builder takes a task besides the configuration."""
    try:
        signature = inspect.signature(network)
    except (TypeError, ValueError):  # written in C
        return False
    try:
        signature.bind(None, None)
    except TypeError:
        return False
    free = [
        parameter
        for parameter in signature.parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    named = list(signature.parameters)[1:2]
    return len(free) > 1 or named in (["task"], ["dataset"])


def _check_device(module: nn.Module, name: str) -> None:
    for where, tensor in (*module.named_parameters(), *module.named_buffers()):
        if tensor.device.type != "cpu":
            raise LandscapeError(
                f"the network of {name} has {where} on device {tensor.device}: expected its "
                "builder to make everything on the processor, cpu; --device moves it by itself"
            )


def build_twice(space: Space, index: int, task: Dataset, *, seed: str) -> nn.Module:
    """Return the module, once it is known to be the same whenever it is built.

    Raises
    ------
    LandscapeError
        See `build_module`; or if the second has other layers or other weights.
    """
    first, second = (build_module(space, index, task, seed=seed) for _ in range(2))
    states = [module.state_dict() for module in (first, second)]
    shapes = [{name: tuple(tensor.shape) for name, tensor in s.items()} for s in states]
    if shapes[0] != shapes[1]:
        raise LandscapeError(
            f"the network of {space.format(index)} is another when it is built again: expected "
            "a builder that depends on nothing but the configuration"
        )
    differ = [name for name, tensor in states[0].items() if not _equal(tensor, states[1][name])]
    if differ:
        raise LandscapeError(
            f"the network of {space.format(index)} has another {differ[0]} when it is built again: "
            "expected weights that are drawn from PyTorch's generator alone, which is seeded"
        )
    return first


def _equal(first: torch.Tensor, second: torch.Tensor) -> bool:
    return torch.equal(first.nan_to_num(), second.nan_to_num())


def initialise(module: nn.Module, bank: WeightBank) -> None:
    """Draw weights and biases of convolutions and linear layers by their names, in place.

    So every network of a space has the same numbers where it has a weight of the same name and
    shape. All other parameters stay as the builder left them.
    """
    with torch.no_grad():
        for name, part in module.named_modules():
            if not isinstance(part, _ConvNd | nn.Linear) or part.weight.is_meta:
                continue
            shape = tuple(part.weight.shape)
            part.weight.copy_(bank.draw(name, shape))
            if part.bias is not None:
                width = part.weight[0].numel()
                part.bias.copy_(bank.draw(f"{name}.bias", tuple(part.bias.shape), fan_in=width))
