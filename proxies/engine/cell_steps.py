"""Steps that only cells of NAS-Bench-101 take: max pools, and channels cut off and joined."""

from __future__ import annotations

import torch
from torch.nn import functional

from proxies.engine.max_pool import max_pool, put_back, take
from proxies.engine.steps import Step

__all__ = ["Concatenate", "MaxPool", "Truncate"]


class MaxPool(Step):
    """The largest of ``kernel × kernel`` pixels."""

    def __init__(self, kernel: int, stride: int) -> None:
        self._shape = kernel, stride

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return the largest pixels, and remember where they are."""
        (self._input,) = inputs
        largest, self._where = max_pool(self._input, *self._shape)
        return largest

    def derivative(self, *tangents: torch.Tensor) -> torch.Tensor:
        """Return the changes of the largest pixels."""
        return take(tangents[0], self._where)

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return δ where the largest pixels are."""
        return (put_back(delta, self._where, self._input, *self._shape),)


class Truncate(Step):
    """The first channels."""

    def __init__(self, channels: int) -> None:
        self._channels = channels

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return the first channels."""
        self._missing = inputs[0].shape[-1] - self._channels
        return inputs[0][..., : self._channels].contiguous()

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return δ, and zero for the channels that were cut off."""
        return (functional.pad(delta, (0, self._missing)),)


class Concatenate(Step):
    """The channels of several maps, one after the other."""

    hands_on = True  # where a map is a single pixel

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return all channels."""
        self._channels = [maps.shape[-1] for maps in inputs]
        return torch.cat(inputs, dim=-1)

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return each one's channels of δ."""
        return tuple(part.contiguous() for part in torch.split(delta, self._channels, dim=-1))
