"""Networks that are run one at a time: the plainest way to bring those of a space."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np

if TYPE_CHECKING:
    import torch

    from landscape.arrays import BoolArray, IntArray
    from proxies.engine.weights import Law
    from proxies.networks.layers import Duplicates, Input, Layers
    from proxies.proxy import Proxy

__all__ = ["SingleNetworks"]

Maps = TypeVar("Maps")


class SingleNetworks(ABC):
    """The network of one architecture of a space: a subclass says in `run` what its layers are.

    What `proxies.networks.layers.Networks` asks for besides has defaults here. A class of its own
    can run many architectures at a time, which is faster; see `proxies.networks.nb201`.

    Parameters
    ----------
    space
        Where the number of the architecture comes from.
    indices
        Its configuration number, shape ``(1,)``.
    device
        Where tensors are kept, if it makes some.

    Attributes
    ----------
    space
        The space.
    configuration
        The number of the architecture.
    """

    law: ClassVar[Law] = "uniform"
    load: ClassVar[int] = 1
    sees: ClassVar[Input] = "images"
    takes_duplicates: ClassVar[bool] = False
    wraps_relus: ClassVar[bool] = False

    duplicates: Duplicates | None = None

    def __init__(self, space: Any, indices: IntArray, device: torch.device) -> None:
        self.space = space
        self.indices = indices
        self.configuration = int(indices[0])

    @cached_property
    def canonical(self) -> IntArray:
        """Number of the canonical form, shape ``(1,)``."""
        canonical: IntArray = self.space.canonical(self.indices)
        return canonical

    def __len__(self) -> int:
        return len(self.indices)

    @classmethod
    def why_not(cls, proxy: Proxy) -> str | None:
        """Return why a proxy is not defined for these networks; None if it is."""
        if proxy.name == "skip" and cls.skips is SingleNetworks.skips:
            return "its networks do not say what they skip"
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
        """Cut configuration numbers into batches of one."""
        return np.array_split(indices, len(indices)) if len(indices) else []

    def skips(self) -> list[tuple[int, int, BoolArray]]:
        """Return the skip connections: from node, to node, and whether it is there, shape (1,)."""
        return []

    @abstractmethod
    def run(self, layers: Layers[Maps], classes: int) -> Maps:
        """Take the input of `layers` through the network and return what leaves it.

        Before layers that look around a pixel, `layers.before_block` has to know how far they do:
        SynFlow is another number without. A test like those of the other spaces' networks tells,
        ``tests/proxies/networks_conformance.py``.

        Parameters
        ----------
        layers
            What there is to build of. The name of a place is its own in the network.
        classes
            Number of outputs.
        """
