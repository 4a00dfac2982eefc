"""A look through the opcodes of a pickle, before any of them is obeyed.

Python's unpickler believes what a file claims: one opcode of five bytes has it clear a table of
gigabytes. Here every length must be one that the file has, and every place in the memo one that
the file can have filled.
"""

from __future__ import annotations

import pickle
import re
import struct

__all__ = ["scan"]

# Opcodes by how their argument is written; see pickletools.
_NO_ARGUMENT = rb"[(012N})\]aestudlRboQ\x81\x85-\x89\x8f-\x94]"
_SHORT_TEXT = (
    rb"\x8c(?:" + b"|".join(re.escape(bytes([n])) + b".{%d}" % n for n in range(24)) + b")"
)
_RUN = re.compile(
    rb"(?:G.{8}|[Khq\x80].|" + _NO_ARGUMENT + rb"|" + _SHORT_TEXT + rb"|M..|[Jj]....)++", re.DOTALL
)
_LENGTHS = {
    **dict.fromkeys(b"UC\x8a\x8c", struct.Struct("<B")),
    **dict.fromkeys(b"TXB\x8b", struct.Struct("<I")),
    **dict.fromkeys(b"\x8d\x8e", struct.Struct("<Q")),
}
_N_LINES = {**dict.fromkeys(b"ILFSVgpP", 1), **dict.fromkeys(b"ci", 2)}
_STOP, _FRAME, _PUT, _LONG_PUT = b".\x95pr"
_NAMES = {
    0x82: "EXT1",
    0x83: "EXT2",
    0x84: "EXT4",
    0x96: "BYTEARRAY8",
    0x97: "NEXT_BUFFER",
    0x98: "READONLY_BUFFER",
}


def scan(content: bytes, start: int = 0) -> int:
    """Return where the pickle that begins at `start` ends.

    Raises
    ------
    pickle.UnpicklingError
        If it is cut short, claims more than it has, or uses an opcode that plain data does not
        need.
    """
    at = start
    while True:
        run = _RUN.match(content, at)
        at = run.end() if run else at
        if at >= len(content):
            raise pickle.UnpicklingError("it is cut short")
        opcode = content[at]
        if opcode == _STOP:
            return at + 1
        at = _after(content, opcode, at, start)


def _after(content: bytes, opcode: int, at: int, start: int) -> int:
    """Return where the next opcode is; this one's argument is of a length the file tells."""
    if opcode in _LENGTHS:
        length = _LENGTHS[opcode]
        return _within(content, at + 1 + length.size + _number(length, content, at))
    if opcode in _N_LINES:
        end = at
        for _ in range(_N_LINES[opcode]):
            end = content.find(b"\n", end + 1)
            if end < 0:
                raise pickle.UnpicklingError("it is cut short")
        if opcode == _PUT:
            _check_place(int(content[at + 1 : end][:20]), at - start)
        return end + 1
    if opcode == _FRAME:
        _within(content, at + 9 + _number(struct.Struct("<Q"), content, at))
        return at + 9
    if opcode == _LONG_PUT:
        _check_place(_number(struct.Struct("<I"), content, at), at - start)
        return at + 5
    raise pickle.UnpicklingError(f"it has the opcode {_NAMES.get(opcode, hex(opcode))}")


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
