"""What architectures cost to evaluate, relative to each other, before any of them is run.

How long a network takes follows from its size: a part that every network costs, one for each
multiplication and one for each value of its feature maps. What these cost was measured once, pass
by pass. On another machine it is something else, mostly by one factor for all, which whoever
watches a run sees at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch

from proxies.passes import (
    COUNT,
    EVALUATION_GRADIENT,
    LINEAR_FLOW,
    LINEAR_GRADIENT,
    NETWORKS,
    NORMS,
    TRACE,
    ZEN_FLOW,
)
from proxies.passes.counting import Counting, Shape
from proxies.passes.sequence_counting import SequenceCounting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.datasets import Dataset
    from landscape.spaces import Space
    from proxies.engine.rows import Rows
    from proxies.networks.layers import Layers, Networks
    from proxies.proxy import Pass

__all__ = ["Costs"]

_AT_ONCE = 8192
_MOST_COUNTED = 20_000
_CPU = torch.device("cpu")


class Costs:
    """Relative costs of the architectures of a space.

    A cost is an estimate of the seconds that a network takes on one core of the machine where
    prices were measured; elsewhere only ratios mean anything. Where nobody can count the size of
    networks without running them, all cost the same.

    Parameters
    ----------
    space, networks
        The space, and the class of its networks.
    task
        Size and classes of the images.
    batch_size
        How many of them there are in a batch.

    Examples
    --------
    Every edge a convolution, and none at all, as a pass with images in it runs them:

    >>> import numpy as np
    >>> from landscape import get_space
    >>> from proxies import get_dataset
    >>> from proxies.cost import Costs
    >>> from proxies.networks.layers import networks_of
    >>> from proxies.passes import TRACE
    >>> space = get_space("nb201")
    >>> convolves = space.parse("|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
    ...                         "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|")
    >>> costs = Costs(space, networks_of(space), get_dataset("cifar10"), batch_size=32)
    >>> heavy, light = costs.of(TRACE, np.array([convolves, 0]))
    >>> round(heavy / light)
    16
    """

    def __init__(
        self, space: Space, networks: type[Networks], task: Dataset, batch_size: int
    ) -> None:
        self._space, self._networks, self._task = space, networks, task
        self._batch_size = batch_size

    def of(self, reads: Pass, indices: IntArray) -> FloatArray:
        """Return what architectures cost under a pass, shape ``(k,)``."""
        if reads.mixes_shapes:  # no map is made, and so size does not matter
            return np.full(len(indices), _price(reads).network)
        return self._priced(reads, self._sizes(indices))

    def of_each(self, passes: Mapping[Pass, int], groups: Sequence[IntArray]) -> FloatArray:
        """Return what groups of architectures cost, each at least one, shape ``(groups,)``.

        Of very many architectures some of each group stand for all of it.

        Parameters
        ----------
        passes
            Pass → how often it is run.
        groups
            Configuration numbers.
        """
        if not passes:
            return np.zeros(len(groups))
        every = max(1, -(-sum(map(len, groups)) // _MOST_COUNTED))
        counted = [group[::every] for group in groups]
        sizes = self._sizes(np.concatenate(counted))
        costs = sum(times * self._priced(reads, sizes) for reads, times in passes.items())
        starts = np.cumsum([0, *map(len, counted[:-1])])
        means = np.add.reduceat(costs, starts) / [*map(len, counted)]
        whole: FloatArray = means * [*map(len, groups)]
        return whole

    def _priced(self, reads: Pass, sizes: _Sizes) -> FloatArray:
        """Return what architectures of some sizes cost."""
        price = _price(reads)
        images = self._batch_size if reads.input in ("noise", "images") else 1
        variable = price.multiplication * sizes.multiplications + price.value * sizes.values
        return price.network + images * variable / 1e6

    def _sizes(self, indices: IntArray) -> _Sizes:
        """Return the sizes of architectures, each counted once."""
        numbers, rows = np.unique(indices, return_inverse=True)
        cuts = range(_AT_ONCE, len(numbers), _AT_ONCE)
        parts = [self._counted(part) for part in np.split(numbers, cuts) if len(part)]
        whole = np.concatenate(parts, axis=1) if parts else np.empty((2, 0))
        return _Sizes(*whole[:, rows])

    def _counted(self, indices: IntArray) -> FloatArray:
        """Return multiplications and values of maps of one image, shape ``(2, k)``."""
        networks = self._networks(self._space, indices, _CPU)
        layers: _CountedMaps | _CountedFrames
        if networks.sees == "frames":
            layers = _CountedFrames(networks, _CPU)
        else:
            layers = _CountedMaps(networks, self._task)
        networks.run(cast("Layers[Any]", layers), self._task.classes)
        return np.stack([layers.flops.numpy(), layers.values.numpy()])


@dataclass(frozen=True)
class _Sizes:
    """Multiplications, and values of feature maps, that one image takes; one number a network."""

    multiplications: FloatArray
    values: FloatArray


class _CountedMaps(Counting):
    """Layers that count the values of the maps that convolutions and pooling make, too."""

    def __init__(self, networks: Networks, task: Dataset) -> None:
        super().__init__(networks, task, _CPU)
        self.values = torch.zeros_like(self.params)

    def convolution(
        self,
        maps: Shape,
        place: str,
        channels: int | torch.Tensor,
        kernel: int,
        stride: int = 1,
    ) -> Shape:
        """Count what comes out."""
        return self._seen(super().convolution(maps, place, channels, kernel, stride))

    def average_pool(self, maps: Shape) -> Shape:
        """Count what comes out."""
        return self._seen(maps)

    max_pool = average_pool

    def _seen(self, maps: Shape) -> Shape:
        self.values[maps.rows] += maps.channels * maps.size**2
        return maps


class _CountedFrames(SequenceCounting):
    """Layers for sequences that count the values that layers make, too."""

    def __init__(self, networks: Networks, device: torch.device) -> None:
        super().__init__(networks, device)
        self.values = torch.zeros_like(self.params)

    def _layer(self, rows: Rows, place: str, shape: tuple[int, ...], frames: int) -> None:
        super()._layer(rows, place, shape, frames)
        self.values[rows] += shape[0] * frames


@dataclass(frozen=True)
class _Price:
    """Seconds of a network, and of a million multiplications or values of maps of an image."""

    network: float
    multiplication: float = 0.0
    value: float = 0.0


_GRADIENT = _Price(3e-3, 1.9e-4, 3.3e-2)

_PRICES: Mapping[Pass, _Price] = {
    NETWORKS: _Price(1e-6),
    COUNT: _Price(1e-5),
    NORMS: _Price(1e-4),
    LINEAR_FLOW: _Price(8e-4, 3.0e-5, 2.1e-3),
    LINEAR_GRADIENT: _GRADIENT,
    EVALUATION_GRADIENT: _GRADIENT,
    ZEN_FLOW: _Price(1e-2, 4.7e-5, 5.2e-3),
    TRACE: _Price(3e-2, 1.5e-4, 1.5e-2),
}
"""What was measured of NAS-Bench-201 and the size space of NATS-Bench, by a non-negative fit."""

_LIKE = {"nothing": COUNT, "constant": LINEAR_GRADIENT, "noise": ZEN_FLOW, "images": TRACE}
"""Which pass another is like, by what enters its networks."""


def _price(reads: Pass) -> _Price:
    """Return the price of a pass; one of a user's own has that of the one it is most like."""
    return _PRICES.get(reads) or _PRICES[COUNT if reads.mixes_shapes else _LIKE[reads.input]]
