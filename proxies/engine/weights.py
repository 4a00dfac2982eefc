"""Where the random weights of untrained networks come from.

A weight has a *place*, its name in the skeleton ("stage1.cell0.0→1.nor_conv_3x3"). The random
numbers of a place depend on the seed, the repeat and the place alone: never on the batch, the
order of evaluation or the device.

With ``shared`` initialisation every architecture sees the same numbers at the same place, so that
two architectures differ by their operations and not by luck, and a convolution runs once for all
architectures that chose it. With ``independent`` initialisation every network draws its own; the
papers drew for every architecture, even where several build the same network.
"""

from __future__ import annotations

import hashlib
import math
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

import torch

from proxies.engine.rows import row_index

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.arrays import IntArray
    from proxies.engine.rows import Rows

__all__ = ["Law", "WeightBank"]

Law: TypeAlias = Literal["uniform", "he"]
"""Names of the distributions that initial weights come from."""

_LINEAR_DEVIATION = 0.01  # as networks of NAS-Bench-101 have it where they are scored untrained


class WeightBank:
    """Initial weights of every network of a space, drawn as the literature draws them.

    By default that is as PyTorch does: convolutions and linear layers come from the uniform
    distribution on ±1/√fan-in (He et al. 2015 with gain √(1/3), PyTorch's
    ``kaiming_uniform_(a=√5)``). The networks of some spaces bring an initialisation of their own.

    Parameters
    ----------
    seed, repeat
        Whole numbers that pick the random numbers.
    independent
        Whether every architecture has weights of its own.
    law
        ``"uniform"``, PyTorch's; or ``"he"``: convolutions from the normal distribution with
        variance 2/fan-out (He et al. 2015), linear layers from that with deviation 0.01, biases 0.
    device
        Where the weights are wanted; they are drawn on the CPU, alike for every device.
    dtype
        The numbers that are wanted; they are drawn as float32, alike for every type.
    """

    def __init__(
        self,
        seed: int,
        *,
        repeat: int = 0,
        independent: bool = False,
        law: Law = "uniform",
        device: torch.device | str = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        self.independent = independent
        self.dtype = dtype
        self.device = torch.device(device)
        self._seed, self._repeat = seed, repeat
        self._draw = _he_normal if law == "he" else _uniform
        self._shared: dict[tuple[object, ...], torch.Tensor] = {}

    def draw(
        self,
        place: str,
        shape: Sequence[int],
        architecture: int | None = None,
        *,
        fan_in: int | None = None,
    ) -> torch.Tensor:
        """Return the weight or bias at `place`, float32 on the CPU.

        Parameters
        ----------
        shape
            (out, in[, h, w]) for a weight.
        architecture
            Whose weight it is; None for one that all architectures share.
        fan_in
            Numbers that an output adds up; by default ``in × h × w``. A bias must say it.
        """
        return self._draw(shape, fan_in, self._generator(place, architecture))

    def draw_normal(
        self, place: str, shape: Sequence[int], architecture: int | None = None
    ) -> torch.Tensor:
        """Return what stands at `place` if it comes from N(0, 1): noise, or weights of zen."""
        generator = self._generator(f"{place}.normal", architecture)
        return _normal(shape, generator)

    def weight(
        self,
        place: str,
        shape: Sequence[int],
        architectures: IntArray,
        rows: Rows = slice(None),
        *,
        fan_in: int | None = None,
        normal: bool = False,
    ) -> torch.Tensor:
        """Return the weights at `place`, on the device.

        Parameters
        ----------
        architectures, rows
            Canonical numbers of a batch, and those of its rows that have the weight.

        Returns
        -------
        tensor
            Of `shape` if shared, of shape ``(rows, *shape)`` if independent.
        """
        if normal:
            draw = partial(self.draw_normal, place, shape)
        else:
            draw = partial(self.draw, place, shape, fan_in=fan_in)
        # Kept weights must be good for every pass, those that differentiate included.
        with torch.inference_mode(False):
            if self.independent:
                return torch.stack([draw(int(a)) for a in architectures[row_index(rows)]]).to(
                    self.device, self.dtype
                )
            return self._kept((place, tuple(shape), fan_in, normal), draw)

    def norms(
        self,
        place: str,
        shape: Sequence[int],
        architectures: IntArray,
        rows: Rows = slice(None),
    ) -> torch.Tensor:
        """Return ‖θ‖₂ of the weights at `place`, see `weight`: shape ``(rows,)``, float64.

        No more than one weight is in memory at a time, besides those that are shared.
        """
        numbers = architectures[row_index(rows)]
        if not self.independent:
            return _norm(self.weight(place, shape, architectures, rows)).expand(len(numbers))
        own = [_norm(self.draw(place, shape, int(a))) for a in numbers]
        return torch.stack(own).to(self.device)

    def noise(self, name: str, shape: Sequence[int]) -> torch.Tensor:
        """Return standard normal noise for all architectures, on the device."""
        with torch.inference_mode(False):
            return self._kept((name, tuple(shape)), partial(self.draw_normal, name, shape, None))

    def _kept(self, key: tuple[object, ...], draw: Callable[[], torch.Tensor]) -> torch.Tensor:
        if key not in self._shared:
            drawn = draw().to(self.device, self.dtype)
            memory = torch.channels_last if drawn.dim() == 4 else torch.contiguous_format
            self._shared[key] = drawn.contiguous(memory_format=memory)
        return self._shared[key]

    def _generator(self, place: str, architecture: int | None) -> torch.Generator:
        key = f"{self._seed}/{self._repeat}/{place}/{'' if architecture is None else architecture}"
        digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
        return torch.Generator("cpu").manual_seed(int.from_bytes(digest, "little") >> 1)


def _uniform(shape: Sequence[int], fan_in: int | None, generator: torch.Generator) -> torch.Tensor:
    bound = 1 / math.sqrt(math.prod(shape[1:]) if fan_in is None else fan_in)
    drawn = torch.empty(*shape, dtype=torch.float32, device="cpu")
    return drawn.uniform_(-bound, bound, generator=generator)


def _he_normal(
    shape: Sequence[int], fan_in: int | None, generator: torch.Generator
) -> torch.Tensor:
    if len(shape) == 1:
        return torch.zeros(*shape, dtype=torch.float32, device="cpu")
    kernel = math.prod(shape[2:])
    deviation = _LINEAR_DEVIATION if len(shape) == 2 else math.sqrt(2 / (shape[0] * kernel))
    return _normal(shape, generator) * deviation


def _normal(shape: Sequence[int], generator: torch.Generator) -> torch.Tensor:
    return torch.randn(*shape, generator=generator, dtype=torch.float32, device="cpu")


def _norm(weight: torch.Tensor) -> torch.Tensor:
    norm: torch.Tensor = torch.linalg.vector_norm(weight.double())
    return norm
