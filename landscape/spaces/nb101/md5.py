"""MD5 of many short messages of one length at once.

Source: Rivest, "The MD5 Message-Digest Algorithm", RFC 1321, 1992.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Bytes = npt.NDArray[np.uint8]
    Words = npt.NDArray[np.uint32]

__all__ = ["md5"]

_CHUNK = 1 << 13  # messages whose words fit a processor's nearest cache
_BLOCK = 64  # bytes

_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
_SINES = np.array([int(2**32 * abs(math.sin(i + 1))) for i in range(64)], dtype=np.uint32)
_TURNS = ((7, 12, 17, 22), (5, 9, 14, 20), (4, 11, 16, 23), (6, 10, 15, 21))
_WORDS = ((1, 0), (5, 1), (3, 5), (7, 0))  # step i of a round takes word (a i + b) mod 16


def md5(messages: Bytes) -> Bytes:
    """Return the digests of messages: shape ``(n, length)`` gives ``(n, 16)``."""
    digests = np.empty((len(messages), 16), dtype=np.uint8)
    for first in range(0, len(messages), _CHUNK):
        words = _words(messages[first : first + _CHUNK])
        state = [np.full(words.shape[1], start, dtype=np.uint32) for start in _START]
        for block in range(0, len(words), 16):
            before = state
            state = _mixed(before, words[block : block + 16])
            for kept, new in zip(before, state, strict=True):
                new += kept
        digests[first : first + _CHUNK] = np.stack(state, axis=1).astype("<u4").view(np.uint8)
    return digests


def _words(messages: Bytes) -> Words:
    """Return padded messages as 32-bit words, shape ``(16 x blocks, n)``."""
    n, length = messages.shape
    padded = np.zeros((n, ((length + 8) // _BLOCK + 1) * _BLOCK), dtype=np.uint8)
    padded[:, :length] = messages
    padded[:, length] = 0x80
    padded[:, -8:] = np.array([8 * length], dtype="<u8").view(np.uint8)
    return np.ascontiguousarray(padded.view("<u4").T).astype(np.uint32, copy=False)


def _mixed(state: list[Words], words: Words) -> list[Words]:
    """Return what 64 steps over one block make of `state`."""
    a, b, c, d = (word.copy() for word in state)
    for step in range(64):
        turn, (factor, offset) = step // 16, _WORDS[step // 16]
        a += _choice(turn, b, c, d)
        a += words[(factor * step + offset) % 16]
        a += _SINES[step]
        left = np.uint32(_TURNS[turn][step % 4])
        turned = a << left
        a >>= np.uint32(32) - left
        a |= turned
        a += b
        a, b, c, d = d, a, b, c
    return [a, b, c, d]


def _choice(turn: int, b: Words, c: Words, d: Words) -> Words:
    if turn == 0:
        return d ^ (b & (c ^ d))
    if turn == 1:
        return c ^ (d & (b ^ c))
    if turn == 2:
        return b ^ c ^ d
    return c ^ (b | ~d)
