"""What a skeleton asks of its layers: one text of a network, read by several interpreters.

The skeleton of a space says which layers follow each other; blocks that several have in common are
here. An interpreter says what a layer does: count its parameters, or push many architectures'
feature maps through it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, TypeAlias, TypeVar

import numpy as np
import torch

from landscape.errors import OptionError
from landscape.lazy import load_object
from landscape.spaces import SPACES, record_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landscape.arrays import BoolArray, IntArray
    from landscape.scores.table import Metric
    from landscape.spaces import Space
    from proxies.engine.rows import Rows
    from proxies.engine.weights import Law

__all__ = [
    "DeadConvolution",
    "Duplicates",
    "Input",
    "Layers",
    "Networks",
    "ProxyLike",
    "convolution_relu",
    "known_networks",
    "networks_of",
    "reduction",
    "relu_convolution",
    "rows_where",
    "spaces_with_networks",
    "undefined",
    "why_undefined",
]

Maps = TypeVar("Maps")

Input: TypeAlias = Literal["images", "frames", "modules"]
"""What enters a network: images, or frames of sound. Modules take what they take."""


@dataclass(frozen=True, eq=False)
class DeadConvolution:
    """A convolution in every cell of some duplicates of a batch's networks that no path uses.

    Attributes
    ----------
    edge, operation
        Where it is, and its name.
    feed
        The operation whose output it reads, if no path uses that one either; None where it reads
        what the networks themselves have at its node.
    rows
        The networks that have such duplicates.
    numbers, positions
        Which duplicates these are, and which of `rows` each of them equals; int64.
    """

    edge: int
    operation: str
    feed: str | None
    rows: Rows
    numbers: torch.Tensor
    positions: torch.Tensor


@dataclass(frozen=True, eq=False)
class Duplicates:
    """Configurations that equal networks of a batch but for operations that no path uses.

    Attributes
    ----------
    indices
        Configuration numbers, shape ``(duplicates,)``.
    owners
        The row of the batch that each of them equals, int64.
    convolutions
        What they have besides.
    """

    indices: IntArray
    owners: torch.Tensor
    convolutions: tuple[DeadConvolution, ...]


class ProxyLike(Protocol):
    """What networks are told of a `proxies.proxy.Proxy`, to say whether it is defined for them."""

    @property
    def metric(self) -> Metric:
        """Name and direction of the score."""

    @property
    def reads(self) -> object:
        """The pass the score is read from."""


class Networks(Protocol):
    """A batch of architectures of one space, ready to be run.

    `proxies.networks.single.SingleNetworks` has defaults for all but `run`.

    Attributes
    ----------
    indices
        Configuration numbers, ascending, shape ``(architectures,)``.
    canonical
        The configurations that stand for them: where every architecture has weights of its own,
        duplicates have the same.
    duplicates
        Duplicates to be scored along with the batch, which is then canonical.
    law
        What the literature draws the initial weights of these networks from.
    load
        How many times as much memory as a network of NAS-Bench-201 one takes.
    sees
        What enters the networks. Frames are for `proxies.networks.sequences.SequenceLayers`.
    takes_duplicates
        Whether networks can be made with duplicates.
    wraps_relus
        Whether a ReLU, a convolution and a normalisation are a block in that order, all but the
        last ReLU.
    """

    indices: IntArray
    canonical: IntArray
    duplicates: Duplicates | None
    law: ClassVar[Law]
    load: ClassVar[int]
    sees: ClassVar[Input]
    takes_duplicates: ClassVar[bool]
    wraps_relus: ClassVar[bool]

    def __init__(
        self,
        space: Any,
        indices: IntArray,
        device: torch.device,
        duplicates: IntArray | None = None,
    ) -> None: ...

    @staticmethod
    def why_not(proxy: ProxyLike) -> str | None:
        """Return why `proxy` is not defined for these networks; None if it is."""

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
        """Cut ascending configuration numbers of `space` into batches of at most `limit`.

        They need not be in order. With `for_cache` they may be cut further, where that helps a
        processor's cache. The
        feature maps of the architectures of a batch have the same shape at every place, unless
        the layers that will run it allow `mixed_shapes`: they only count.
        """

    def __len__(self) -> int:
        """Return the number of architectures."""

    def skips(self) -> list[tuple[int, int, BoolArray]]:
        """Return the cell's skip connections: from node, to node, and which rows have it."""

    def run(self, layers: Layers[Maps], classes: int) -> Maps:
        """Take the input of `layers` through the skeleton and return what leaves it."""


class Layers(Protocol[Maps]):
    """Layers over some notion of feature maps of a batch of architectures.

    ``place`` is the name of a layer, unique in the network.
    """

    def image(self) -> Maps:
        """Return the network's input, for every architecture."""

    def convolution(
        self, maps: Maps, place: str, channels: int, kernel: int, stride: int = 1
    ) -> Maps:
        """Convolve without bias to `channels`, padding ``kernel // 2``.

        In a batch of mixed shapes `channels` is an int64 tensor, one number for each row of the
        maps.
        """

    def normalisation(self, maps: Maps, place: str) -> Maps:
        """Normalise each channel over images and pixels, an architecture at a time."""

    def relu(self, maps: Maps, place: str) -> Maps:
        """Clip at zero."""

    def average_pool(self, maps: Maps) -> Maps:
        """Average over 3×3 pixels, stride 1, the border excluded from the count."""

    def halve(self, maps: Maps) -> Maps:
        """Average over 2×2 pixels, stride 2."""

    def max_pool(self, maps: Maps) -> Maps:
        """Take the largest of 3×3 pixels, stride 1; pixels beyond the border do not count."""

    def max_halve(self, maps: Maps) -> Maps:
        """Take the largest of 2×2 pixels, stride 2."""

    def truncate(self, maps: Maps, channels: int) -> Maps:
        """Return the first `channels`; in a batch of mixed shapes see `convolution`."""

    def concatenate(self, parts: Sequence[Maps]) -> Maps:
        """Return the channels of parts one after the other, for the whole batch.

        Only in a batch of mixed shapes may a part have some rows alone.
        """

    def classifier(self, maps: Maps, place: str, classes: int) -> Maps:
        """Average over all pixels, then a linear layer with bias."""

    def select(self, maps: Maps, rows: Rows) -> Maps:
        """Return the maps of some architectures of the batch."""

    def total(self, like: Maps, parts: Sequence[Maps]) -> Maps:
        """Add up maps of parts of the batch, zero in rows that no part has.

        The sum has the shape of `like` and of the parts, but all rows of the batch.
        """

    def before_block(self, maps: Maps, reach: int, stride: int = 1) -> Maps:
        """Prepare for a block whose output pixels see `reach` input pixels around themselves."""


_CONTRACT = (
    *("law", "load", "sees", "takes_duplicates", "wraps_relus"),
    *("why_not", "batches", "skips", "run", "__len__"),
)


def networks_of(space: Space) -> type[Networks] | None:
    """Return the class of a space's networks; None if nobody knows them.

    Raises
    ------
    OptionError
        If what is registered is no such class.
    LandscapeError
        If it cannot be loaded.
    """
    networks: type[Networks] | None = load_object(record_of(space).networks)
    lacking = [name for name in _CONTRACT if networks is not None and not hasattr(networks, name)]
    if lacking:
        raise OptionError(
            f"the networks of {space.title} have no {', '.join(lacking)}: expected a class like "
            "proxies.networks.single.SingleNetworks"
        )
    return networks


def spaces_with_networks() -> list[str]:
    """Return the names of the spaces whose networks are known."""
    return [
        record.name
        for record in SPACES.values()
        if record.networks is not None or record.network is not None
    ]


def known_networks(space: Space) -> type[Networks]:
    """Return the class of a space's networks; raises `OptionError` if nobody knows them."""
    record = record_of(space)
    networks: type[Networks] | None = networks_of(space)
    if record.network is not None:  # of modules, which know layers themselves
        networks = load_object("proxies.modules.networks:modules_of")(record)
    if networks is None:
        raise OptionError(
            f"no proxy can score {space.title}: its networks are not known; known are those of "
            f"{', '.join(spaces_with_networks())}. Register a function that builds yours, see "
            "landscape.register_space, or bring scores of your own with --scores FILE"
        )
    return networks


def undefined(space: Space, proxies: Iterable[ProxyLike], settings: Any = None) -> list[ProxyLike]:
    """Return the proxies that are not defined for the networks of a space.

    Parameters
    ----------
    settings
        The `proxies.Settings` by which they would be scored, if not the default ones: networks of
        one's own may depend on them.

    Raises
    ------
    OptionError
        If nobody knows the space's networks.

    Examples
    --------
    >>> from landscape import get_space
    >>> from proxies import get_proxy, undefined
    >>> both = [get_proxy("params"), get_proxy("skip")]
    >>> [proxy.metric.name for proxy in undefined(get_space("nb101"), both)]
    ['skip']
    """
    proxies = list(proxies)
    if settings is None:
        settings = load_object("proxies.plan:Settings")()
    reasons = why_undefined(space, proxies, settings)
    return [proxy for proxy in proxies if proxy.metric.name in reasons]


def why_undefined(space: Space, proxies: Sequence[ProxyLike], settings: Any) -> dict[str, str]:
    """Return the name of each proxy that is not defined for a space's networks, and why.

    Modules are tried: a few are built.

    Raises
    ------
    OptionError
        If nobody knows the space's networks.
    LandscapeError
        If a module cannot be built or run.
    """
    kind = known_networks(space)
    whys = {proxy.metric.name: kind.why_not(proxy) for proxy in proxies}
    reasons = {name: why for name, why in whys.items() if why is not None}
    left = [proxy for proxy in proxies if proxy.metric.name not in reasons]
    if kind.sees == "modules" and left:
        probe = load_object("proxies.modules.probe:probe")
        reasons |= probe(space, left, settings, settings.task).reasons
    return {name: reasons[name] for name in whys if name in reasons}


def reduction(layers: Layers[Maps], maps: Maps, place: str, channels: int) -> Maps:
    """Halve the resolution: a basic residual block with a pooled, linear shortcut."""
    # Two convolutions of 3×3, the second on pixels twice as wide.
    maps = layers.before_block(maps, reach=1 + 2, stride=2)
    body = relu_convolution(layers, maps, f"{place}.a", channels, kernel=3, stride=2)
    body = relu_convolution(layers, body, f"{place}.b", channels, kernel=3)
    shortcut = layers.convolution(layers.halve(maps), f"{place}.shortcut", channels, kernel=1)
    return layers.total(body, [body, shortcut])


def relu_convolution(
    layers: Layers[Maps], maps: Maps, place: str, channels: int, kernel: int, stride: int = 1
) -> Maps:
    """Clip at zero, convolve, normalise: the benchmark's ``nor_conv``."""
    maps = layers.convolution(layers.relu(maps, place), place, channels, kernel, stride)
    return layers.normalisation(maps, place)


def convolution_relu(
    layers: Layers[Maps], maps: Maps, place: str, channels: int, kernel: int
) -> Maps:
    """Convolve, normalise, clip at zero: NAS-Bench-101's ``conv-bn-relu``."""
    maps = layers.normalisation(layers.convolution(maps, place, channels, kernel), place)
    return layers.relu(maps, place)


def rows_where(chosen: BoolArray, device: torch.device) -> Rows:
    """Return the rows of a batch that are chosen, at least one: shape ``(architectures,)``."""
    rows = np.flatnonzero(chosen)
    first, last = int(rows[0]), int(rows[-1])
    if last - first + 1 == len(rows):
        return slice(first, last + 1)
    return torch.from_numpy(rows).to(device)
