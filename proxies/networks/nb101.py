"""The networks around NAS-Bench-101 cells.

Source: Ying et al., "NAS-Bench-101: Towards Reproducible Neural Architecture Search", ICML 2019,
section 2, and the benchmark's own networks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np
import torch

from landscape.lazy import cached_attribute
from proxies.networks.layers import convolution_relu, rows_where
from proxies.networks.nb101_cells import OPERATIONS, OUTPUT, Graphs

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray
    from proxies.engine.rows import Rows
    from proxies.engine.weights import Law
    from proxies.networks.layers import Duplicates, Input, Layers, ProxyLike
    from proxies.networks.nb101_cells import Cells

__all__ = ["MODULES_PER_STACK", "STACKS", "NB101Networks"]

STACKS = 3

MODULES_PER_STACK = 3

Maps = TypeVar("Maps")

_UNDEFINED = {
    "skip": "its cells have edges, but no operation that skips",
    "ni_na_rb": "it counts modules by class names that other networks have",
}


class NB101Networks:
    """The networks of a batch of cells: stem, three stacks of three modules, classifier.

    The channels of a vertex follow from the cell. Layers that compute take cells whose maps have
    the same shape at every vertex; those which only count take any: for them a number of channels
    is an int64 tensor, one number a row.

    Parameters
    ----------
    space
        Where the numbers of the architectures come from.
    indices
        Configuration numbers; in any order.
    device
        Where tensors of channels and of row numbers are kept.

    Attributes
    ----------
    width
        Channels of the stem and of the first stack; the others have two and four times as many.
    """

    width: ClassVar[int] = 128
    law: ClassVar[Law] = "he"
    load: ClassVar[int] = 4
    sees: ClassVar[Input] = "images"
    takes_duplicates: ClassVar[bool] = False
    wraps_relus: ClassVar[bool] = False

    duplicates: Duplicates | None = None

    def __init__(self, space: Cells, indices: IntArray, device: torch.device) -> None:
        self.indices = indices
        self.canonical = space.canonical(indices)
        self._graphs = Graphs(space, indices)
        self._device = device

    def __len__(self) -> int:
        return len(self.indices)

    @staticmethod
    def why_not(proxy: ProxyLike) -> str | None:
        """Return why a proxy is not defined for these networks; None if it is."""
        return _UNDEFINED.get(proxy.metric.name)

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
        """Cut configuration numbers into batches of at most `limit`.

        Parameters
        ----------
        for_cache
            Whether to make every architecture a batch of its own: its feature maps alone are more
            than a processor's cache holds. A GPU prefers larger batches.
        mixed_shapes
            Whether the layers take batches of architectures that differ in shape. If not, those of
            equal shapes are put together.
        space
            Where the numbers come from; only asked if shapes matter.
        """
        if not len(indices):
            return []
        if mixed_shapes:
            return np.array_split(indices, -(-len(indices) // limit))
        if for_cache:
            return np.array_split(indices, len(indices))
        shapes = Graphs(space, indices).shapes(tuple(cls.width << k for k in range(STACKS)))
        order = np.argsort(shapes, kind="stable")
        cuts = np.flatnonzero(np.diff(shapes[order])) + 1
        return [
            part
            for alike in np.split(indices[order], cuts)
            for part in np.array_split(alike, -(-len(alike) // limit))
        ]

    def skips(self) -> list[tuple[int, int, BoolArray]]:
        """Return nothing: cells have edges, but no operation that skips."""
        return []

    def run(self, layers: Layers[Maps], classes: int) -> Maps:
        """Take the input of `layers` through the networks and return what leaves them."""
        maps = convolution_relu(layers, layers.image(), "stem", self.width, kernel=3)
        for stack in range(STACKS):
            if stack > 0:
                maps = layers.max_halve(layers.before_block(maps, reach=0, stride=2))
            for module in range(MODULES_PER_STACK):
                place = f"stack{stack}.module{module}"
                maps = self._module(layers, maps, place, self.width << stack)
        return layers.classifier(maps, "classifier", classes)

    def _module(self, layers: Layers[Maps], maps: Maps, place: str, wide: int) -> Maps:
        """Run the cell: sums enter interior vertices, their channels side by side leave it."""
        widths = self._graphs.channels(wide)
        vertices = [layers.before_block(maps, self._reach)]
        for vertex in range(1, OUTPUT):
            if self._operations[vertex]:
                parts = self._arriving(layers, vertices, vertex, place, widths)
                arrived = layers.total(parts[0], parts)
                vertices.append(self._operate(layers, arrived, vertex, place, widths))
        return self._leave(layers, vertices, place, widths)

    def _arriving(
        self, layers: Layers[Maps], vertices: list[Maps], end: int, place: str, widths: IntArray
    ) -> list[Maps]:
        """Return what enters a vertex: the input projected, first channels of other vertices."""
        parts = []
        for start, rows in self._edges[end].items():
            part, channels = layers.select(vertices[start], rows), self._width(widths, end, rows)
            if start == 0:
                edge = f"{place}.0→{end}"
                parts.append(convolution_relu(layers, part, edge, channels, kernel=1))
            else:
                parts.append(layers.truncate(part, channels))
        return parts

    def _operate(
        self, layers: Layers[Maps], maps: Maps, vertex: int, place: str, widths: IntArray
    ) -> Maps:
        """Apply to each row the operation of the vertex."""
        parts = []
        for operation, rows in self._operations[vertex].items():
            part = layers.select(maps, rows)
            if operation == "maxpool3x3":
                parts.append(layers.max_pool(part))
                continue
            kernel, channels = int(operation[-1]), self._width(widths, vertex, rows)
            name = f"{place}.{vertex}.{operation}"
            parts.append(convolution_relu(layers, part, name, channels, kernel))
        return layers.total(parts[0], parts)

    def _leave(
        self, layers: Layers[Maps], vertices: list[Maps], place: str, widths: IntArray
    ) -> Maps:
        """Join the vertices before the output, and add the input projected where it leads there."""
        edges = self._edges[OUTPUT]
        parts = []
        joined = [layers.select(vertices[v], rows) for v, rows in edges.items() if v > 0]
        if joined:
            rows = rows_where(self._graphs.operations[:, 1] >= 0, self._device)
            parts.append(layers.select(layers.concatenate(joined), rows))
        if 0 in edges:
            part, wide = layers.select(vertices[0], edges[0]), int(widths[0, OUTPUT])
            parts.append(convolution_relu(layers, part, f"{place}.0→output", wide, kernel=1))
        return layers.total(parts[0], parts)

    @cached_attribute
    def _reach(self) -> int:
        return self._graphs.reach()

    @cached_attribute
    def _edges(self) -> list[dict[int, Rows]]:
        """For each vertex, where its edges come from and the rows that have them."""
        edges = self._graphs.edges
        return [
            {
                start: rows_where(edges[:, start, end], self._device)
                for start in range(end)
                if edges[:, start, end].any()
            }
            for end in range(OUTPUT + 1)
        ]

    @cached_attribute
    def _operations(self) -> list[dict[str, Rows]]:
        """For each vertex, the operations in use and the rows that use them."""
        return [
            {
                name: rows_where(chosen, self._device)
                for number, name in enumerate(OPERATIONS)
                if (chosen := column == number).any()
            }
            for column in self._graphs.operations.T
        ]

    def _width(self, widths: IntArray, vertex: int, rows: Rows) -> Any:
        """Return the channels of a vertex: a number, or where cells differ a number for each."""
        column = widths[:, vertex]
        if (column == column[0]).all():
            return int(column[0])
        return torch.from_numpy(column).to(self._device)[rows]
