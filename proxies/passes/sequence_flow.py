"""SynFlow's linear network for sequences, run forwards with its derivative.

See `proxies.passes.linear_flow` for the idea. Here layers have biases: they are made positive as
well and enter x, but do not grow, so that a layer takes the pair (x, y = x + x′) to (Wx + b, Wx + b
+ Wy). Normalisation and the clipping at 20 are left out, which leaves a network that is linear in
each of its weights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from proxies.engine.steps import add_rows
from proxies.networks.sequences import padding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxies.engine.rows import Rows
    from proxies.engine.weights import WeightBank
    from proxies.networks.layers import Networks

__all__ = ["SequenceFlow", "Sound"]


@dataclass(frozen=True)
class Sound:
    """Sequences and their derivative for some rows of a batch.

    Attributes
    ----------
    maps
        Shape ``(rows, 2, channels, frames)``: x and y = x + x′.
    rows
        The rows of the batch.
    """

    maps: torch.Tensor
    rows: Rows


class SequenceFlow:
    """Layers of the linear network for a batch of architectures.

    After `classifier` has run, ``log_score`` holds the logarithm of Σ θ·∂R/∂θ, R the sum of the
    outputs of all frames, shape ``(architectures,)``, float64; -inf where no path leads from input
    to output.
    """

    def __init__(self, networks: Networks, bank: WeightBank) -> None:
        self._networks = networks
        self._bank = bank
        self._everyone = slice(0, len(networks))
        self._log_scale = torch.zeros(len(networks), dtype=torch.float64, device=bank.device)
        self.log_score = torch.full_like(self._log_scale, -torch.inf)

    def sound(self, frames: int, features: int) -> Sound:
        """Return an input of ones, whose derivative is zero."""
        shape = (len(self._networks), 2, features, frames)
        ones = torch.ones(shape, device=self._bank.device, dtype=self._bank.dtype)
        return Sound(ones, self._everyone)

    def convolution(
        self,
        sound: Sound,
        place: str,
        channels: int,
        kernel: int,
        *,
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
    ) -> Sound:
        """Convolve with positive weights: (x, y) → (Wx + b, Wx + b + Wy)."""
        width = sound.maps.shape[2] // groups
        weight = self._weight(place, (channels, width, kernel), sound.rows)
        padded = functional.pad(sound.maps, padding(kernel, stride, dilation))
        maps = _convolve(padded, weight, stride, dilation, groups)
        maps[:, 0] += self._bias(place, channels, width * kernel, sound.rows)
        maps[:, 1] += maps[:, 0]
        return replace(sound, maps=maps)

    def clip(self, sound: Sound) -> Sound:
        """Skip: nothing is negative, and nothing is cut off at the top."""
        return sound

    def normalisation(self, sound: Sound, place: str) -> Sound:
        """Skip: SynFlow leaves normalisation out."""
        return sound

    def classifier(self, sound: Sound, place: str, classes: int) -> Sound:
        """Take the derivative of the sum of all outputs; the bias adds nothing to it."""
        weight = self._weight(place, (classes, sound.maps.shape[2]), sound.rows).sum(dim=-2)
        score = (sound.maps[:, 1].sum(dim=-1) * weight).sum(dim=-1)
        self.log_score = score.double().log() + self._log_scale
        return sound

    def select(self, sound: Sound, rows: Rows) -> Sound:
        """Return the maps of some rows."""
        if isinstance(rows, slice):
            return Sound(sound.maps[rows], rows)
        return Sound(sound.maps.index_select(0, rows), rows)

    def total(self, like: Sound, parts: Sequence[Sound]) -> Sound:
        """Add up parts of the batch."""
        maps = torch.zeros_like(like.maps)
        for part in parts:
            add_rows(maps, part.rows, part.maps)
        return Sound(maps, self._everyone)

    def before_block(self, sound: Sound) -> Sound:
        """Take out the scale of each architecture and keep its logarithm."""
        scale = sound.maps[:, 1].amax(dim=(1, 2))
        scale = torch.where(scale > 0, scale, 1)
        self._log_scale += scale.double().log()
        return replace(sound, maps=sound.maps / scale.view(-1, 1, 1, 1))

    def _weight(self, place: str, shape: Sequence[int], rows: Rows) -> torch.Tensor:
        return self._bank.weight(place, shape, self._networks.canonical, rows).abs()

    def _bias(self, place: str, channels: int, fan_in: int, rows: Rows) -> torch.Tensor:
        """Return the biases in the scale of the maps: shape ``(rows, channels, 1)``."""
        bias = self._bank.weight(
            f"{place}.bias", (channels,), self._networks.canonical, rows, fan_in=fan_in
        )
        scale = torch.exp(-self._log_scale[rows]).to(bias.dtype)
        return (bias.abs() * scale[:, None])[..., None]


def _convolve(
    maps: torch.Tensor, weight: torch.Tensor, stride: int, dilation: int, groups: int
) -> torch.Tensor:
    """Convolve ``(a, n, c, frames)`` with a weight for all, or (a dimension more) one for each."""
    if weight.dim() == 3:
        out = functional.conv1d(
            maps.flatten(0, 1), weight, stride=stride, dilation=dilation, groups=groups
        )
        return out.view(*maps.shape[:2], *out.shape[1:])
    # The channels of all architectures side by side, so that each has groups of its own.
    beside = maps.transpose(0, 1).flatten(1, 2)
    out = functional.conv1d(
        beside, weight.flatten(0, 1), stride=stride, dilation=dilation, groups=groups * len(maps)
    )
    return out.view(len(out), len(maps), -1, out.shape[-1]).transpose(0, 1).contiguous()
