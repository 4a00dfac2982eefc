"""Count the parameters and operations of networks without building them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.datasets import Dataset
    from proxies.engine.rows import Rows
    from proxies.networks.layers import Networks

__all__ = ["Counting", "Shape"]


@dataclass(frozen=True)
class Shape:
    """Shape of the feature maps of some rows of a batch.

    Attributes
    ----------
    rows
        The rows of the batch.
    size
        Height and width in pixels.
    channels
        Number of channels: of all rows, or an int64 tensor with one number for each.
    """

    rows: Rows
    size: int
    channels: int | torch.Tensor


class Counting:
    """Layers that only count, as the benchmark's own tables do.

    Since no feature maps are made, architectures whose shapes differ may share a batch.

    Attributes
    ----------
    params
        Shape ``(architectures,)``: trainable numbers, biases and normalisation included.
    flops
        Shape ``(architectures,)``: multiplications of convolutions and of the classifier, and the
        additions of its bias. Normalisation, activation and pooling cost nothing here.
    """

    def __init__(self, networks: Networks, dataset: Dataset, device: torch.device) -> None:
        self.params = torch.zeros(len(networks), dtype=torch.float64, device=device)
        self.flops = torch.zeros_like(self.params)
        self._image = Shape(slice(0, len(networks)), dataset.size, channels=3)

    def image(self) -> Shape:
        """Return the shape of the network's input."""
        return self._image

    def convolution(
        self,
        maps: Shape,
        place: str,
        channels: int | torch.Tensor,
        kernel: int,
        stride: int = 1,
    ) -> Shape:
        """Count ``in × out × kernel²`` weights, each used once an output pixel."""
        weights = maps.channels * channels * kernel**2
        size = maps.size // stride
        self.params[maps.rows] += weights
        self.flops[maps.rows] += weights * size**2
        return Shape(maps.rows, size, channels)

    def normalisation(self, maps: Shape, place: str) -> Shape:
        """Count a scale and a shift for every channel."""
        self.params[maps.rows] += 2 * maps.channels
        return maps

    def relu(self, maps: Shape, place: str) -> Shape:
        """Count nothing."""
        return maps

    def average_pool(self, maps: Shape) -> Shape:
        """Count nothing."""
        return maps

    def halve(self, maps: Shape) -> Shape:
        """Count nothing."""
        return replace(maps, size=maps.size // 2)

    def max_pool(self, maps: Shape) -> Shape:
        """Count nothing."""
        return maps

    def max_halve(self, maps: Shape) -> Shape:
        """Count nothing."""
        return replace(maps, size=maps.size // 2)

    def truncate(self, maps: Shape, channels: int | torch.Tensor) -> Shape:
        """Count nothing."""
        return replace(maps, channels=channels)

    def concatenate(self, parts: Sequence[Shape]) -> Shape:
        """Return the shape with the channels of all parts, row by row."""
        return replace(self._whole(parts[0]), channels=self._sum_of_channels(parts))

    def classifier(self, maps: Shape, place: str, classes: int) -> Shape:
        """Count a weight for every channel and class, and a bias for every class."""
        self.params[maps.rows] += (maps.channels + 1) * classes
        self.flops[maps.rows] += (maps.channels + 1) * classes
        return Shape(maps.rows, 1, classes)

    def select(self, maps: Shape, rows: Rows) -> Shape:
        """Return the shape for some rows of a whole batch."""
        channels = maps.channels if isinstance(maps.channels, int) else maps.channels[rows]
        return replace(maps, rows=rows, channels=channels)

    def total(self, like: Shape, parts: Sequence[Shape]) -> Shape:
        """Return the common shape, of all rows."""
        if all(isinstance(shape.channels, int) for shape in (like, *parts)):
            return self._whole(like)
        channels = torch.zeros_like(self.params, dtype=torch.int64)
        for part in parts:
            channels[part.rows] = torch.as_tensor(part.channels, device=channels.device)
        return replace(self._whole(like), channels=channels)

    def before_block(self, maps: Shape, reach: int, stride: int = 1) -> Shape:
        """Change nothing."""
        return maps

    def _whole(self, shape: Shape) -> Shape:
        return replace(shape, rows=self._image.rows)

    def _sum_of_channels(self, parts: Sequence[Shape]) -> torch.Tensor:
        channels = torch.zeros_like(self.params, dtype=torch.int64)
        for part in parts:
            channels[part.rows] += part.channels
        return channels
