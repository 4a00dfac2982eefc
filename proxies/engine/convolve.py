"""Convolution and pooling of feature maps of many architectures at once.

Maps have shape ``(architectures, images, height, width, channels)`` and are contiguous, so that
an architecture is one block of memory and PyTorch sees the channels_last layout, which on a CPU is
up to five times faster for maps of this size.
"""

from __future__ import annotations

from functools import lru_cache, partial

import torch
from torch.nn import functional

__all__ = [
    "average_pool",
    "average_pool_backward",
    "convolve",
    "convolve_backward",
    "halve",
    "weight_gradient",
]


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
