"""Count the parameters and operations of networks for sequences, and the norms of their weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from proxies.engine.steps import add_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxies.engine.context import Context
    from proxies.engine.rows import Rows
    from proxies.networks.layers import Networks

__all__ = ["Frames", "SequenceCounting", "SequenceNorms"]


@dataclass(frozen=True)
class Frames:
    """Shape of the sequences of some rows of a batch: number of frames, channels of each."""

    rows: Rows
    frames: int
    channels: int


class SequenceCounting:
    """Layers that only count.

    Attributes
    ----------
    params
        Shape ``(architectures,)``: trainable numbers, biases and normalisation included.
    flops
        Shape ``(architectures,)``: multiplications of convolutions and linear layers, and the
        additions of their biases. Normalisation and activation cost nothing here.
    """

    def __init__(self, networks: Networks, device: torch.device) -> None:
        self.params = torch.zeros(len(networks), dtype=torch.float64, device=device)
        self.flops = torch.zeros_like(self.params)
        self._everyone = slice(0, len(networks))

    def sound(self, frames: int, features: int) -> Frames:
        """Return the shape of the network's input."""
        return Frames(self._everyone, frames, features)

    def convolution(
        self,
        maps: Frames,
        place: str,
        channels: int,
        kernel: int,
        *,
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
    ) -> Frames:
        """Count ``in / groups × out × kernel`` weights and a bias, used once an output frame."""
        frames = -(-maps.frames // stride)
        self._layer(maps.rows, place, (channels, maps.channels // groups, kernel), frames)
        return Frames(maps.rows, frames, channels)

    def clip(self, maps: Frames) -> Frames:
        """Count nothing."""
        return maps

    def normalisation(self, maps: Frames, place: str) -> Frames:
        """Count a scale and a shift for every channel."""
        self.params[maps.rows] += 2 * maps.channels
        return maps

    def classifier(self, maps: Frames, place: str, classes: int) -> Frames:
        """Count a weight for every channel and class, and a bias for every class."""
        self._layer(maps.rows, place, (classes, maps.channels), maps.frames)
        return replace(maps, channels=classes)

    def select(self, maps: Frames, rows: Rows) -> Frames:
        """Return the shape for some rows of a whole batch."""
        return replace(maps, rows=rows)

    def total(self, like: Frames, parts: Sequence[Frames]) -> Frames:
        """Return the common shape, of all rows."""
        return replace(like, rows=self._everyone)

    def before_block(self, maps: Frames) -> Frames:
        """Change nothing."""
        return maps

    def _layer(self, rows: Rows, place: str, shape: tuple[int, ...], frames: int) -> None:
        """Count a weight of `shape` and its bias, used on so many frames."""
        numbers = torch.Size(shape).numel() + shape[0]
        self.params[rows] += numbers
        self.flops[rows] += numbers * frames


class SequenceNorms(SequenceCounting):
    """Layers that add up the norms of their weights.

    Attributes
    ----------
    l2
        Σ over convolutions and linear layers of ‖θ‖₂, shape ``(architectures,)``, float64.
    """

    def __init__(self, networks: Networks, context: Context) -> None:
        super().__init__(networks, context.bank.device)
        self.l2 = torch.zeros_like(self.params)
        self._networks, self._bank = networks, context.bank

    def _layer(self, rows: Rows, place: str, shape: tuple[int, ...], frames: int) -> None:
        """Add the norm of the weight; the bias does not count."""
        norms = self._bank.norms(place, shape, self._networks.canonical, rows)
        add_rows(self.l2, rows, norms)
