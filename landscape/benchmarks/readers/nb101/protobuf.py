"""The wire format of Protocol Buffers, as far as small messages need it.

Source: https://protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["fields"]

_DOUBLE = struct.Struct("<d")
_MOST_DIGITS = 10
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5


def fields(message: bytes) -> Iterator[tuple[int, int | float | bytes]]:
    """Yield number and value of each field of a message.

    A varint is an int (not negative), what has 8 bytes a float, everything else its bytes: text,
    messages inside, and what has 4.

    Raises
    ------
    ValueError
        If the message is cut short, or is none.
    """
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        value: int | float | bytes
        if kind == _VARINT:
            value, at = _varint(message, at)
        elif kind == _FIXED_64:
            value, at = _DOUBLE.unpack(_take(message, at, 8))[0], at + 8
        elif kind in (_BYTES, _FIXED_32):
            length, at = _varint(message, at) if kind == _BYTES else (4, at)
            value, at = _take(message, at, length), at + length
        else:
            raise ValueError(f"a field of wire type {kind} at byte {at}")
        yield tag >> 3, value


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return the number whose digits to base 128 begin at `at`, and where they end."""
    if at < len(message) and message[at] < 0x80:  # as most are
        return message[at], at + 1
    value = 0
    for place, digit in enumerate(message[at : at + _MOST_DIGITS]):
        value |= (digit & 0x7F) << 7 * place
        if digit < 0x80:
            return value, at + place + 1
    raise ValueError(f"a number at byte {at} that does not end")


def _take(message: bytes, at: int, length: int) -> bytes:
    if at + length > len(message):
        raise ValueError(f"{length} bytes at byte {at} of {len(message)}")
    return message[at : at + length]
