"""The networks around NAS-Bench-201 cells, many at a time.

Source: Dong and Yang, "NAS-Bench-201", ICLR 2020, figure 1, and the benchmark's own networks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import numpy as np
import torch

from landscape.lazy import cached_attribute
from landscape.spaces.nb201 import EDGES, OPERATIONS
from proxies.networks.layers import (
    DeadConvolution,
    Duplicates,
    reduction,
    relu_convolution,
    rows_where,
)

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray
    from landscape.spaces.nb201 import NB201
    from proxies.engine.rows import Rows
    from proxies.engine.tracing import Node, Tracing
    from proxies.engine.weights import Law
    from proxies.networks.layers import Input, Layers, ProxyLike

__all__ = ["CELLS_PER_STAGE", "CHANNELS", "NB201Networks"]

CHANNELS = (16, 32, 64)
"""Channels of the three stages."""

CELLS_PER_STAGE = 5

Maps = TypeVar("Maps")

_FEED = EDGES.index((0, 1))
"""The edge that can feed what no path uses though no path uses it itself: see `_told_apart`."""

_LOOKS_AROUND = np.array([name.endswith("3x3") for name in OPERATIONS])


class NB201Networks:
    """The networks of a batch of cells: stem, three stages of five cells, classifier.

    Parameters
    ----------
    space
        Where the numbers of the architectures come from.
    indices
        Configuration numbers, ascending: neighbours in number share their first operations, so
        that the rows which chose an operation are mostly a slice.
    device
        Where rows that are no slice are kept.
    duplicates
        Configurations to be scored along with `indices`, which are then the canonical ones.
    """

    law: ClassVar[Law] = "uniform"
    load: ClassVar[int] = 1
    sees: ClassVar[Input] = "images"
    takes_duplicates: ClassVar[bool] = True
    wraps_relus: ClassVar[bool] = True

    def __init__(
        self,
        space: NB201,
        indices: IntArray,
        device: torch.device,
        duplicates: IntArray | None = None,
    ) -> None:
        self.indices = indices
        self.canonical = space.canonical(indices)
        self._codes = space.decode(indices)
        self._device = device
        self.duplicates = None if duplicates is None else self._told_apart(space, duplicates)

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
        """Cut ascending configuration numbers into batches of at most `limit`.

        Parameters
        ----------
        for_cache
            Whether to cut also where one of the first three operations changes. All cells of such
            a batch do the same up to their third node, which spares gathering, and the batch
            is small enough for a processor's cache. A GPU prefers fewer, larger batches.
        mixed_shapes
            Changes nothing: the feature maps of all these architectures have the same shape.
        space
            Not asked: the numbers say it all.
        """
        prefix = indices // len(OPERATIONS) ** 3 if for_cache else np.zeros_like(indices)
        cuts = np.flatnonzero(np.diff(prefix)) + 1
        return [
            part
            for run in np.split(indices, cuts)
            if len(run)
            for part in np.array_split(run, -(-len(run) // limit))
        ]

    @cached_attribute
    def groups(self) -> tuple[dict[str, Rows], ...]:
        """For each edge, the operations in use (``none`` left out) and the rows that use them."""
        return tuple(
            {
                name: rows_where(chosen, self._device)
                for number, name in enumerate(OPERATIONS)
                if name != "none" and np.any(chosen := column == number)
            }
            for column in self._codes.T
        )

    @cached_attribute
    def reach(self) -> int:
        """How many pixels away an output pixel of any of the cells can see."""
        unreached = -len(EDGES)
        looks = np.where(self._codes > 0, _LOOKS_AROUND[self._codes].astype(int), unreached)
        sight = [np.zeros(len(self), dtype=int)]
        for node in (1, 2, 3):
            arriving = [sight[s] + looks[:, k] for k, (s, end) in enumerate(EDGES) if end == node]
            sight.append(np.max(arriving, axis=0))
        return int(np.max(sight))

    def skips(self) -> list[tuple[int, int, BoolArray]]:
        """Return the cell's skip connections: from node, to node, and which rows have it."""
        is_skip = self._codes == OPERATIONS.index("skip_connect")
        return [(start, end, is_skip[:, k]) for k, (start, end) in enumerate(EDGES)]

    def run(self, layers: Layers[Maps], classes: int) -> Maps:
        """Take the input of `layers` through the networks and return what leaves them."""
        maps = layers.convolution(layers.image(), "stem", CHANNELS[0], kernel=3)
        maps = layers.normalisation(maps, "stem")
        for stage, channels in enumerate(CHANNELS):
            if stage > 0:
                maps = reduction(layers, maps, f"stage{stage}.reduction", channels)
            for cell in range(CELLS_PER_STAGE):
                maps = self._cell(layers, maps, f"stage{stage}.cell{cell}", channels)
        maps = layers.relu(layers.normalisation(maps, "last"), "last")
        return layers.classifier(maps, "classifier", classes)

    def _cell(self, layers: Layers[Maps], maps: Maps, place: str, channels: int) -> Maps:
        nodes = [layers.before_block(maps, self.reach)]
        for node in (1, 2, 3):
            parts = []
            for (start, end), groups in zip(EDGES, self.groups, strict=True):
                for operation, rows in groups.items() if end == node else ():
                    edge, source = f"{place}.{start}→{end}", layers.select(nodes[start], rows)
                    parts.append(_operation(layers, operation, source, edge, channels))
            nodes.append(layers.total(nodes[0], parts))
        if self.duplicates is not None:
            for dead in self.duplicates.convolutions:
                _see_dead(cast("Tracing", layers), cast("list[Node]", nodes), dead, place, channels)
        return nodes[-1]

    def _told_apart(self, space: NB201, indices: IntArray) -> Duplicates:
        """Find the convolutions that duplicates have besides.

        An operation that no path uses reads what its node has in the canonical architecture:
        nothing, or what arrives there on a path. But for node 1: an operation may arrive at it
        that itself leads nowhere, since all that leaves it leads to node 2, and nothing leaves
        that one.
        """
        canonical = space.canonical(indices)
        owners = np.searchsorted(self.indices, canonical)
        codes, live = space.decode(indices), space.decode(canonical)
        groups: dict[tuple[int, int, int], list[int]] = {}
        for number, edge in np.argwhere(codes != live).tolist():
            if OPERATIONS[codes[number, edge]].startswith("nor_conv"):
                is_fed = EDGES[edge][0] == 1 and codes[number, _FEED] != live[number, _FEED]
                feed = int(codes[number, _FEED]) if is_fed else 0
                groups.setdefault((edge, int(codes[number, edge]), feed), []).append(number)
        convolutions = []
        for (edge, operation, feed), numbers in sorted(groups.items()):
            rows, positions = np.unique(owners[numbers], return_inverse=True)
            convolutions.append(
                DeadConvolution(
                    edge,
                    OPERATIONS[operation],
                    OPERATIONS[feed] if feed else None,
                    rows_where(np.isin(np.arange(len(self)), rows), self._device),
                    torch.tensor(numbers, device=self._device),
                    torch.from_numpy(positions).to(self._device),
                )
            )
        return Duplicates(indices, torch.from_numpy(owners).to(self._device), tuple(convolutions))


def _operation(layers: Layers[Maps], operation: str, maps: Maps, edge: str, channels: int) -> Maps:
    if operation == "skip_connect":
        return maps
    if operation == "avg_pool_3x3":
        return layers.average_pool(maps)
    return relu_convolution(layers, maps, f"{edge}.{operation}", channels, _kernel(operation))


def _see_dead(
    layers: Tracing, nodes: list[Node], dead: DeadConvolution, place: str, channels: int
) -> None:
    """Show `layers` what duplicates have in a cell besides its nodes."""
    start, end = EDGES[dead.edge]
    beside = layers.beside()
    maps = beside.select(nodes[start if dead.feed is None else 0], dead.rows)
    if dead.feed is not None:
        maps = _operation(beside, dead.feed, maps, f"{place}.0→1", channels)
    name = f"{place}.{start}→{end}.{dead.operation}"
    layers.dead_convolution(dead, maps, name, channels, _kernel(dead.operation))


def _kernel(operation: str) -> int:
    return 1 if operation == "nor_conv_1x1" else 3
