"""Blocks that the skeletons of several spaces have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
import torch

if TYPE_CHECKING:
    from landscape.arrays import BoolArray
    from proxies.engine.rows import Rows
    from proxies.networks.layers import Layers

__all__ = ["convolution_relu", "reduction", "relu_convolution", "rows_where"]

Maps = TypeVar("Maps")


def reduction(layers: Layers[Maps], maps: Maps, place: str, channels: int) -> Maps:
    """Halve the resolution: a basic residual block with a pooled, linear shortcut."""
    # Two convolutions of 3×3, the second on pixels twice as wide.
    maps = layers.before_block(maps, reach=1 + 2, stride=2)
    body = relu_convolution(layers, maps, f"{place}.a", channels, kernel=3, stride=2)
    body = relu_convolution(layers, body, f"{place}.b", channels, kernel=3)
    shortcut = layers.convolution(layers.halve(maps), f"{place}.shortcut", channels, kernel=1)
    return layers.total(body, [body, shortcut])


def relu_convolution(
    layers: Layers[Maps], maps: Maps, place: str, channels: int, kernel: int, stride: int = 1
) -> Maps:
    """Clip at zero, convolve, normalise: the benchmark's ``nor_conv``."""
    maps = layers.convolution(layers.relu(maps, place), place, channels, kernel, stride)
    return layers.normalisation(maps, place)


def convolution_relu(
    layers: Layers[Maps], maps: Maps, place: str, channels: int, kernel: int
) -> Maps:
    """Convolve, normalise, clip at zero: NAS-Bench-101's ``conv-bn-relu``."""
    maps = layers.normalisation(layers.convolution(maps, place, channels, kernel), place)
    return layers.relu(maps, place)


def rows_where(chosen: BoolArray, device: torch.device) -> Rows:
    """Return the rows of a batch that are chosen, at least one: shape ``(architectures,)``."""
    rows = np.flatnonzero(chosen)
    first, last = int(rows[0]), int(rows[-1])
    if last - first + 1 == len(rows):
        return slice(first, last + 1)
    return torch.from_numpy(rows).to(device)
