"""Layers of a skeleton as PyTorch modules, under the names of their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxies.engine.rows import Rows

__all__ = ["MakingLayers", "ModuleLayers"]


class ModuleLayers:
    """Takes feature maps of one architecture through modules; see `proxies.networks.layers.Layers`.

    Maps have the shape ``(images, channels, height, width)``.

    Parameters
    ----------
    places
        The modules: convolutions and linear layers under the name of their place with slashes for
        dots, normalisations with ``/normalisation`` after it.
    images
        What enters the network.
    """

    def __init__(self, places: nn.ModuleDict, images: torch.Tensor) -> None:
        self._places, self._images = places, images
        self._clipped: dict[torch.Tensor, torch.Tensor] = {}

    def image(self) -> torch.Tensor:
        """Return the images."""
        return self._images

    def convolution(
        self, maps: torch.Tensor, place: str, channels: int, kernel: int, stride: int = 1
    ) -> torch.Tensor:
        """Convolve with the weights of the place."""
        return self._apply(place, maps)

    def normalisation(self, maps: torch.Tensor, place: str) -> torch.Tensor:
        """Normalise each channel, by the batch in training, by what was learnt afterwards."""
        return self._apply(f"{place}.normalisation", maps)

    def relu(self, maps: torch.Tensor, place: str) -> torch.Tensor:
        """Clip at zero, once for all that ask for it in a block."""
        if maps not in self._clipped:
            self._clipped[maps] = functional.relu(maps)
        return self._clipped[maps]

    def average_pool(self, maps: torch.Tensor) -> torch.Tensor:
        """Average over 3×3 pixels."""
        return functional.avg_pool2d(maps, 3, stride=1, padding=1, count_include_pad=False)

    def halve(self, maps: torch.Tensor) -> torch.Tensor:
        """Average over 2×2 pixels."""
        return functional.avg_pool2d(maps, 2)

    def max_pool(self, maps: torch.Tensor) -> torch.Tensor:
        """Take the largest of 3×3 pixels."""
        return functional.max_pool2d(maps, 3, stride=1, padding=1)

    def max_halve(self, maps: torch.Tensor) -> torch.Tensor:
        """Take the largest of 2×2 pixels."""
        return functional.max_pool2d(maps, 2)

    def truncate(self, maps: torch.Tensor, channels: int) -> torch.Tensor:
        """Return the first channels."""
        return maps[:, :channels]

    def concatenate(self, parts: Sequence[torch.Tensor]) -> torch.Tensor:
        """Return the channels of parts one after the other."""
        return torch.cat(list(parts), dim=1)

    def classifier(self, maps: torch.Tensor, place: str, classes: int) -> torch.Tensor:
        """Average over all pixels and return the logits, shape ``(images, classes)``."""
        return self._apply(place, maps.mean(dim=(2, 3)))

    def select(self, maps: torch.Tensor, rows: Rows) -> torch.Tensor:
        """Return the maps: there is one architecture, and whoever asks for rows means it."""
        return maps

    def total(self, like: torch.Tensor, parts: Sequence[torch.Tensor]) -> torch.Tensor:
        """Add up maps; zeros if there are none."""
        if not parts:
            return torch.zeros_like(like)
        whole = parts[0]
        for part in parts[1:]:
            whole = whole + part
        return whole

    def before_block(self, maps: torch.Tensor, reach: int, stride: int = 1) -> torch.Tensor:
        """Forget what was clipped in the block before."""
        self._clipped.clear()
        return maps

    def _apply(self, place: str, maps: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self._places[_key(place)](maps)
        return result


class MakingLayers(ModuleLayers):
    """Makes the modules on the way, and leaves them in evaluation mode: one image suffices so.

    Weights are not set: PyTorch would draw them from its global generator.
    """

    def convolution(
        self, maps: torch.Tensor, place: str, channels: int, kernel: int, stride: int = 1
    ) -> torch.Tensor:
        """Make the convolution and apply it."""
        made = nn.Conv2d(
            maps.shape[1], channels, kernel, stride, kernel // 2, bias=False, device="meta"
        )
        self._make(place, made.to_empty(device="cpu"))
        return super().convolution(maps, place, channels, kernel, stride)

    def normalisation(self, maps: torch.Tensor, place: str) -> torch.Tensor:
        """Make the normalisation and apply it."""
        self._make(f"{place}.normalisation", nn.BatchNorm2d(maps.shape[1]))
        return super().normalisation(maps, place)

    def classifier(self, maps: torch.Tensor, place: str, classes: int) -> torch.Tensor:
        """Make the linear layer and apply it."""
        made = nn.Linear(maps.shape[1], classes, device="meta")
        self._make(place, made.to_empty(device="cpu"))
        return super().classifier(maps, place, classes)

    def _make(self, place: str, module: nn.Module) -> None:
        self._places[_key(place)] = module.eval()


def _key(place: str) -> str:
    return place.replace(".", "/")  # PyTorch's names of modules have no dots
