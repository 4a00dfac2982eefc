"""One fixed batch of images and labels, the same for every architecture."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landscape.arrays import IntArray

__all__ = ["Images"]


@dataclass(frozen=True, eq=False)
class Images:
    """A batch of images as a network takes them.

    Attributes
    ----------
    pixels
        Shape ``(n, 3, height, width)``, float32, normalised a channel.
    labels
        Shape ``(n,)``, int64, ``0 .. classes - 1``.
    source
        Where they come from, for people and records: ``cifar10``, ``noise``, a file's name.

    Examples
    --------
    >>> from proxies import get_dataset, load_images
    >>> images = load_images(get_dataset("cifar10"), data="noise", count=4)
    >>> images.pixels.shape, images.labels.shape, images.source
    ((4, 3, 32, 32), (4,), 'noise')
    """

    pixels: NDArray[np.float32]
    labels: IntArray
    source: str

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def digest(self) -> str:
        """Checksum of pixels and labels: equal batches, equal digests."""
        content = hashlib.sha256(np.ascontiguousarray(self.pixels, dtype="<f4").tobytes())
        content.update(np.ascontiguousarray(self.labels, dtype="<i8").tobytes())
        return content.hexdigest()[:16]
