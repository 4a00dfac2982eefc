"""The size of the initial weights of networks, without running them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from proxies.engine.rows import row_index
from proxies.passes.counting import Counting, Shape

if TYPE_CHECKING:
    from proxies.engine.context import Context
    from proxies.networks.layers import Networks

__all__ = ["Norms"]


class Norms(Counting):
    """Layers that add up the norms of their weights.

    Attributes
    ----------
    l2
        Σ over convolutions and the linear layer of ‖θ‖₂, shape ``(architectures,)``, float64.
    """

    def __init__(self, networks: Networks, context: Context) -> None:
        super().__init__(networks, context.task, context.bank.device)
        self.l2 = torch.zeros_like(self.params)
        self._networks, self._bank = networks, context.bank

    def convolution(
        self, maps: Shape, place: str, channels: int | torch.Tensor, kernel: int, stride: int = 1
    ) -> Shape:
        """Add the norm of the weight."""
        self._add(maps, place, channels, maps.channels, kernel)
        return super().convolution(maps, place, channels, kernel, stride)

    def classifier(self, maps: Shape, place: str, classes: int) -> Shape:
        """Add the norm of the weight; the bias does not count."""
        self._add(maps, place, classes, maps.channels, k=0)
        return super().classifier(maps, place, classes)

    def _add(
        self, maps: Shape, place: str, c_out: int | torch.Tensor, c_in: int | torch.Tensor, k: int
    ) -> None:
        """Add the norms of a layer's weights; numbers of channels may differ from row to row."""
        rows = np.arange(len(self._networks))[row_index(maps.rows)]
        shapes = np.empty((len(rows), 2), dtype=np.int64)
        shapes[:, 0], shapes[:, 1] = (
            n if isinstance(n, int) else n.cpu().numpy() for n in (c_out, c_in)
        )
        for shape in np.unique(shapes, axis=0):
            chosen = rows[(shapes == shape).all(axis=1)]
            size = [*shape.tolist(), k, k] if k else shape.tolist()
            norms = self._bank.norms(place, size, self._networks.canonical[chosen])
            self.l2[torch.from_numpy(chosen)] += norms
