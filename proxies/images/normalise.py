"""From grey levels to numbers around 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["channel_statistics", "normalise"]

_Colour: TypeAlias = tuple[float, float, float]

_LEVELS = np.arange(256.0)
_AT_ONCE = 4096


def normalise(images: NDArray[np.uint8], mean: _Colour, std: _Colour) -> NDArray[np.float32]:
    """Return ``(images - mean) / std``, channel by channel.

    Parameters
    ----------
    images
        Shape ``(n, 3, height, width)``, 0..255.
    mean, std
        One a channel, in grey levels.

    Returns
    -------
    float32 of the same shape
    """
    centre = np.asarray(mean, dtype=np.float64)[:, None, None]
    spread = np.asarray(std, dtype=np.float64)[:, None, None]
    return ((images - centre) / spread).astype(np.float32)


def channel_statistics(images: NDArray[np.uint8]) -> tuple[_Colour, _Colour]:
    """Return mean and standard deviation of each channel over all images and pixels.

    A channel that is the same everywhere gets the deviation 1, so that it becomes 0.
    """
    (r, r_std), (g, g_std), (b, b_std) = (_moments(images[:, channel]) for channel in range(3))
    return (r, g, b), (r_std or 1.0, g_std or 1.0, b_std or 1.0)


def _moments(channel: NDArray[np.uint8]) -> tuple[float, float]:
    counts = _histogram(channel)
    mean = float(counts @ _LEVELS / counts.sum())
    return mean, float(np.sqrt(counts @ (_LEVELS - mean) ** 2 / counts.sum()))


def _histogram(channel: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Count each grey level, in parts: bincount takes eight bytes a pixel."""
    counts = np.zeros(256, dtype=np.int64)
    for first in range(0, len(channel), _AT_ONCE):
        counts += np.bincount(channel[first : first + _AT_ONCE].ravel(), minlength=256)
    return counts
