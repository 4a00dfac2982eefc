"""Max pooling of feature maps of many architectures at once.

Maps have shape ``(architectures, images, height, width, channels)`` and are contiguous.
"""

from __future__ import annotations

import torch
from torch.nn import functional

__all__ = ["max_pool", "put_back", "take"]


def max_pool(maps: torch.Tensor, kernel: int, stride: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Take the largest of ``kernel × kernel`` pixels; pixels beyond the border do not count.

    Parameters
    ----------
    kernel, stride
        3 and 1 keep the size (the padding is ``(kernel - 1) // 2``), 2 and 2 halve it.

    Returns
    -------
    largest : tensor of shape (a, n, h // stride, w // stride, c)
    where : int64 tensor of the same shape
        Number of the pixel that the largest came from, row by row; of equal ones the first.
    """
    images = maps.flatten(0, 1).permute(0, 3, 1, 2)
    padding = (kernel - 1) // 2
    largest, where = functional.max_pool2d(
        images, kernel, stride=stride, padding=padding, return_indices=True
    )
    return _unpack(largest, maps), _unpack(where, maps)


def take(maps: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
    """Return the pixels of `maps` that `max_pool` found the largest of other maps at."""
    return maps.flatten(2, 3).gather(2, where.flatten(2, 3)).view(where.shape)


def put_back(
    delta: torch.Tensor, where: torch.Tensor, maps: torch.Tensor, kernel: int, stride: int
) -> torch.Tensor:
    """Return the gradient of the maps that `max_pool` took from that of the maps it gave."""
    packed = (one.flatten(0, 1).permute(0, 3, 1, 2) for one in (delta, maps, where))
    images, source, numbers = packed
    padding = (kernel - 1) // 2
    gradient: torch.Tensor = torch.ops.aten.max_pool2d_with_indices_backward(
        images, source, [kernel] * 2, [stride] * 2, [padding] * 2, [1, 1], False, numbers
    )
    return _unpack(gradient, maps)


def _unpack(images: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    last = images.permute(0, 2, 3, 1).contiguous()
    return last.view(*like.shape[:2], *last.shape[1:])
