"""The checksum CRC-32C (Castagnoli), of thousands of pieces at once.

A table look-up a byte takes Python minutes a gigabyte. Here one step of NumPy takes the next byte
of every piece, which gives hundreds of megabytes a second where pieces are short and many.

Source: RFC 3720, appendix B.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landscape.arrays import IntArray

__all__ = ["crc32c"]

_POLYNOMIAL = np.uint32(0x82F63B78)
_ONES = np.uint32(0xFFFFFFFF)


def _table() -> NDArray[np.uint32]:
    """Return what each byte does to the checksum."""
    values: NDArray[np.uint32] = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        values = (values >> np.uint32(1)) ^ _POLYNOMIAL * (values & np.uint32(1))
    return values


_TABLE = _table()


def crc32c(content: bytes | memoryview, starts: IntArray, lengths: IntArray) -> NDArray[np.uint32]:
    """Return the checksums of pieces of `content`.

    Parameters
    ----------
    content
        What they are pieces of.
    starts, lengths
        Shape ``(n,)``: where each begins, and how many bytes it has.

    Returns
    -------
    array of shape (n,)

    Examples
    --------
    >>> import numpy as np
    >>> [hex(one) for one in crc32c(b"123456789", np.array([0]), np.array([9]))]
    ['0xe3069283']
    """
    bytes_: NDArray[Any] = np.frombuffer(content, np.uint8)
    longest_first = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[longest_first], lengths[longest_first]
    state = np.full(len(starts), _ONES)
    # How many pieces still have a byte at each place.
    n_left = len(lengths) - np.searchsorted(
        lengths[::-1], np.arange(lengths.max(initial=0)), "right"
    )
    for place, n in enumerate(n_left.tolist()):
        low = state[:n].astype(np.uint8) ^ bytes_[starts[:n] + place]
        state[:n] = _TABLE[low] ^ (state[:n] >> np.uint32(8))
    checksums = np.empty_like(state)
    checksums[longest_first] = state ^ _ONES
    return checksums
