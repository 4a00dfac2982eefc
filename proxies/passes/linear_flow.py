"""SynFlow's linear network, run forwards with its derivative: no backward pass, no overflow.

SynFlow makes every weight positive, feeds an image of ones and skips normalisation, which leaves a
network that is linear in its input and in each of its weights. Its score Σ θ·∂R/∂θ is then the
derivative of the output R at t = 0 when all weights are multiplied by eᵗ. Feature maps carry it
along: a layer with weight W takes the pair (x, x′) to (Wx, W(x + x′)), and every other layer is
applied to both. Here the second of the pair is kept as y = x + x′, so that the step is one
convolution and one addition: (x, y) → (Wx, Wx + Wy).

Two facts keep the work small:

* The scale of an architecture's maps is taken out before every halving of the resolution (of wide
  networks, before every block) and its logarithm kept, so that scores up to 1e67 need no more than
  float32.
* An image of ones is constant away from the border, and stays so: padding disturbs one more ring of
  pixels at every layer that looks around. The undisturbed middle is one and the same pixel, so
  maps are kept only as large as their border rings, and middle rows and columns are inserted
  when these rings would meet. This is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from proxies.engine.max_pool import max_pool, take
from proxies.engine.weights import average_pool, convolve, halve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.datasets import Dataset
    from proxies.engine.rows import Rows
    from proxies.engine.weights import WeightBank
    from proxies.networks.layers import Networks

__all__ = ["WIDE", "Flow", "LinearFlow"]

WIDE = 64
"""Channels above which the scale is taken out before every block."""


@dataclass(frozen=True)
class Flow:
    """Feature maps and their derivative for some rows of a batch.

    Attributes
    ----------
    maps
        Shape ``(rows, 2, height, width, channels)``: x and y = x + x′.
    rows
        The rows of the batch.
    size
        Height and width that the maps stand for; they are stored smaller where their middle is
        constant.
    margin
        Width in pixels of the border ring that differs from the constant middle.
    owned
        Whether nobody else reads these maps, so that they may be overwritten.
    """

    maps: torch.Tensor
    rows: Rows
    size: int
    margin: int = 0
    owned: bool = True


class LinearFlow:
    """Layers of the linear network for a batch of architectures.

    After `classifier` has run, ``log_score`` holds the logarithm of Σ θ·∂R/∂θ, shape
    ``(architectures,)``, float64; -inf where no path leads from input to output.
    """

    def __init__(self, networks: Networks, dataset: Dataset, bank: WeightBank) -> None:
        self._networks = networks
        self._bank = bank
        self._size = dataset.size
        self._log_scale = torch.zeros(len(networks), dtype=torch.float64, device=bank.device)
        self.log_score = torch.full_like(self._log_scale, -torch.inf)

    def image(self) -> Flow:
        """Return an image of ones, whose derivative is zero."""
        shape = (len(self._networks), 2, 2, 2, 3)
        ones = torch.ones(shape, device=self._bank.device, dtype=self._bank.dtype)
        return _grow(Flow(ones, slice(0, len(self._networks)), self._size), margin=1)

    def convolution(
        self, flow: Flow, place: str, channels: int, kernel: int, stride: int = 1
    ) -> Flow:
        """Convolve with positive weights: (x, y) → (Wx, Wx + Wy)."""
        shape = (channels, flow.maps.shape[-1], kernel, kernel)
        maps = convolve(flow.maps, self._weight(place, shape, flow.rows), stride)
        maps[:, 1].add_(maps[:, 0])
        return replace(flow, maps=maps, size=flow.size // stride, owned=True)

    def normalisation(self, flow: Flow, place: str) -> Flow:
        """Skip: SynFlow leaves normalisation out."""
        return flow

    def relu(self, flow: Flow, place: str) -> Flow:
        """Skip: nothing is negative."""
        return flow

    def average_pool(self, flow: Flow) -> Flow:
        """Average over 3×3 pixels."""
        return replace(flow, maps=average_pool(flow.maps), owned=True)

    def halve(self, flow: Flow) -> Flow:
        """Average over 2×2 pixels."""
        return replace(flow, maps=halve(flow.maps), size=flow.size // 2, owned=True)

    def max_pool(self, flow: Flow) -> Flow:
        """Take the largest of 3×3 pixels of x, and y where that is."""
        return replace(flow, maps=_largest(flow.maps, kernel=3, stride=1), owned=True)

    def max_halve(self, flow: Flow) -> Flow:
        """Take the largest of 2×2 pixels of x, and y where that is."""
        maps = _largest(flow.maps, kernel=2, stride=2)
        return replace(flow, maps=maps, size=flow.size // 2, owned=True)

    def truncate(self, flow: Flow, channels: int) -> Flow:
        """Return the first channels, without copying."""
        if flow.maps.shape[-1] == channels:
            return flow
        return replace(flow, maps=flow.maps[..., :channels], owned=False)

    def concatenate(self, parts: Sequence[Flow]) -> Flow:
        """Put the channels of parts one after the other."""
        if len(parts) == 1:
            return parts[0]
        return replace(parts[0], maps=torch.cat([p.maps for p in parts], dim=-1), owned=True)

    def classifier(self, flow: Flow, place: str, classes: int) -> Flow:
        """Take the derivative of the sum of all outputs; the bias adds nothing to it."""
        weight = self._weight(place, (classes, flow.maps.shape[-1]), flow.rows).sum(dim=-2)
        pixels = _stretch(flow.maps, flow.size)[:, 1]
        score = (pixels.mean(dim=(1, 2)) * weight).sum(dim=-1)
        self.log_score = score.double().log() + self._log_scale
        return flow

    def select(self, flow: Flow, rows: Rows) -> Flow:
        """Return the maps of some rows; all rows come without copying."""
        if _is_whole(rows, len(self._networks)):
            return replace(flow, owned=False)
        if isinstance(rows, slice):
            return replace(flow, maps=flow.maps[rows], rows=rows, owned=False)
        return replace(flow, maps=flow.maps.index_select(0, rows), rows=rows)

    def total(self, like: Flow, parts: Sequence[Flow]) -> Flow:
        """Add up parts of the batch, in the memory of a part where that is possible."""
        rest = list(parts)
        maps = self._first_of(rest, like)
        for part in rest:
            if isinstance(part.rows, slice):
                maps[part.rows].add_(part.maps)
            else:
                maps.index_add_(0, part.rows, part.maps)
        return replace(like, maps=maps, rows=slice(0, len(self._networks)), owned=True)

    def _first_of(self, parts: list[Flow], like: Flow) -> torch.Tensor:
        """Take from `parts` what the sum can start with, and return it for the whole batch."""
        for k, part in enumerate(parts):
            if part.owned and _is_whole(part.rows, len(self._networks)):
                return parts.pop(k).maps
        pieces: list[torch.Tensor] = []
        filled = 0
        while parts and isinstance(rows := parts[0].rows, slice) and rows.start >= filled:
            pieces += [*_gap(like.maps, rows.start - filled), parts.pop(0).maps]
            filled = rows.stop
        return torch.cat([*pieces, *_gap(like.maps, len(self._networks) - filled)])

    def before_block(self, flow: Flow, reach: int, stride: int = 1) -> Flow:
        """Make room for the rings that the block will disturb; take out the scale now and then."""
        # No layer adds up more than 64 · 3² inputs: it multiplies x by at most √fan-in = 24, a cell
        # does by 24 + 2·24² + 24³, and a reduction with at most five cells after it by 5e23. And
        # y = x + x′ is at most x times one more than there are layers: far from float32's 3e38.
        # Wider networks multiply by more: there, every block is one to take the scale out before.
        is_due = stride > 1 or flow.maps.shape[-1] > WIDE
        scaled = self._without_scale(flow) if is_due else flow
        return _grow(scaled, margin=-(-(flow.margin + reach) // stride), stride=stride)

    def _without_scale(self, flow: Flow) -> Flow:
        middle = flow.maps.shape[2] // 2
        # The middle pixel speaks for all: every other differs from it by a bounded factor.
        scale = flow.maps[:, 1, middle, middle].amax(dim=-1)
        scale = torch.where(scale > 0, scale, 1)
        self._log_scale += scale.double().log()
        return replace(flow, maps=flow.maps / scale.view(-1, 1, 1, 1, 1))

    def _weight(self, place: str, shape: Sequence[int], rows: Rows) -> torch.Tensor:
        return self._bank.weight(place, shape, self._networks.canonical, rows).abs()


def _largest(maps: torch.Tensor, kernel: int, stride: int) -> torch.Tensor:
    """Pool x by its largest pixels and y by the same pixels."""
    largest, where = max_pool(maps[:, :1], kernel, stride)
    return torch.cat([largest, take(maps[:, 1:], where)], dim=1)


def _is_whole(rows: Rows, n_rows: int) -> bool:
    return isinstance(rows, slice) and rows.stop - rows.start == n_rows


def _gap(like: torch.Tensor, n_rows: int) -> list[torch.Tensor]:
    """Return maps of zeros for so many rows, if any."""
    return [like.new_zeros(n_rows, *like.shape[1:])] if n_rows else []


def _grow(flow: Flow, margin: int, stride: int = 1) -> Flow:
    """Make the maps large enough to hold rings of width `margin` after a step of `stride`."""
    enough = min(flow.size, 2 * stride * (margin + 1))
    return replace(flow, maps=_stretch(flow.maps, enough), margin=margin)


def _stretch(maps: torch.Tensor, size: int) -> torch.Tensor:
    """Insert copies of the middle row and column until the maps are `size` high and wide."""
    height = maps.shape[2]
    if height >= size:
        return maps
    rows = torch.arange(size, device=maps.device)
    source = torch.where(rows < height // 2, rows, (rows - (size - height)).clamp(min=height // 2))
    return maps.index_select(2, source).index_select(3, source)
