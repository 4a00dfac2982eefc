"""The networks of NATS-Bench's size space: one cell, and channels that vary from layer to layer.

Source: Dong et al., "NATS-Bench", TPAMI 2021, and the benchmark's own networks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np
import torch

from landscape.spaces.sss import LAYERS
from proxies.networks.layers import reduction, relu_convolution, rows_where

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray
    from landscape.spaces.sss import SSS
    from proxies.engine.rows import Rows
    from proxies.engine.weights import Law
    from proxies.networks.layers import Duplicates, Input, Layers, ProxyLike

__all__ = ["SSSNetworks"]

Maps = TypeVar("Maps")

_REACH = 3  # of the cell's longest chain: three convolutions of 3×3


class SSSNetworks:
    """The networks of a batch of sizes: stem, three cells with a reduction between, classifier.

    The shapes of feature maps and weights differ from architecture to architecture, so that layers
    which compute take one at a time. Those which only count take many: for them a number of
    channels is an int64 tensor, one number a row.

    Parameters
    ----------
    space
        Where the numbers of the architectures come from.
    indices
        Configuration numbers, ascending.
    device
        Where tensors of channels and of row numbers are kept.
    """

    law: ClassVar[Law] = "uniform"
    load: ClassVar[int] = 1
    sees: ClassVar[Input] = "images"
    takes_duplicates: ClassVar[bool] = False
    wraps_relus: ClassVar[bool] = True

    duplicates: Duplicates | None = None

    def __init__(self, space: SSS, indices: IntArray, device: torch.device) -> None:
        self.indices = indices
        self.canonical = space.canonical(indices)
        self._channels = space.channels(indices)
        self._device = device

    def __len__(self) -> int:
        return len(self.indices)

    @staticmethod
    def why_not(proxy: ProxyLike) -> str | None:
        """Return nothing: every proxy is defined for these networks."""
        return None

    @classmethod
    def batches(
        cls,
        indices: IntArray,
        limit: int,
        *,
        for_cache: bool,
        mixed_shapes: bool = False,
        space: Any = None,
    ) -> list[IntArray]:
        """Cut ascending configuration numbers into batches.

        Parameters
        ----------
        limit
            Most architectures in a batch.
        for_cache
            Changes nothing: batches are as small as can be, or have no feature maps.
        mixed_shapes
            Whether the layers take batches of architectures that differ in shape. If not, every
            architecture is a batch of its own.
        space
            Not asked: shapes do not matter.
        """
        size = limit if mixed_shapes else 1
        return np.array_split(indices, -(-len(indices) // size)) if len(indices) else []

    def skips(self) -> list[tuple[int, int, BoolArray]]:
        """Return the cell's skip connections: every cell has one past two nodes."""
        return [(0, 3, np.ones(len(self), dtype=np.bool_))]

    def run(self, layers: Layers[Maps], classes: int) -> Maps:
        """Take the input of `layers` through the networks and return what leaves them."""
        maps = layers.convolution(layers.image(), "stem", self._width(0), kernel=3)
        maps = layers.normalisation(maps, "stem")
        for layer, place in enumerate(LAYERS):
            if place.endswith("reduction"):
                maps = reduction(layers, maps, place, self._width(layer))
            else:
                maps = self._cell(layers, maps, layer)
        maps = layers.relu(layers.normalisation(maps, "last"), "last")
        return layers.classifier(maps, "classifier", classes)

    def _cell(self, layers: Layers[Maps], maps: Maps, layer: int) -> Maps:
        """Run the cell that leads to `layer`: a convolution on every edge, but a skip on 0→3."""
        nodes = [layers.before_block(maps, _REACH)]
        for node in (1, 2, 3):
            parts: list[Maps] = []
            for start in range(node):
                edge = f"{LAYERS[layer]}.{start}→{node}"
                if (start, node) == (0, 3):
                    parts += self._skip(layers, nodes[0], f"{edge}.skip_connect", layer)
                else:
                    source = layers.select(nodes[start], slice(0, len(self)))
                    place, channels = f"{edge}.nor_conv_3x3", self._width(layer)
                    parts.append(relu_convolution(layers, source, place, channels, kernel=3))
            nodes.append(layers.total(parts[-1], parts))
        return nodes[-1]

    def _skip(self, layers: Layers[Maps], maps: Maps, place: str, layer: int) -> list[Maps]:
        """Pass on the cell's input, convolved 1×1 in rows where the cell changes the channels."""
        changes = self._channels[:, max(layer - 1, 0)] != self._channels[:, layer]
        parts = []
        if not np.all(changes):
            parts.append(layers.select(maps, rows_where(~changes, self._device)))
        if np.any(changes):
            rows = rows_where(changes, self._device)
            part, channels = layers.select(maps, rows), self._width(layer, rows)
            part = layers.convolution(part, place, channels, kernel=1)
            parts.append(layers.normalisation(part, place))
        return parts

    def _width(self, layer: int, rows: Rows = slice(None)) -> Any:
        """Return the channels of a layer: a number, or of several architectures a number each."""
        column = self._channels[:, layer]
        if len(self) == 1:
            return int(column[0])
        return torch.from_numpy(column.astype(np.int64)).to(self._device)[rows]
