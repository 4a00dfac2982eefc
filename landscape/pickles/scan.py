"""A look through the opcodes of a pickle, before any of them is obeyed.

Python's unpickler believes what a file claims: one opcode of five bytes has it clear a table of
gigabytes. Here every length must be one that the file has, and every place in the memo one that
the file can have filled; what it makes must not be too much; and every tuple goes through our
hands before it can be a key (see `landscape.pickles.limits`).
"""

from __future__ import annotations

import pickle
import re
import struct

from landscape.pickles.limits import (
    BIG_NUMBER,
    BYTE,
    CONTAINER,
    LONGEST_NUMBER,
    TUPLE,
    Memory,
)

__all__ = ["scan"]

# Opcodes by how their argument is written; see pickletools.
_NO_ARGUMENT = rb"[(012N)aesu\x81\x88\x89\x90\x92-\x94]"
_SHORT_TEXT = (
    rb"\x8c(?:" + b"|".join(re.escape(bytes([n])) + b".{%d}" % n for n in range(24)) + b")"
)
_RUN = re.compile(
    rb"(?:G.{8}|[Khq\x80].|" + _NO_ARGUMENT + rb"|" + _SHORT_TEXT + rb"|M..|[Jj]....)++", re.DOTALL
)
_LENGTHS = {
    **dict.fromkeys(b"UC\x8a\x8c", struct.Struct("<B")),
    **dict.fromkeys(b"TXB", struct.Struct("<I")),
    **dict.fromkeys(b"\x8d\x8e", struct.Struct("<Q")),
}
_N_LINES = {**dict.fromkeys(b"ILFSVgpP", 1), **dict.fromkeys(b"ci", 2)}
_STOP, _FRAME, _PUT, _LONG_PUT, _OUTSIDE, _LONG = b".\x95prQ\x8a"
_TUPLES = frozenset(b"t\x85\x86\x87")
_MADE = {**dict.fromkeys(b"}]\x8fdlRbo", CONTAINER), **dict.fromkeys(_TUPLES, TUPLE)}
_LONGEST_LINE = 20  # of a number of eight bytes
_TO_US = bytes([_OUTSIDE])
_NAMES = {
    0x82: "EXT1",
    0x83: "EXT2",
    0x84: "EXT4",
    0x8B: "LONG4",
    0x91: "FROZENSET",
    0x96: "BYTEARRAY8",
    0x97: "NEXT_BUFFER",
    0x98: "READONLY_BUFFER",
}


def scan(content: bytes, start: int = 0) -> tuple[bytes, int]:
    """Return the pickle that begins at `start`, fit to be obeyed, and where it ends in `content`.

    In what is returned, every tuple made is handed to ``persistent_load`` at once, as though it
    named an object outside of the pickle; what that returns takes its place.

    Raises
    ------
    pickle.UnpicklingError
        If it is cut short, claims more than it has, makes too much, or uses an opcode that plain
        data does not need.
    """
    at = copied = start
    parts: list[bytes] = []
    memory = Memory()
    while True:
        run = _RUN.match(content, at)
        if run:
            memory.spend(BYTE * (run.end() - at))
            at = run.end()
        if at >= len(content):
            raise pickle.UnpicklingError("it is cut short")
        opcode = content[at]
        if opcode == _STOP:
            return _framed([*parts, content[copied : at + 1]]), at + 1
        after = _after(content, opcode, at, start)
        memory.spend(_cost(content, at, after))
        if opcode in _TUPLES:
            parts += [content[copied:after], _TO_US]
            copied = after
        elif opcode == _FRAME:
            parts.append(content[copied:at])
            copied = after
        at = after


def _framed(parts: list[bytes]) -> bytes:
    """Return a pickle as one frame, in place of those whose lengths are wrong now.

    Python's unpickler reads a frame at once, and what is in none a few bytes at a time.
    """
    return b"".join([bytes([_FRAME]), struct.pack("<Q", sum(map(len, parts))), *parts])


def _cost(content: bytes, at: int, after: int) -> int:
    """Return what the opcode at `at` may cost, apart from long texts, which the file has too."""
    opcode = content[at]
    if opcode in _MADE:
        return _MADE[opcode]
    if opcode == _LONG:
        return BIG_NUMBER if after - at - 2 > LONGEST_NUMBER else BYTE * (after - at)
    if opcode in b"IL" and after - at > _LONGEST_LINE:
        return BIG_NUMBER
    return CONTAINER


def _after(content: bytes, opcode: int, at: int, start: int) -> int:
    """Return where the next opcode is; this one's argument is of a length the file tells."""
    if opcode in _MADE:
        return at + 1
    if opcode in _LENGTHS:
        length = _LENGTHS[opcode]
        return _within(content, at + 1 + length.size + _number(length, content, at))
    if opcode in _N_LINES:
        return _after_lines(content, opcode, at, start)
    if opcode == _FRAME:
        _within(content, at + 9 + _number(struct.Struct("<Q"), content, at))
        return at + 9
    if opcode == _LONG_PUT:
        _check_place(_number(struct.Struct("<I"), content, at), at - start)
        return at + 5
    if opcode == _OUTSIDE:
        raise pickle.UnpicklingError("it asks for an outside object")
    raise pickle.UnpicklingError(f"it has the opcode {_NAMES.get(opcode, hex(opcode))}")


def _after_lines(content: bytes, opcode: int, at: int, start: int) -> int:
    end = at
    for _ in range(_N_LINES[opcode]):
        end = content.find(b"\n", end + 1)
        if end < 0:
            raise pickle.UnpicklingError("it is cut short")
    if opcode == _PUT:
        _check_place(int(content[at + 1 : end][:20]), at - start)
    return end + 1


def _number(form: struct.Struct, content: bytes, at: int) -> int:
    if at + 1 + form.size > len(content):
        raise pickle.UnpicklingError("it is cut short")
    return int(form.unpack_from(content, at + 1)[0])


def _within(content: bytes, end: int) -> int:
    if end > len(content):
        raise pickle.UnpicklingError("it is cut short, or claims to be longer than it is")
    return end


def _check_place(place: int, length: int) -> None:
    # Places are filled one after the other, each by an opcode of its own.
    if not 0 <= place <= length:
        raise pickle.UnpicklingError(f"it asks for a memo of {place} places")
