"""Where the random weights of untrained networks come from, and maps convolved with them.

A weight has a *place*, its name in the skeleton ("stage1.cell0.0→1.nor_conv_3x3"). The random
numbers of a place depend on the seed, the repeat and the place alone: never on the batch, the
order of evaluation or the device.

With ``shared`` initialisation every architecture sees the same numbers at the same place, so that
two architectures differ by their operations and not by luck, and a convolution runs once for all
architectures that chose it. With ``independent`` initialisation every network draws its own; the
papers drew for every architecture, even where several build the same network.

Feature maps of many architectures have shape ``(architectures, images, height, width, channels)``
and are contiguous, so that an architecture is one block of memory and PyTorch sees the
channels_last layout, which on a CPU is up to five times faster for maps of this size.
"""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal, TypeAlias

import torch
from torch.nn import functional

from proxies.engine.rows import row_index

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.arrays import IntArray
    from proxies.engine.rows import Rows

__all__ = [
    "Law",
    "WeightBank",
    "average_pool",
    "average_pool_backward",
    "convolve",
    "convolve_backward",
    "halve",
    "weight_gradient",
]

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
        self.seed, self.repeat = seed, repeat
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
        key = f"{self.seed}/{self.repeat}/{place}/{'' if architecture is None else architecture}"
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


def convolve(maps: torch.Tensor, weight: torch.Tensor, stride: int = 1) -> torch.Tensor:
    """Convolve maps with a weight for all architectures, or with one weight for each.

    Parameters
    ----------
    maps
        Shape ``(a, n, h, w, c_in)``.
    weight
        Shape ``(c_out, c_in, k, k)``, or ``(a, c_out, c_in, k, k)`` for a weight each. The
        padding is ``k // 2``.

    Returns
    -------
    tensor of shape (a, n, h // stride, w // stride, c_out)
        New memory, contiguous.
    """
    padding = weight.shape[-1] // 2
    if weight.dim() == 4:
        return _unpack(functional.conv2d(_pack(maps), weight, stride=stride, padding=padding), maps)
    if _is_worth_a_call_each(maps):
        pairs = zip(maps, weight, strict=True)
        return torch.cat([convolve(own[None], its, stride) for own, its in pairs])
    out = functional.conv2d(
        _side_by_side(maps), weight.flatten(0, 1), stride=stride, padding=padding, groups=len(maps)
    )
    return _one_after_another(out, len(maps))


def convolve_backward(delta: torch.Tensor, weight: torch.Tensor, stride: int = 1) -> torch.Tensor:
    """Return the gradient of the maps that `convolve` took from that of the maps it gave.

    Parameters
    ----------
    delta
        Shape ``(a, n, h, w, c_out)``.
    weight
        As for `convolve`.

    Returns
    -------
    tensor of shape (a, n, h * stride, w * stride, c_in)
        New memory, contiguous.
    """
    transposed = partial(
        functional.conv_transpose2d,
        stride=stride,
        padding=weight.shape[-1] // 2,
        output_padding=stride - 1,
    )
    if weight.dim() == 4:
        return _unpack(transposed(_pack(delta), weight), delta)
    if _is_worth_a_call_each(delta):
        pairs = zip(delta, weight, strict=True)
        return torch.cat([convolve_backward(own[None], its, stride) for own, its in pairs])
    out = transposed(_side_by_side(delta), weight.flatten(0, 1), groups=len(delta))
    return _one_after_another(out, len(delta))


def weight_gradient(
    maps: torch.Tensor, delta: torch.Tensor, kernel: int, stride: int = 1
) -> torch.Tensor:
    """Return the gradient of a convolution's weight, summed over images, an architecture each.

    Parameters
    ----------
    maps, delta
        Shapes ``(a, n, h, w, c_in)`` and ``(a, n, h // stride, w // stride, c_out)``: what
        `convolve` took, and the gradient of what it gave.

    Returns
    -------
    tensor of shape (a, c_out, c_in, kernel, kernel)
    """
    if kernel > 1 and _is_worth_a_call_each(maps):
        pairs = zip(maps, delta, strict=True)
        return torch.stack([_weight_gradient(*pair, kernel, stride) for pair in pairs])
    architectures, height, c_in = len(maps), maps.shape[2], maps.shape[-1]
    out = delta.reshape(architectures, -1, delta.shape[-1]).mT
    across = _across(maps, kernel, stride)
    above = (across[:, :, row : row + height : stride] for row in range(kernel))
    rows = [torch.bmm(out, seen.reshape(architectures, -1, kernel * c_in)) for seen in above]
    product = torch.stack(rows, dim=2) if kernel > 1 else rows[0]  # a stack is a copy
    return product.view(architectures, -1, kernel, kernel, c_in).permute(0, 1, 4, 2, 3)


def average_pool(maps: torch.Tensor) -> torch.Tensor:
    """Average over the 3×3 neighbourhood of each pixel, the border excluded from the count."""
    channels = maps.shape[-1]
    ones, around = _pooling(channels, maps.shape[2], maps.dtype, maps.device)
    # A convolution that leaves channels apart: on a CPU a quarter of avg_pool2d's time.
    sums = functional.conv2d(_pack(maps), ones, padding=1, groups=channels)
    return _unpack(sums, maps).div_(around)


def average_pool_backward(delta: torch.Tensor) -> torch.Tensor:
    """Return the gradient of the maps that `average_pool` took from that of the maps it gave."""
    channels = delta.shape[-1]
    ones, around = _pooling(channels, delta.shape[2], delta.dtype, delta.device)
    shares = _pack(delta / around)
    return _unpack(functional.conv2d(shares, ones, padding=1, groups=channels), delta)


def halve(maps: torch.Tensor) -> torch.Tensor:
    """Average over squares of 2×2 pixels."""
    return _unpack(functional.avg_pool2d(_pack(maps), 2, stride=2), maps)


def _is_worth_a_call_each(maps: torch.Tensor) -> bool:
    """Tell whether an architecture's images keep a CPU busy: it is best at plain convolutions."""
    return maps.device.type == "cpu" and maps.shape[1] > 1


def _side_by_side(maps: torch.Tensor) -> torch.Tensor:
    """Return the channels of all architectures side by side, for one group an architecture."""
    images, height, width = maps.shape[1:4]
    return maps.permute(1, 0, 4, 2, 3).reshape(images, -1, height, width)


def _one_after_another(images: torch.Tensor, architectures: int) -> torch.Tensor:
    maps = images.view(len(images), architectures, -1, *images.shape[2:])
    return maps.permute(1, 0, 3, 4, 2).contiguous()


def _weight_gradient(
    maps: torch.Tensor, delta: torch.Tensor, kernel: int, stride: int
) -> torch.Tensor:
    """Return the gradient for one architecture by PyTorch's own kernel."""
    c_in, c_out = maps.shape[-1], delta.shape[-1]
    gradient: torch.Tensor = torch.ops.aten.convolution_backward(
        delta.permute(0, 3, 1, 2),
        maps.permute(0, 3, 1, 2),
        maps.new_empty(c_out, c_in, kernel, kernel),
        None,
        [stride, stride],
        [kernel // 2, kernel // 2],
        [1, 1],
        False,
        [0, 0],
        1,
        [False, True, False],
    )[1]
    return gradient


def _across(maps: torch.Tensor, kernel: int, stride: int) -> torch.Tensor:
    """Return the neighbours in a row side by side: ``(a, n, h + k - 1, w // stride, k * c)``."""
    if kernel == 1:
        return maps[:, :, :, ::stride]
    edge = kernel // 2
    padded = functional.pad(maps, (0, 0, edge, edge, edge, edge))
    architectures, images, height, _, channels = padded.shape
    of_arch, of_image, of_row, of_column, _ = padded.stride()
    return padded.as_strided(
        (architectures, images, height, maps.shape[3] // stride, kernel * channels),
        (of_arch, of_image, of_row, of_column * stride, 1),
    ).contiguous()


def _pack(maps: torch.Tensor) -> torch.Tensor:
    """Return the maps as images ``(a * n, c, h, w)`` in channels_last layout, without copying."""
    return maps.flatten(0, 1).permute(0, 3, 1, 2)


def _unpack(images: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    last = images.permute(0, 2, 3, 1).contiguous()
    return last.view(*like.shape[:2], *last.shape[1:])


@lru_cache
def _pooling(
    channels: int, size: int, dtype: torch.dtype, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what adds up 3×3 pixels, and how many pixels that is: shape ``(size, size, 1)``."""
    with torch.inference_mode(False):  # kept, and good for every mode
        line = torch.full((size,), 3, dtype=dtype, device=device)
        line[0] -= 1
        line[-1] -= 1
        ones = torch.ones(channels, 1, 3, 3, dtype=dtype, device=device)
        return ones, (line[:, None] * line)[..., None]
