"""The networks around NAS-Bench-ASR cells.

Source: Mehrotra et al., "NAS-Bench-ASR: Reproducible Neural Architecture Search for Speech
Recognition", ICLR 2021, section 3, and the benchmark's own networks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np

from landscape.lazy import cached_attribute
from landscape.spaces.nbasr import OPERATIONS, SKIPS
from proxies.networks.layers import rows_where
from proxies.networks.speech import CLASSES, FEATURES, FRAMES
from proxies.passes import COUNT, LINEAR_FLOW, NETWORKS, NORMS

if TYPE_CHECKING:
    import torch

    from landscape.arrays import BoolArray, IntArray
    from landscape.spaces.nbasr import NBASR
    from proxies.engine.rows import Rows
    from proxies.engine.weights import Law
    from proxies.networks.layers import Duplicates, Input, ProxyLike
    from proxies.networks.sequences import SequenceLayers

__all__ = ["CELLS", "FILTERS", "STRIDES", "NBASRNetworks"]

FILTERS = (600, 800, 1000, 1200)
"""Channels of the four blocks."""

STRIDES = (1, 1, 2, 2)
"""Strides of the convolutions over time that the blocks begin with."""

CELLS = (3, 4, 5, 6)
"""Cells of the blocks."""

_KERNEL, _GROUPS = 8, 100  # of the blocks' convolutions; of those in cells
_FOR_CACHE = 8
_NODES = (1, 2, 3)
_OPERATION_AT, _SKIP_AT = (0, 2, 5), (1, 3, 4, 6, 7, 8)  # in a code, see `NBASR`

Maps = TypeVar("Maps")


class NBASRNetworks:
    """The networks of a batch of cells: four blocks of a convolution and cells, and a classifier.

    They hear `FRAMES` frames. The recurrent layer that the benchmark can put before the classifier
    is left out: it is the same for all cells, and no linear network.

    Parameters
    ----------
    space
        Where the numbers of the architectures come from.
    indices
        Configuration numbers, ascending.
    device
        Where rows that are no slice are kept.

    Attributes
    ----------
    filters
        Channels of the blocks, multiples of 100.
    """

    filters: ClassVar[tuple[int, ...]] = FILTERS
    law: ClassVar[Law] = "uniform"
    load: ClassVar[int] = 1
    sees: ClassVar[Input] = "frames"
    takes_duplicates: ClassVar[bool] = False
    wraps_relus: ClassVar[bool] = False

    duplicates: Duplicates | None = None

    def __init__(self, space: NBASR, indices: IntArray, device: torch.device) -> None:
        self.indices = indices
        self.canonical = space.canonical(indices)
        self._codes = space.decode(indices)
        self._device = device

    def __len__(self) -> int:
        return len(self.indices)

    @staticmethod
    def why_not(proxy: ProxyLike) -> str | None:
        """Return why a proxy is not defined for these networks; None if it is."""
        if proxy.reads in (NETWORKS, COUNT, NORMS, LINEAR_FLOW):
            return None
        return "its networks take sound and no images, which this metric is about"

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
        """Cut ascending configuration numbers into batches of at most `limit`.

        Parameters
        ----------
        for_cache
            Whether to make batches small enough for a processor's cache.
        mixed_shapes, space
            Change nothing: the maps of all these architectures have the same shape.
        """
        size = min(limit, _FOR_CACHE) if for_cache else limit
        return np.array_split(indices, -(-len(indices) // size)) if len(indices) else []

    def skips(self) -> list[tuple[int, int, BoolArray]]:
        """Return the cell's skip connections: from node, to node, and which rows have it."""
        return [(*skip, self._codes[:, k] == 1) for skip, k in zip(SKIPS, _SKIP_AT, strict=True)]

    def run(self, layers: SequenceLayers[Maps], classes: int = CLASSES) -> Maps:
        """Take the input of `layers` through the networks and return what leaves them.

        The classes are the benchmark's, whatever others the images of a data set would have.
        """
        maps = layers.sound(FRAMES, FEATURES)
        for block, channels in enumerate(self.filters):
            place, maps = f"block{block}", layers.before_block(maps)
            maps = layers.convolution(maps, place, channels, _KERNEL, stride=STRIDES[block])
            maps = layers.normalisation(layers.clip(maps), place)
            for cell in range(CELLS[block]):
                maps = self._cell(layers, maps, f"{place}.cell{cell}", channels)
        return layers.classifier(maps, "classifier", CLASSES)

    def _cell(self, layers: SequenceLayers[Maps], maps: Maps, place: str, channels: int) -> Maps:
        """Run the cell: a node is an operation on the one before, plus what skips to it."""
        nodes = [layers.before_block(maps)]
        for node in _NODES:
            parts = []
            for name, rows in self._operations[node].items():
                source, where = layers.select(nodes[-1], rows), f"{place}.{node}.{name}"
                parts.append(_operation(layers, source, name, where, channels))
            for start, rows in self._skips[node].items():
                parts.append(layers.select(nodes[start], rows))
            nodes.append(layers.total(nodes[0], parts))
        return layers.normalisation(nodes[-1], place)

    @cached_attribute
    def _operations(self) -> dict[int, dict[str, Rows]]:
        """For each node, the operations in use (``zero`` left out) and the rows that use them."""
        return {
            node: {
                name: rows_where(chosen, self._device)
                for number, name in enumerate(OPERATIONS)
                if name != "zero" and (chosen := self._codes[:, place] == number).any()
            }
            for node, place in zip(_NODES, _OPERATION_AT, strict=True)
        }

    @cached_attribute
    def _skips(self) -> dict[int, dict[int, Rows]]:
        """For each node, the nodes that some rows skip from, and these rows."""
        return {
            node: {
                start: rows_where(has, self._device)
                for start, end, has in self.skips()
                if end == node and has.any()
            }
            for node in _NODES
        }


def _operation(
    layers: SequenceLayers[Maps], maps: Maps, name: str, place: str, channels: int
) -> Maps:
    if name == "linear":
        return layers.clip(layers.convolution(maps, place, channels, kernel=1))
    kernel, dilation = int(name[4]), 2 if name.endswith("d2") else 1
    maps = layers.convolution(maps, place, channels, kernel, dilation=dilation, groups=_GROUPS)
    return layers.clip(maps)
