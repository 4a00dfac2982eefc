"""Where the random weights of untrained networks come from.

A weight has a *place*, its name in the skeleton ("stage1.cell0.0→1.nor_conv_3x3"). The random
numbers of a place depend on the seed, the repeat and the place alone: never on the batch, the
order of evaluation or the device.

With ``shared`` initialisation every architecture sees the same numbers at the same place, so that
two architectures differ by their operations and not by luck, and a convolution runs once for all
architectures that chose it. With ``independent`` initialisation, what the papers did, every
architecture draws its own.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landscape.arrays import IntArray

__all__ = ["WeightBank"]


class WeightBank:
    """Initial weights of every network of a space, drawn as PyTorch draws them by default.

    Convolutions and linear layers come from the uniform distribution on ±1/√fan-in (He et al.
    2015 with gain √(1/3), PyTorch's ``kaiming_uniform_(a=√5)``).

    Parameters
    ----------
    seed, repeat
        Whole numbers that pick the random numbers.
    independent
        Whether every architecture has weights of its own.
    device
        Where the weights are wanted; they are drawn on the CPU, alike for every device.
    """

    def __init__(
        self,
        seed: int,
        *,
        repeat: int = 0,
        independent: bool = False,
        device: torch.device | str = "cpu",
    ) -> None:
        self.independent = independent
        self.device = torch.device(device)
        self._seed, self._repeat = seed, repeat
        self._shared: dict[str, torch.Tensor] = {}

    def draw(
        self, place: str, shape: Sequence[int], architecture: int | None = None
    ) -> torch.Tensor:
        """Return the weight at `place`, float32 on the CPU; `shape` is (out, in[, h, w])."""
        key = f"{self._seed}/{self._repeat}/{place}/{'' if architecture is None else architecture}"
        digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
        seed = int.from_bytes(digest, "little") >> 1
        generator = torch.Generator().manual_seed(seed)
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        return torch.empty(*shape).uniform_(-bound, bound, generator=generator)

    def weight(self, place: str, shape: Sequence[int], architectures: IntArray) -> torch.Tensor:
        """Return the weights at `place`, on the device; for `architectures` if independent.

        Returns
        -------
        tensor
            Of `shape` if shared, of shape ``(len(architectures), *shape)`` if independent.
        """
        # Kept weights must be good for every pass, those that differentiate included.
        with torch.inference_mode(False):
            return self._weight(place, shape, architectures)

    def _weight(self, place: str, shape: Sequence[int], architectures: IntArray) -> torch.Tensor:
        if self.independent:
            return self._stack(self.draw(place, shape, int(a)) for a in architectures)
        if place not in self._shared:
            memory = torch.channels_last if len(shape) == 4 else torch.contiguous_format
            drawn = self.draw(place, shape).to(self.device)
            self._shared[place] = drawn.contiguous(memory_format=memory)
        return self._shared[place]

    def _stack(self, weights: Iterable[torch.Tensor]) -> torch.Tensor:
        return torch.stack(list(weights)).to(self.device)
