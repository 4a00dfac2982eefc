"""What a skeleton for sequences asks of its layers; see also `proxies.networks.layers`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxies.engine.rows import Rows

__all__ = ["SequenceLayers", "padding"]

Maps = TypeVar("Maps")

_AHEAD = 4  # frames of the future that a convolution may see, 40 ms


class SequenceLayers(Protocol[Maps]):
    """Layers over some notion of sequences of frames of a batch of architectures.

    ``place`` is the name of a layer, unique in the network.
    """

    def sound(self, frames: int, features: int) -> Maps:
        """Return the network's input, for every architecture."""

    def convolution(
        self,
        maps: Maps,
        place: str,
        channels: int,
        kernel: int,
        *,
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
    ) -> Maps:
        """Convolve over time, with bias, to `channels`; see `padding`. A kernel of 1 is linear."""

    def clip(self, maps: Maps) -> Maps:
        """Clip at zero, and at 20."""

    def normalisation(self, maps: Maps, place: str) -> Maps:
        """Normalise each frame over its channels, then scale and shift them."""

    def classifier(self, maps: Maps, place: str, classes: int) -> Maps:
        """Apply a linear layer with bias to every frame."""

    def select(self, maps: Maps, rows: Rows) -> Maps:
        """Return the maps of some architectures of the batch."""

    def total(self, like: Maps, parts: Sequence[Maps]) -> Maps:
        """Add up maps of parts of the batch: shaped as `like`, zero where there is none."""

    def before_block(self, maps: Maps) -> Maps:
        """Prepare for a block."""


def padding(kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """Return how many frames of zeros a convolution puts before and after its input.

    It sees as much of the future as the benchmark allows, and leaves ``frames / stride`` frames,
    rounded up.
    """
    needless = kernel * dilation - stride
    ahead = _AHEAD // stride
    if ahead >= needless:
        return 0, needless
    return (kernel - 1) * dilation - ahead, ahead
